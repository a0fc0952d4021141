#include "net/http_client.hpp"

#include <deque>
#include <list>
#include <map>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <vector>

#include "net/detail/client_connection.hpp"
#include "net/detail/connector.hpp"
#include "net/detail/tls_context.hpp"
#include "net/detail/ws_connection.hpp"

namespace argosy::net {
namespace {

using detail::ClientConnection;
using detail::Url;

constexpr Duration sweep_interval = 100ms;

bool only_reads(Method m) { return m == Method::get || m == Method::head || m == Method::options; }
bool may_be_repeated(Method m) { return only_reads(m) || m == Method::put || m == Method::delete_; }

std::string make_head(const ClientRequest& request, const Url& url) {
    std::string head;
    head.append(to_string(request.method)).append(" ").append(url.target).append(" HTTP/1.1\r\n");
    if (!request.headers.get("Host")) head.append("Host: ").append(url.authority()).append("\r\n");
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        const auto [name, value] = request.headers[i];
        if (equals_ignoring_case(name, "Content-Length")) continue;
        head.append(name).append(": ").append(value).append("\r\n");
    }
    if (request.body.size() > 0 || !only_reads(request.method)) {
        head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    }
    return head.append("\r\n");
}

std::string random_key() {
    std::array<unsigned char, 16> bytes{};
    RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
    std::array<unsigned char, 25> text{};
    EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
    return {reinterpret_cast<const char*>(text.data()), 24};
}

/// One request from send() to its callback.
struct Call : std::enable_shared_from_this<Call> {
    Call(Loop& loop, ClientRequest what, Url where, HttpClient::Callback to)
        : request(std::move(what)), url(std::move(where)), callback(std::move(to)), deadline(loop) {}

    ClientRequest request;
    Url url;
    HttpClient::Callback callback;
    Timer deadline;
    std::shared_ptr<detail::Pending> connecting;
    std::shared_ptr<ClientConnection> connection;
    const Duration began = steady_time();
    detail::ResponseParser::OnHead heard;
    bool was_retried = false;
    bool was_sent = false;
    /// Takes the connection over after the answer (a WebSocket); the connection is not pooled then.
    std::move_only_function<void(Response&, ClientConnection&)> on_upgrade;
};
using CallPtr = std::shared_ptr<Call>;

/// The connections to one origin.
struct Host {
    std::vector<std::shared_ptr<ClientConnection>> idle;
    std::deque<CallPtr> waiting;
    std::size_t open = 0;  // idle, busy and connecting
};

}  // namespace

struct HttpClient::Impl : std::enable_shared_from_this<Impl> {
    Impl(Loop& on, ClientOptions with) : loop(on), options(std::move(with)), sweep(on) {}

    Result<detail::TlsContext> tls_for(const Url& url) {
        if (url.is_tls && !tls) {
            ARGOSY_LET(tls, detail::make_client_context(options.ca_file), "https");
        }
        return tls;
    }

    void submit(CallPtr call) {
        const auto [timeout, head] = std::pair(call->request.timeout, call->request.head_timeout);
        call->deadline.after(head > Duration{} ? std::min(head, timeout) : timeout, [this, call] { expire(call); });
        calls.push_back(call);
        assign(call);
    }

    /// Gives the call a pooled connection, a new one, or a place in the queue.
    void assign(const CallPtr& call) {
        Host& host = hosts[call->url.origin()];
        if (!host.idle.empty() && !call->was_retried) {
            auto connection = std::move(host.idle.back());
            host.idle.pop_back();
            return run(call, std::move(connection));
        }
        if (host.open >= options.connections_per_host_max && !host.idle.empty()) {
            host.idle.front()->close();
            host.idle.erase(host.idle.begin());
            --host.open;
        }
        if (host.open < options.connections_per_host_max) return open(call, host);
        if (host.waiting.size() < options.waiting_per_host_max) return host.waiting.push_back(call);
        give_up(call, fail(Errc::rate_limited, call->url.origin() + ": too many requests wait for a connection"));
    }

    void open(const CallPtr& call, Host& host) {
        auto context = tls_for(call->url);
        if (!context) return give_up(call, std::unexpected(std::move(context).error()));
        ++host.open;
        call->connecting = detail::connect(
            loop, call->url, {*context, options.connect_timeout, options.allow_address},
            [this, call](Result<std::unique_ptr<detail::Stream>> stream) {
                call->connecting = nullptr;
                if (!stream) {
                    freed(call->url.origin());
                    return give_up(call, std::unexpected(std::move(stream).error()));
                }
                run(call, std::make_shared<ClientConnection>(
                              std::move(*stream), detail::ParseLimits{.header_bytes = options.header_bytes_max,
                                                                      .body_bytes = options.response_bytes_max}));
            });
    }

