#pragma once

#include <deque>
#include <functional>

#include "net/detail/stream.hpp"
#include "net/http.hpp"

namespace argosy::net::detail {

/// What waits to be written to one stream, in order; as much as possible leaves in one system call.
///
/// Nothing is called back from inside push or flush but on_error; on_drained follows only when something had to wait.
/// The owner keeps itself alive while a write is under way through the `keep` it gives.
class SendQueue {
public:
    /// Requires: the stream and the functions live as long as the queue.
    void attach(Stream& stream, std::function<std::shared_ptr<void>()> keep, std::function<void()> on_drained,
                std::function<void(const error_code&)> on_error);

    /// Queues and writes at once what the system takes.
    void push(Body part);
    /// Queues; flush() writes.
    void push_later(Body part);
    void flush();
    /// Forgets what has not been handed to the system, up to a boundary between parts.
    void drop();

    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] bool is_empty() const noexcept { return parts_.empty(); }
    [[nodiscard]] std::uint64_t total_written() const noexcept { return total_; }

private:
    void gather();
    void written(std::size_t n);
    void wait_and_go_on();

    Stream* stream_ = nullptr;
    std::function<std::shared_ptr<void>()> keep_;
    std::function<void()> on_drained_;
    std::function<void(const error_code&)> on_error_;
    std::deque<Body> parts_;
    std::vector<asio::const_buffer> gathered_;
    std::size_t offset_ = 0;  // of the first part
    std::size_t bytes_ = 0;
    std::uint64_t total_ = 0;
    bool is_writing_ = false;
};

}  // namespace argosy::net::detail
