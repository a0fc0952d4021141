// A WebSocket of a client, tied to one of another process: what one end says, the other hears.
#include "services/gateway/detail/upstream_core.hpp"
#include "services/gateway/proxy_headers.hpp"

namespace argosy::services::gateway {
namespace {

using Core = Upstream::Core;
using Outcome = resilience::Breaker::Outcome;

/// The two ends. When one closes, the other is closed with the same words.
struct Pair {
    std::shared_ptr<Core> core;
    std::size_t replica = 0;
    net::WsPeer client, server;

    ~Pair() { --core->replicas[replica].outstanding; }
};
using PairPtr = std::shared_ptr<Pair>;

/// A code that may be sent: what was not sent but seen (no status, broken) becomes "going away".
net::CloseCode sendable(net::CloseCode code) {
    return code == net::CloseCode::no_status || code == net::CloseCode::abnormal ? net::CloseCode::going_away : code;
}

/// What the end `own` does with what it hears. Its last act is to let go of itself: it holds the pair, which holds it.
net::WsHandlers relay(const PairPtr& pair, net::WsPeer Pair::* own, net::WsPeer Pair::* other) {
    return {
        .on_text = [pair, other](net::WsPeer&, std::string_view text) { ((*pair).*other).send_text(text); },
        .on_binary = [](net::WsPeer& from,
                        std::string_view) { from.close(net::CloseCode::unsupported_data, "only text is passed on"); },
        .on_close =
            [pair, own, other](net::CloseCode code, std::string_view reason) {
                ((*pair).*other).close(sendable(code), reason);
                (*pair).*own = {};
            },
        .on_overflow = {},
        .on_drained = {}};
}

std::string websocket_url(const std::string& base, const std::string& target) {
    return (base.starts_with("https://") ? "wss" : "ws") + base.substr(base.find("://")) + target;
}

void refuse(const PairPtr& pair, net::Responder& responder, const std::string& trace_id, const Error& why) {
    ++pair->core->unavailable;
    const bool is_answered = why.code() == Errc::rejected;  // with something else than 101
    api::Problem problem =
        api::make_problem(is_answered ? 502 : 503, pair->core->service + ": " + std::string(why.message()));
    if (!is_answered) problem.retry_after_s = pair->core->retry_after_s(net::steady_time());
    responder.send(api::to_response(problem, trace_id));
}

}  // namespace

void proxy_websocket(const std::shared_ptr<Core>& core, const api::Call& call, net::Responder responder) {
    const Duration now = net::steady_time();
    const auto chosen = core->choose({}, now);
    const std::string trace_id = call.trace_id();
    if (!chosen) {
        api::Problem problem = api::make_problem(503, "no replica of " + core->service + " answers");
        problem.retry_after_s = core->retry_after_s(now);
        ++core->unavailable;
        return responder.send(api::to_response(problem, trace_id));
    }
    auto& replica = core->replicas[*chosen];
    const auto permit = *replica.breaker.begin(now);
    ++replica.calls;
    ++replica.outstanding;
    const auto pair = std::make_shared<Pair>(core, *chosen);
    net::ClientRequest request{.url = websocket_url(replica.url, call.request().target),
                               .timeout = core->config.head_timeout};
    request.headers = headers_to_upstream(
        call.request(), {.trace_id = trace_id,
                         .span_id = core->span_id(),
                         .authorization = core->authorization ? core->authorization(call.request(), call.who()) : "",
                         .user = call.who().name});
    for (const char* name : {"Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions"})
        request.headers.remove(name);
    auto opened = [pair, permit, trace_id, responder = std::move(responder)](Result<net::WsPeer> server) mutable {
        auto& at = pair->core->replicas[pair->replica];
        const bool has_failed = !server && server.error().code() != Errc::rejected;
        at.breaker.end(permit, has_failed ? Outcome::failure : Outcome::success, net::steady_time());
        at.failures += has_failed ? 1 : 0;
        if (!server) return refuse(pair, responder, trace_id, server.error());
        pair->server = *server;
        auto client = responder.accept_websocket(relay(pair, &Pair::client, &Pair::server));
        if (client)
            pair->client = *client;
        else
            pair->server.close(net::CloseCode::going_away);
    };
    core->client->connect_websocket(std::move(request), relay(pair, &Pair::server, &Pair::client), {},
                                    std::move(opened));
}

}  // namespace argosy::services::gateway