    void run(const CallPtr& call, std::shared_ptr<ClientConnection> connection) {
        call->connection = connection;
        call->was_sent = true;
        if (const auto& gate = call->request.gate)
            gate->on_cut([weak = weak_from_this(), same = std::weak_ptr(call)] {
                const auto [self, cut] = std::pair(weak.lock(), same.lock());
                if (self && cut) self->cut(cut);
            });
        auto* on_body = call->request.on_body ? &call->request.on_body : nullptr;
        const bool waits_for_head = call->request.on_head || call->request.head_timeout > Duration{};
        if (waits_for_head) call->heard = [this, raw = call.get()](const Response& head) { heard(*raw, head); };
        // A retry needs the body again.
        connection->exchange(make_head(call->request, call->url), call->request.body,
                             {.is_head = call->request.method == Method::head,
                              .on_head = waits_for_head ? &call->heard : nullptr,
                              .on_body = on_body,
                              .gate = call->request.gate},
                             [this, call, connection](ClientConnection::Outcome outcome) {
                                 answered(call, connection, std::move(outcome));
                             });
    }

    /// The head is here: what is left is the time of the body.
    void heard(Call& call, const Response& head) {
        const Duration left =
            call.request.on_head ? call.request.on_head(head) : call.began + call.request.timeout - steady_time();
        if (left == Duration::max()) return call.deadline.cancel();
        call.deadline.after(std::max(left, Duration{}), [this, same = call.shared_from_this()] { expire(same); });
    }

    void answered(const CallPtr& call, const std::shared_ptr<ClientConnection>& connection,
                  ClientConnection::Outcome outcome) {
        call->connection = nullptr;
        if (outcome.response && call->on_upgrade) {
            freed(call->url.origin());
            call->on_upgrade(*outcome.response, *connection);
            return forget(call);
        }
        const bool is_stale = !outcome.response && !outcome.has_bytes && was_pooled(*connection);
        outcome.is_reusable ? keep(call->url.origin(), connection) : drop(call->url.origin(), *connection);
        if (is_stale && may_be_repeated(call->request.method) && !call->was_retried) {
            call->was_retried = true;
            return assign(call);
        }
        if (outcome.response) return finish(call, std::move(outcome.response));
        auto error = std::move(outcome.response).error().with(call->url.origin());
        give_up(call, std::unexpected(std::move(error)));
    }

    /// Once it was sent, nobody can tell whether it was carried out, whatever went wrong then.
    void give_up(const CallPtr& call, std::unexpected<Error> why) {
        const bool is_unknown = call->was_sent && !only_reads(call->request.method);
        finish(call, is_unknown ? unknown(call) : std::move(why));
    }

    void cut(const CallPtr& call) {
        if (!call->connection) return;  // it has ended already
        drop(call->url.origin(), *std::exchange(call->connection, nullptr));
        finish(call, fail(Errc::rejected, call->url.origin() + ": nobody reads the answer any more"));
    }

    /// It had served an exchange before the one that just ended.
    static bool was_pooled(const ClientConnection& connection) { return connection.idle_since != Duration{}; }

    static std::unexpected<Error> unknown(const CallPtr& call) {
        return fail(Errc::outcome_unknown, std::string(to_string(call->request.method)) + " " + call->url.origin() +
                                               ": sent, but no answer came: it may or may not have been carried out");
    }

    void expire(const CallPtr& call) {
        if (call->connecting) {
            call->connecting->cancel();
            freed(call->url.origin());
        }
        if (call->connection) drop(call->url.origin(), *call->connection);
        give_up(call, fail(Errc::timeout, std::string(to_string(call->request.method)) + " " + call->url.origin() +
                                              call->url.target + ": no answer in time"));
    }

    void keep(const std::string& origin, const std::shared_ptr<ClientConnection>& connection) {
        Host& host = hosts[origin];
        connection->idle_since = steady_time();
        host.idle.push_back(connection);
        connection->watch([this, origin, raw = connection.get()] {
            std::erase_if(hosts[origin].idle, [raw](const auto& c) { return c.get() == raw; });
            freed(origin);
        });
        next(origin);
    }

    void drop(const std::string& origin, ClientConnection& connection) {
        connection.close();
        freed(origin);
    }

    void freed(const std::string& origin) {
        --hosts[origin].open;
        next(origin);
    }

    /// Later: whoever freed the connection is still at work.
    void next(const std::string& origin) {
        if (hosts[origin].waiting.empty()) return;
        loop.post([weak = weak_from_this(), origin] {
            const auto self = weak.lock();
            if (!self || self->hosts[origin].waiting.empty()) return;
            const auto call = std::move(self->hosts[origin].waiting.front());
            self->hosts[origin].waiting.pop_front();
            self->assign(call);
        });
    }

    void forget(const CallPtr& call) {
        call->deadline.cancel();
        std::erase(calls, call);
        std::erase(hosts[call->url.origin()].waiting, call);
    }

    void finish(const CallPtr& call, Result<Response> result) {
        forget(call);
        loop.post(
            [weak = weak_from_this(), callback = std::move(call->callback), result = std::move(result)]() mutable {
                if (weak.lock()) callback(std::move(result));
            });
    }

