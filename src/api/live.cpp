#include "api/live.hpp"

#include <simdjson.h>

namespace argosy::api {

bool asks_for_resync(std::string_view message) {
    constexpr std::size_t bytes_max = 256;  // longer ones are not even looked at
    if (message.size() > bytes_max) return false;
    simdjson::dom::parser parser;
    std::string_view type;
    return parser.parse(simdjson::padded_string(message))["type"].get(type) == simdjson::SUCCESS && type == "resync";
}

}  // namespace argosy::api
