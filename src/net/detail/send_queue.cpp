#include "net/detail/send_queue.hpp"

#include <algorithm>

namespace argosy::net::detail {
namespace {

constexpr std::size_t buffers_max = 64;  // Asio hands at most 64 to one system call

}  // namespace

void SendQueue::attach(Stream& stream, std::function<std::shared_ptr<void>()> keep, std::function<void()> on_drained,
                       std::function<void(const error_code&)> on_error) {
    stream_ = &stream;
    keep_ = std::move(keep);
    on_drained_ = std::move(on_drained);
    on_error_ = std::move(on_error);
}

void SendQueue::push(Body part) {
    push_later(std::move(part));
    flush();
}

void SendQueue::push_later(Body part) {
    if (part.size() == 0) return;
    bytes_ += part.size();
    parts_.push_back(std::move(part));
}

void SendQueue::drop() {
    // A part of which some bytes have left must leave whole, or the peer could not find the next one; the
    // same for parts that the system may be reading right now.
    const std::size_t keep = is_writing_ ? gathered_.size() : (offset_ > 0 ? 1 : 0);
    while (parts_.size() > keep) {
        bytes_ -= parts_.back().size();
        parts_.pop_back();
    }
}

void SendQueue::gather() {
    gathered_.clear();
    for (const Body& part : parts_) {
        if (gathered_.size() == buffers_max) break;
        gathered_.emplace_back(part.view().data(), part.size());
    }
    gathered_.front() += offset_;
}

void SendQueue::written(std::size_t n) {
    bytes_ -= n;
    total_ += n;
    offset_ += n;
    while (!parts_.empty() && offset_ >= parts_.front().size()) {
        offset_ -= parts_.front().size();
        parts_.pop_front();
    }
}

void SendQueue::flush() {
    while (!is_writing_ && !parts_.empty()) {
        gather();
        std::size_t wanted = 0;
        for (const auto& buffer : gathered_) wanted += buffer.size();
        error_code ec;
        const std::size_t n = stream_->write_now(gathered_, ec);
        if (ec) return on_error_(ec);
        written(n);
        if (n < wanted) return wait_and_go_on();
    }
}

void SendQueue::wait_and_go_on() {
    is_writing_ = true;
    gather();
    stream_->write_some(gathered_, [this, keep = keep_()](const error_code& ec, std::size_t n) {
        is_writing_ = false;
        if (ec) return on_error_(ec);
        written(n);
        flush();
        if (parts_.empty()) on_drained_();
    });
}

}  // namespace argosy::net::detail
