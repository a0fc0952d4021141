#include "observe/span.hpp"

namespace argosy::observe {

void SpanBuffer::add(Span span) {
    if (!span.context.is_sampled) return;
    const std::lock_guard lock(mutex_);
    if (spans_.size() < size_max_)
        spans_.push_back(std::move(span));
    else
        ++dropped_;
}

std::vector<Span> SpanBuffer::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(spans_, {});
}

std::uint64_t SpanBuffer::dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

}  // namespace argosy::observe