    void tick() {
        const Duration now = steady_time();
        for (auto& [origin, host] : hosts) {
            while (!host.idle.empty() && now - host.idle.front()->idle_since >= options.idle_timeout) {
                host.idle.front()->close();
                host.idle.erase(host.idle.begin());
                --host.open;
            }
        }
        std::erase_if(sockets, [](const auto& socket) { return socket.expired(); });
        for (const auto& socket : std::vector(sockets)) {
            if (const auto alive = socket.lock()) alive->tick(now);
        }
    }

    void close_all() {
        for (const auto& call : calls) {
            call->deadline.cancel();
            if (call->connecting) call->connecting->cancel();
            if (call->connection) call->connection->close();
        }
        for (auto& [origin, host] : hosts) {
            for (const auto& connection : host.idle) connection->close();
        }
        for (const auto& socket : sockets) {
            if (const auto alive = socket.lock()) alive->cut();
        }
        calls.clear();
        hosts.clear();
    }

    using Opened = std::move_only_function<void(Result<WsPeer>)>;
    Result<WsPeer> upgrade(Response& response, ClientConnection& connection, const std::string& key,
                           WsHandlers handlers, const WsOptions& with, const std::string& remote) {
        if (response.status != 101) {
            connection.close();
            return fail(Errc::rejected, remote + ": no WebSocket there, the answer is " +
                                            std::to_string(response.status) + " " +
                                            std::string(reason_phrase(response.status)));
        }
        const bool is_right = response.headers.value("Sec-WebSocket-Accept") == detail::accept_key(key) &&
                              response.headers.has_token("Upgrade", "websocket");
        if (!is_right) {
            connection.close();
            return fail(Errc::parse, remote + ": the WebSocket handshake is wrong");
        }
        std::string leftover;
        auto stream = connection.take_stream(leftover);
        auto socket = std::make_shared<detail::WsConnection>(
            detail::WsConnection::Setup{.loop = loop,
                                        .role = detail::WsConnection::Role::client,
                                        .remote = remote,
                                        .handlers = std::move(handlers),
                                        .options = with});
        sockets.push_back(socket);
        socket->start(std::move(stream), {}, leftover, false);
        return WsPeer(std::move(socket));
    }

    Loop& loop;
    ClientOptions options;
    Timer sweep;
    detail::TlsContext tls;
    std::list<CallPtr> calls;
    std::map<std::string, Host> hosts;
    std::vector<std::weak_ptr<detail::WsConnection>> sockets;
};

void BodyGate::resume() {
    is_paused_ = false;
    if (auto go_on = std::exchange(go_on_, nullptr)) go_on();
}

void BodyGate::cut() {
    if (auto give_up = std::exchange(give_up_, nullptr)) give_up();
}

HttpClient::HttpClient(Loop& loop, ClientOptions options) : impl_(std::make_shared<Impl>(loop, std::move(options))) {
    impl_->sweep.every(sweep_interval, [impl = impl_.get()] { impl->tick(); });
}

HttpClient::~HttpClient() {
    impl_->sweep.cancel();
    impl_->close_all();
}

void HttpClient::send(ClientRequest request, Callback callback) {
    auto url = detail::parse_url(request.url);
    if (url && url->is_websocket) url = fail(Errc::invalid_argument, "a WebSocket is opened by connect_websocket");
    if (url && request.method == Method::other) url = fail(Errc::invalid_argument, "the method is not known");
    if (!url) {
        return impl_->loop.post([callback = std::move(callback), error = std::move(url).error()]() mutable {
            callback(std::unexpected(std::move(error)));
        });
    }
    impl_->submit(std::make_shared<Call>(impl_->loop, std::move(request), std::move(*url), std::move(callback)));
}

void HttpClient::connect_websocket(ClientRequest request, WsHandlers handlers, WsOptions options,
                                   std::move_only_function<void(Result<WsPeer>)> callback) {
    auto url = detail::parse_url(request.url);
    if (!url) {
        return impl_->loop.post([callback = std::move(callback), error = std::move(url).error()]() mutable {
            callback(std::unexpected(std::move(error)));
        });
    }
    const std::string key = random_key();
    request.method = Method::get;
    request.body = {};
    request.headers.set("Connection", "Upgrade");
    request.headers.set("Upgrade", "websocket");
    request.headers.set("Sec-WebSocket-Version", "13");
    request.headers.set("Sec-WebSocket-Key", key);
    const std::string remote = url->origin();
    // Both ways out of the call lead to the same callback.
    auto opened = std::make_shared<Impl::Opened>(std::move(callback));
    auto call = std::make_shared<Call>(impl_->loop, std::move(request), std::move(*url), [opened](Result<Response> r) {
        (*opened)(std::unexpected(std::move(r).error()));
    });
    call->was_retried = true;  // never on a pooled connection
    call->on_upgrade = [impl = impl_.get(), key, remote, options, opened, handlers = std::move(handlers)](
                           Response& response, ClientConnection& connection) mutable {
        (*opened)(impl->upgrade(response, connection, key, std::move(handlers), options, remote));
    };
    impl_->submit(std::move(call));
}

std::size_t HttpClient::open_connections() const noexcept {
    std::size_t open = 0;
    for (const auto& [origin, host] : impl_->hosts) open += host.open;
    return open;
}

}  // namespace argosy::net
