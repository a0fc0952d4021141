#pragma once

/// The one place that includes Asio's sockets. Only sources of net include it: it costs a second each time.
#include <atomic>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/loop.hpp"

namespace argosy::net {

namespace asio = boost::asio;
using boost::system::error_code;

struct Loop::Impl {
    // 1: one thread runs it, which spares wake-ups; posting from other threads stays safe.
    asio::io_context context{1};
    /// The loop is being destroyed: what destructors post would outlive the services it needs.
    std::atomic<bool> is_closing = false;
};

namespace detail {
// The concrete executor: no type erasure inside Asio for each operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;
using SteadyTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
}  // namespace detail

}  // namespace argosy::net
