#pragma once

#include <arpa/inet.h>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace argosy::test {

/// A client that sends exactly the bytes it is told, with blocking sockets of the system and nothing of ours.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_port = htons(port);
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        is_connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
        const int on = 1;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    explicit RawClient(const std::string& unix_path) : fd_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        std::memcpy(static_cast<char*>(at.sun_path), unix_path.c_str(), unix_path.size() + 1);
        is_connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    [[nodiscard]] bool is_connected() const { return is_connected_; }

    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    void finish_sending() { ::shutdown(fd_, SHUT_WR); }
    /// Closes with a reset instead of a goodbye.
    void reset() {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close();
    }
    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }
    /// Takes little at a time, as a slow reader does. Call before the server has sent much.
    void shrink_receive_buffer(int bytes) { ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes); }

    /// What has arrived within the time until `enough` says so; the rest stays for the next call.
    template <class Enough>
    std::string receive(Enough enough, std::chrono::milliseconds limit = std::chrono::seconds(5)) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!enough(pending_) && !is_closed_) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
            pollfd p{.fd = fd_, .events = POLLIN, .revents = 0};
            if (::poll(&p, 1, std::max(0, static_cast<int>(left.count()))) <= 0) break;
            char chunk[16384];
            const auto n = ::recv(fd_, static_cast<char*>(chunk), sizeof chunk, 0);
            if (n <= 0) is_closed_ = true;
            if (n < 0) is_reset_ = true;
            if (n > 0) pending_.append(static_cast<char*>(chunk), static_cast<std::size_t>(n));
        }
        return std::exchange(pending_, {});
    }
    /// Everything until the server closes.
    std::string receive_all(std::chrono::milliseconds limit = std::chrono::seconds(5)) {
        return receive([](const std::string&) { return false; }, limit);
    }
    std::string receive_bytes(std::size_t n) {
        std::string all = receive([n](const std::string& s) { return s.size() >= n; });
        if (all.size() > n) {
            pending_ = all.substr(n);
            all.resize(n);
        }
        return all;
    }
    std::string receive_until(std::string_view mark) {
        std::string all = receive([mark](const std::string& s) { return s.contains(mark); });
        if (const auto at = all.find(mark); at != std::string::npos) {
            pending_ = all.substr(at + mark.size());
            all.resize(at + mark.size());
        }
        return all;
    }
    [[nodiscard]] bool is_closed_by_server(std::chrono::milliseconds limit = std::chrono::seconds(5)) {
        receive_all(limit);
        return is_closed_;
    }
    /// The server has closed, as far as it has been read.
    [[nodiscard]] bool has_ended() const { return is_closed_; }
    [[nodiscard]] bool was_reset() const { return is_reset_; }

private:
    int fd_;
    bool is_connected_ = false, is_closed_ = false, is_reset_ = false;
    std::string pending_;
};

/// "HTTP/1.1 404 Not Found..." -> 404; 0 when it is not an answer.
inline int status_of(std::string_view answer) {
    return answer.starts_with("HTTP/1.1 ") && answer.size() > 12 ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

}  // namespace argosy::test
