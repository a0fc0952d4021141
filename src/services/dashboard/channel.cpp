#include "services/dashboard/channel.hpp"

#include <fmt/format.h>

#include "api/endpoint.hpp"
#include "base/json_writer.hpp"

namespace argosy::services::dashboard {

Channel::Channel(net::Loop& loop, Snapshot snapshot)
    : snapshot_(std::move(snapshot)), fanout_(loop, {}, [this] { return this->snapshot(); }) {}

void answer_stop(net::WsPeer& peer, const api::StopWish& wish, std::string_view report) {
    JsonWriter w;
    w.begin_object().field("type", "stop_report").field("key", wish.key).key("data").raw(report).end_object();
    peer.send_text(std::move(w).take());
}

void Channel::add_websocket(api::Router& router, std::string path, std::string summary, const Stop& stop) {
    endpoint_stream(router,
                    {.path = std::move(path), .summary = std::move(summary), .service = "dashboard", .success = 101},
                    [this, stop](const api::Call& call, net::Responder responder) {
                        const auto hear = [this, stop, who = call.who()](net::WsPeer& peer, std::string_view text) {
                            if (api::asks_for_resync(text)) return fanout_.resync(peer);
                            if (!stop) return;
                            if (const auto wish = api::asks_for_stop(text)) answer_stop(peer, *wish, stop(who, *wish));
                        };
                        if (const auto joined = fanout_.join_websocket(responder, hear); !joined)
                            api::send_problem(responder, call.request(), api::problem_of(joined.error()));
                    });
}

void Channel::add_sse(api::Router& router, std::string path, std::string summary) {
    endpoint_stream(
        router,
        {.path = std::move(path), .summary = std::move(summary), .service = "dashboard", .media = "text/event-stream"},
        [this](const api::Call&, net::Responder responder) { fanout_.join_sse(std::move(responder)); });
}

void Channel::publish(std::string_view type, std::string_view data) {
    ++seq_;
    const std::string text = message(type, data);
    fanout_.publish(text, type, std::to_string(seq_));
    if (carrier_.publish) carrier_.publish(text);
}

std::string Channel::message(std::string_view type, std::string_view data) const {
    return fmt::format(R"({{"type":"{}","data":{},"seq":{},"ts":"{}"}})", type, data, seq_,
                       to_iso8601(net::wall_time()));
}

}  // namespace argosy::services::dashboard
