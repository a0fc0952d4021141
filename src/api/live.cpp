#include "api/live.hpp"

#include <simdjson.h>

#include "api/problem.hpp"
#include "api/router.hpp"

namespace argosy::api {
namespace {

constexpr std::size_t bytes_max = 1'024;  // longer ones are not even looked at

}  // namespace

void join(const std::shared_ptr<net::Fanout>& stream, const Call& call, net::Responder responder) {
    if (!stream) return send_problem(responder, call.request(), make_problem(503, "the service has stopped"));
    if (!call.request().headers.get("Upgrade")) return stream->join_sse(std::move(responder));
    const auto resync = [known = std::weak_ptr(stream)](net::WsPeer& peer, std::string_view text) {
        if (const auto live = known.lock(); live && asks_for_resync(text)) live->resync(peer);
    };
    if (const auto joined = stream->join_websocket(responder, resync); !joined)
        send_problem(responder, call.request(), problem_of(joined.error()));
}

bool asks_for_resync(std::string_view message) {
    if (message.size() > bytes_max) return false;
    simdjson::dom::parser parser;
    std::string_view type;
    return parser.parse(simdjson::padded_string(message))["type"].get(type) == simdjson::SUCCESS && type == "resync";
}

std::optional<StopWish> asks_for_stop(std::string_view message) {
    if (message.size() > bytes_max) return std::nullopt;
    simdjson::dom::parser parser;
    const simdjson::padded_string text(message);
    const auto said = parser.parse(text);
    std::string_view type, key, reason;
    if (said["type"].get(type) != simdjson::SUCCESS || type != "emergency_stop") return std::nullopt;
    bool flatten = false;
    if (said["key"].get(key) != simdjson::SUCCESS) key = {};
    if (said["reason"].get(reason) != simdjson::SUCCESS) reason = {};
    if (said["flatten"].get(flatten) != simdjson::SUCCESS) flatten = false;
    return StopWish{.key = std::string(key), .reason = std::string(reason), .flatten = flatten};
}

TopicWish asks_for_topics(std::string_view message) {
    using enum TopicWish::Kind;
    if (message.size() > bytes_max) return {};
    simdjson::dom::parser parser;
    const simdjson::padded_string text(message);
    const auto said = parser.parse(text);
    std::string_view type, one;
    simdjson::dom::array many;
    if (said["type"].get(type) != simdjson::SUCCESS) return {};
    TopicWish wish{.kind = type == "subscribe" ? subscribe : type == "unsubscribe" ? unsubscribe : none, .topics = {}};
    if (type == "resync") wish.kind = resync;
    if (wish.kind == none) return wish;
    if (said["topic"].get(one) == simdjson::SUCCESS) wish.topics.emplace_back(one);
    if (said["topics"].get(many) == simdjson::SUCCESS)
        for (const auto topic : many)
            if (topic.get(one) == simdjson::SUCCESS) wish.topics.emplace_back(one);
    return wish;
}

}  // namespace argosy::api
