#include "api/live.hpp"

#include <simdjson.h>

namespace argosy::api {
namespace {

constexpr std::size_t bytes_max = 1'024;  // longer ones are not even looked at

}  // namespace

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

}  // namespace argosy::api
