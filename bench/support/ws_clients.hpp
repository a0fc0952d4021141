#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>
#include <sys/types.h>

namespace argosy::bench {

/// Many WebSocket clients in a process of their own: they read everything, count whole text frames and answer pings.
///
/// Requires: one thread in this process when start() is called; the process of the clients ends with this object, and
///           with this process however that ends.
class WsClients {
public:
    enum class Greeting : std::uint8_t {
        none,       ///< the server sends frames at once
        websocket,  ///< the opening handshake of RFC 6455
    };

    explicit WsClients(std::size_t count);
    ~WsClients();
    WsClients(const WsClients&) = delete;
    WsClients& operator=(const WsClients&) = delete;

    /// Connects them all to 127.0.0.1, one after the other; the server must be running.
    void start(std::uint16_t port, Greeting greeting);
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    /// Those whose handshake is done.
    [[nodiscard]] std::size_t connected() const noexcept { return shared_->connected.load(); }
    /// Text frames that have arrived whole, of all clients.
    [[nodiscard]] std::uint64_t frames() const noexcept { return shared_->frames.load(); }

    /// As many open files as this process may have.
    static void raise_file_limit();

private:
    /// Lies in memory that both processes see.
    struct Shared {
        std::atomic<std::uint64_t> frames{0}, connected{0};
    };
    [[noreturn]] void run(std::uint16_t port, Greeting greeting);

    std::size_t count_;
    Shared* shared_;
    pid_t process_ = 0;
};

}  // namespace argosy::bench
