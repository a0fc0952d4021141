#pragma once

#include <atomic>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/endpoint.hpp"
#include "net/http_server.hpp"

namespace argosy::services::gateway {

using net::Method;

inline constexpr std::size_t big = 8 << 20;

/// How often each request has arrived, in memory that all processes see.
struct Seen {
    std::atomic<int> times[4096];
};

/// A process that serves what an upstream may do, well and badly. It can be killed and stopped for real.
class Backend {
public:
    explicit Backend(Seen& seen, std::uint16_t port = 0) {
        int ends[2];
        if (::pipe(ends) != 0) std::abort();
        child_ = ::fork();
        if (child_ == 0) serve(seen, port, ends[1]);
        ::close(ends[1]);
        if (::read(ends[0], &port_, sizeof port_) != sizeof port_) port_ = 0;
        ::close(ends[0]);
    }
    ~Backend() { kill(); }
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    void kill() {
        if (child_ <= 0) return;
        ::kill(child_, SIGKILL);
        ::waitpid(std::exchange(child_, 0), nullptr, 0);
    }
    void signal(int number) const {
        if (child_ > 0) ::kill(child_, number);  // 0 would be all of us
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
    [[noreturn]] static void serve(Seen& seen, std::uint16_t port, int tell) {
        // Nothing of the parent's stays open here, or its connections would outlive their closing.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(tell, 3);
        ::close_range(4, ~0U, 0);
        net::Loop loop;
        std::vector<net::Responder> never;
        std::vector<net::Timer> timers;
        net::HttpServer server(loop, [&](const net::Request& r, net::Responder to) {
            answer(loop, seen, timers, never, r, std::move(to));
        });
        const auto listens = server.listen("127.0.0.1", port);
        const std::uint16_t at = listens.value_or(0);
        if (::write(3, &at, sizeof at) != sizeof at) ::_exit(1);
        loop.run();
        ::_exit(0);
    }

    static void answer(net::Loop& loop, Seen& seen, std::vector<net::Timer>& timers, std::vector<net::Responder>& never,
                       const net::Request& r, net::Responder to) {
        if (r.query().starts_with("id=")) ++seen.times[std::stoul(std::string(r.query().substr(3)))];
        const auto what = r.path().substr(std::string_view("/api/v1/far").size());
        if (what == "/never") return never.push_back(std::move(to));
        if (what == "/die") ::_exit(1);
        if (what == "/half") {
            net::Response head;
            head.headers.add("Content-Length", "1000000");
            auto stream = to.stream(std::move(head));
            stream.write(std::string(300'000, 'h'));
            return stream.cut();
        }
        if (what == "/big") return send_big(std::move(to));
        if (what == "/silent") {
            net::Response head;
            head.headers.add("Content-Type", "text/event-stream");
            static net::BodyStream stream;
            stream = to.stream(std::move(head));
            stream.write(net::make_sse_event("", "hello"));
            return;
        }
        if (what == "/events") {
            net::Response head;
            head.headers.add("Content-Type", "text/event-stream");
            auto stream = to.stream(std::move(head));
            stream.write(net::make_sse_event("", "first"));
            timers.emplace_back(loop).after(700ms, [stream]() mutable {
                stream.write(net::make_sse_event("", "second"));
                stream.finish();
            });
            return;
        }
        if (what == "/ws") {
            static_cast<void>(to.accept_websocket({.on_text =
                                                       [](net::WsPeer& from, std::string_view text) {
                                                           from.send_text("far: " + std::string(text));
                                                           if (text == "bye")
                                                               from.close(net::CloseCode::normal, "so long");
                                                       },
                                                   .on_binary = {},
                                                   .on_close = {},
                                                   .on_overflow = {},
                                                   .on_drained = {}}));
            return;
        }
        net::Response out{.status = what == "/503" ? 503 : what == "/404" ? 404 : 200};
        out.headers.add("Content-Type", "application/json");
        for (const char* name : {"Authorization", "X-Forwarded-For", "X-Forwarded-User", "traceparent", "Cookie"})
            out.headers.add("Saw-" + std::string(name), r.headers.value(name));
        out.headers.add("Set-Cookie", "argosy_session=stolen");
        out.body = R"({"pid":")" + std::to_string(::getpid()) + R"(","said":")" + r.method_text + " " + r.target + " " +
                   r.body + "\"}";
        to.send(std::move(out));
    }

    static void send_big(net::Responder to) {
        auto stream = to.stream({}, 2 * big);
        stream.write(std::string(big, 'b'));
        stream.finish();
    }

    pid_t child_ = 0;
    std::uint16_t port_ = 0;
};

}  // namespace argosy::services::gateway
