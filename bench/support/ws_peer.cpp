#include "support/ws_peer.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace argosy::bench {
namespace {

/// Runs `node SCRIPT MODE`; its standard input and output are the two pipes.
pid_t run_node(const std::string& script, const std::string& mode, const int (&to)[2], const int (&from)[2]) {
    const pid_t process = ::fork();
    if (process != 0) return process;
    ::dup2(to[0], STDIN_FILENO);
    ::dup2(from[1], STDOUT_FILENO);
    for (const int pipe_end : {to[0], to[1], from[0], from[1]}) ::close(pipe_end);
    ::execlp("node", "node", script.c_str(), mode.c_str(), nullptr);
    std::_Exit(127);
}

}  // namespace

std::unique_ptr<WsPeer> WsPeer::start(std::string_view mode) {
    if (std::getenv("BENCH_PEERS") == nullptr) return nullptr;
    int to[2], from[2];
    if (::pipe(to) != 0 || ::pipe(from) != 0) return nullptr;
    std::signal(SIGPIPE, SIG_IGN);  // a peer that does not start is no peer
    const pid_t process = run_node(ARGOSY_SOURCE_DIR "/bench/peers/fanout_ws.mjs", std::string(mode), to, from);
    ::close(to[0]);
    ::close(from[1]);
    std::unique_ptr<WsPeer> peer(new WsPeer(process, ::fdopen(to[1], "w"), ::fdopen(from[0], "r")));
    const double port = peer->ask("port");
    if (port <= 0) return nullptr;
    peer->port_ = static_cast<std::uint16_t>(port);
    return peer;
}

WsPeer::~WsPeer() {
    std::fclose(to_);  // which ends it
    std::fclose(from_);
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

double WsPeer::ask(const std::string& line) {
    std::fputs((line + "\n").c_str(), to_);
    std::fflush(to_);
    double answer = 0;
    return std::fscanf(from_, "%lf", &answer) == 1 ? answer : -1;
}

double WsPeer::publish(const WsClients& clients, std::size_t messages) {
    const std::uint64_t wanted = clients.frames() + messages * clients.count();
    const double before = ask("cpu");
    if (ask("send " + std::to_string(messages)) < 0) return 0;
    while (clients.frames() < wanted) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return (ask("cpu") - before) * 1e3;
}

}  // namespace argosy::bench
