#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "base/trace.hpp"

namespace argosy::observe {

/// A step of a trace that is over: tick, signal, vote, risk check, order, fill.
struct Span {
    TraceContext context;
    std::uint64_t parent = 0;  ///< zero: the first of its trace
    std::string name;
    Time start{}, end{};
    bool is_error = false;
    std::vector<std::pair<std::string, std::string>> attributes{};
};

/// Spans that wait to be sent. Only sampled ones are kept.
///
/// Thread safety: all of it.
class SpanBuffer {
public:
    explicit SpanBuffer(std::size_t size_max = 4'096) : size_max_(size_max) {}
    /// Beyond size_max the span is dropped and counted: traces never slow what they show.
    void add(Span span);
    /// All that wait; the buffer is empty then.
    [[nodiscard]] std::vector<Span> take();
    [[nodiscard]] std::uint64_t dropped() const;

private:
    const std::size_t size_max_;
    mutable std::mutex mutex_;
    std::vector<Span> spans_;    // guarded by mutex_
    std::uint64_t dropped_ = 0;  // guarded by mutex_
};

}  // namespace argosy::observe
