#include "support/ws_clients.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <new>
#include <string>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace argosy::bench {
namespace {

constexpr std::string_view handshake =
    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr unsigned char text = 0x81, ping = 0x89;
constexpr char pong[] = {'\x8a', '\x80', 0, 0, 0, 0};  // empty, masked with zeros

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::_Exit(1);
}

/// Frames of a server as they come, in pieces: header and length, then so many bytes.
class Frames {
public:
    /// Returns the number of text frames that are whole now; answers pings on the socket.
    std::uint64_t take(int socket, const unsigned char* bytes, std::size_t size) {
        std::uint64_t whole = 0;
        for (std::size_t at = 0; at < size;) {
            if (left_ == 0) {
                head_[have_++] = bytes[at++];
                if (have_ < head_size()) continue;
                left_ = have_ == 2 ? head_[1] : static_cast<std::size_t>(head_[2] << 8 | head_[3]);
            }
            const std::size_t now = std::min(left_, size - at);
            at += now;
            left_ -= now;
            if (left_ > 0) break;
            if (head_[0] == text) ++whole;
            if (head_[0] == ping) static_cast<void>(::send(socket, pong, sizeof pong, MSG_NOSIGNAL));
            have_ = 0;
        }
        return whole;
    }

private:
    [[nodiscard]] std::size_t head_size() const { return have_ >= 2 && head_[1] == 126 ? 4 : 2; }
    unsigned char head_[4]{};
    std::size_t have_ = 0, left_ = 0;
};

int connect_to(std::uint16_t port) {
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (s < 0 || ::connect(s, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    return s;
}

void shake_hands(int socket) {
    if (::send(socket, handshake.data(), handshake.size(), MSG_NOSIGNAL) < 0) give_up("send");
    std::string answer;
    for (char c = 0; !answer.ends_with("\r\n\r\n"); answer += c)
        if (::recv(socket, &c, 1, 0) != 1) give_up("handshake");
    if (!answer.starts_with("HTTP/1.1 101")) give_up("no WebSocket");
}

}  // namespace

WsClients::WsClients(std::size_t count) : count_(count) {
    void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) give_up("mmap");
    shared_ = new (memory) Shared;
}

WsClients::~WsClients() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    ::munmap(shared_, sizeof(Shared));
}

void WsClients::start(std::uint16_t port, Greeting greeting) {
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ < 0) give_up("fork");
    if (process_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) std::_Exit(1);
    run(port, greeting);
}

void WsClients::run(std::uint16_t port, Greeting greeting) {
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<int> sockets;
    std::vector<Frames> frames(count_);
    for (std::size_t i = 0; i < count_; ++i) {
        sockets.push_back(connect_to(port));
        if (greeting == Greeting::websocket) shake_hands(sockets[i]);
        epoll_event wanted{.events = EPOLLIN, .data = {.u64 = i}};
        ::epoll_ctl(poll, EPOLL_CTL_ADD, sockets[i], &wanted);
        ++shared_->connected;
    }
    std::vector<epoll_event> events(256);
    std::vector<unsigned char> buffer(64 << 10);
    for (;;) {
        const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
        std::uint64_t whole = 0;
        for (int e = 0; e < ready; ++e) {
            const std::size_t i = events[static_cast<std::size_t>(e)].data.u64;
            const ssize_t n = ::recv(sockets[i], buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (n == 0) std::_Exit(0);
            if (n > 0) whole += frames[i].take(sockets[i], buffer.data(), static_cast<std::size_t>(n));
        }
        shared_->frames += whole;
    }
}

void WsClients::raise_file_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace argosy::bench
