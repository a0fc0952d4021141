#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "services/notification/service.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::notification {

/// A socket that listens and never answers: the worst of all receivers.
class SilentServer {
public:
    SilentServer() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        EXPECT_EQ(::bind(fd_, std::bit_cast<sockaddr*>(&at), size), 0);
        EXPECT_EQ(::listen(fd_, 64), 0);
        EXPECT_EQ(::getsockname(fd_, std::bit_cast<sockaddr*>(&at), &size), 0);
        port = ntohs(at.sin_port);
    }
    ~SilentServer() { ::close(fd_); }
    std::uint16_t port = 0;

private:
    int fd_;
};

/// A mail server that takes one mail and says yes to everything.
class MailServer {
public:
    MailServer() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        EXPECT_EQ(::bind(fd_, std::bit_cast<sockaddr*>(&at), size), 0);
        EXPECT_EQ(::listen(fd_, 1), 0);
        EXPECT_EQ(::getsockname(fd_, std::bit_cast<sockaddr*>(&at), &size), 0);
        port = ntohs(at.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~MailServer() {
        ::shutdown(fd_, SHUT_RDWR);  // nobody came: it waits no more
        if (thread_.joinable()) text();
        ::close(fd_);
    }
    /// All that the client said. Waits for the end of its visit.
    std::string text() {
        thread_.join();
        return got_;
    }
    std::uint16_t port = 0;

private:
    void serve() {
        const int peer = ::accept(fd_, nullptr, nullptr);
        const auto say = [&](std::string_view line) { (void)::send(peer, line.data(), line.size(), MSG_NOSIGNAL); };
        say("220 test\r\n");
        std::string text;
        bool in_data = false;
        char buffer[4096];
        for (ssize_t n; (n = ::recv(peer, buffer, sizeof buffer, 0)) > 0;) {
            text.append(buffer, static_cast<std::size_t>(n));
            for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n")) {
                const std::string line = text.substr(0, end);
                text.erase(0, end + 2);
                got_ += line + "\n";
                if (in_data && line != ".") continue;
                in_data = line == "DATA";
                say(in_data ? "354 go on\r\n" : line == "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
            }
        }
        ::close(peer);
    }
    int fd_;
    std::string got_;
    std::thread thread_;
};

/// The bench with the service on it and a web server that takes what it posts.
class NotificationBench : public argosy::testing::ServiceBench {
public:
    /// Short waits between attempts, few of them.
    static Settings quick() {
        Settings out;
        out.dispatch.backoff = 10ms;
        out.dispatch.attempts_max = 3;
        out.dispatch.silence_max = 24h;
        out.tick = 5ms;
        return out;
    }

protected:
    explicit NotificationBench(Settings with = quick()) : settings(std::move(with)) {
        hook_port = hook.listen("127.0.0.1", 0).value();
        begin();
    }
    ~NotificationBench() override { end(); }

    void begin() {
        start(spec({.router = router,
                    .core = *core,
                    .store = *store,
                    .writer = writer,
                    .bus = bus,
                    .subjects = subjects,
                    .loop = loop,
                    .box = box,
                    .entropy = entropy,
                    .settings = settings}));
    }
    void end() {
        if (!host) return;
        host->stop();
        host.reset();
        (void)writer.flush();
    }
    void restart() {
        end();
        router = api::Router();
        router.guard_with(gate);
        begin();
    }

    void take(const net::Request& request, net::Responder to) {
        posts.emplace_back(request.body);
        signatures.emplace_back(request.headers.value("X-Argosy-Timestamp"),
                                request.headers.value("X-Argosy-Signature"));
        net::Response answer{.status = statuses.empty() ? 200 : statuses.front()};
        if (!statuses.empty()) statuses.erase(statuses.begin());
        if (answer.status == 302) answer.headers.add("Location", "/elsewhere");
        to.send(std::move(answer));
    }
    [[nodiscard]] std::string hook_url() const { return "http://127.0.0.1:" + std::to_string(hook_port) + "/in"; }
    std::unique_ptr<argosy::testing::Answer> add_hook(std::string_view name, const std::string& url,
                                                      bool allow = true) {
        return put("/api/v1/notifications/channels/" + std::string(name),
                   R"({"channel":{"type":"webhook","url":")" + url + R"(","secret":"sesame","allow_private":)" +
                       (allow ? "true" : "false") + "}}");
    }
    std::unique_ptr<argosy::testing::Answer> add_rule(std::string_view channel, std::string_view more = "") {
        return put("/api/v1/notifications/rules/all",
                   R"({"channels":[")" + std::string(channel) + "\"]" + std::string(more) + "}");
    }
    void alert(std::string message, domain::AlertLevel level = domain::AlertLevel::warning, Uuid id = {}) {
        if (id.is_none()) id = ids.next(net::wall_time());
        bus.topic(subjects.alerts)
            .publish({{.id = id, .source = "test"},
                      messages::Alert{.alert_id = to_string(id),
                                      .level = level,
                                      .category = "risk",
                                      .message = std::move(message),
                                      .timestamp = core->now()}});
    }
    /// Runs the loop until it holds.
    template <class F>
    void until(F holds) {
        for (int i = 0; i < 2'000 && !holds(); ++i) wait(5ms);
        EXPECT_TRUE(holds());
    }
    /// The newest ended delivery of this channel.
    std::unique_ptr<argosy::testing::Answer> log(std::string_view channel = "") {
        (void)writer.flush();
        return get("/api/v1/notifications/deliveries?channel=" + std::string(channel));
    }

    Settings settings;
    store::Writer writer{*store};
    auth::SystemEntropy entropy;
    auth::SecretBox box{[this] {
        std::vector<auth::MasterKey> keys;
        keys.push_back(auth::MasterKey::generate(entropy));
        return keys;
    }()};
    std::vector<int> statuses;
    std::vector<std::string> posts;
    std::vector<std::pair<std::string, std::string>> signatures;
    net::HttpServer hook{loop, [this](const net::Request& r, net::Responder to) { take(r, std::move(to)); }};
    std::uint16_t hook_port = 0;
    UuidSource ids{7};
};

}  // namespace argosy::services::notification
