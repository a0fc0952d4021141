#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "support/ws_clients.hpp"

namespace argosy::bench {

/// The peer of row 10: bench/peers/fanout_ws.mjs, a server with the npm package ws in a process of its own.
class WsPeer {
public:
    /// mode: "each" writes every message by itself, "corked" those of one publish() together. Nothing where Node.js or
    /// the package is missing ($BENCH_PEERS, which bench/run sets).
    static std::unique_ptr<WsPeer> start(std::string_view mode);
    ~WsPeer();
    WsPeer(const WsPeer&) = delete;
    WsPeer& operator=(const WsPeer&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// Until every client has them; returns the processor time that the server took, in ns.
    double publish(const WsClients& clients, std::size_t messages);

private:
    WsPeer(pid_t process, std::FILE* to, std::FILE* from) : process_(process), to_(to), from_(from) {}
    /// A line that is answered with a number; negative when the process is gone.
    double ask(const std::string& line);

    pid_t process_;
    std::FILE *to_, *from_;
    std::uint16_t port_ = 0;
};

}  // namespace argosy::bench
