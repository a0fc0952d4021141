// Any bytes as WebSocket frames: what is understood does not depend on how the bytes were cut into pieces, texts are
// UTF-8, and what we frame is read back.
#include <algorithm>
#include <cstring>
#include <vector>

#include "base/assert.hpp"
#include "net/detail/utf8.hpp"
#include "net/detail/ws_codec.hpp"

namespace {

using namespace argosy::net::detail;
constexpr std::size_t message_bytes_max = 1000;

struct Seen {
    std::vector<std::string> events;
    int failed = 0;
    friend bool operator==(const Seen&, const Seen&) = default;
};

Seen parse(std::string_view bytes, std::size_t piece, bool expects_mask) {
    WsParser parser(expects_mask, message_bytes_max);
    Seen seen;
    while (!bytes.empty()) {
        const auto room = parser.prepare();
        const std::size_t n = std::min({piece, room.size(), bytes.size()});
        std::memcpy(room.data(), bytes.data(), n);
        parser.commit(n);
        bytes.remove_prefix(n);
        while (const auto event = parser.next()) {
            ARGOSY_ASSERT(event->payload.size() <= message_bytes_max, "a message beyond its limit");
            ARGOSY_ASSERT(event->kind != WsOpcode::text || is_valid_utf8(event->payload), "a text that is none");
            seen.events.push_back(std::to_string(static_cast<int>(event->kind)) + std::string(event->payload));
        }
    }
    if (parser.failure()) seen.failed = static_cast<int>(parser.failure()->code);
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const bool expects_mask : {true, false}) {
        ARGOSY_ASSERT(parse(bytes, size, expects_mask) == parse(bytes, 3, expects_mask), "pieces are read differently");
    }
    const auto payload = bytes.substr(0, message_bytes_max);
    std::string framed;
    append_frame(framed, WsOpcode::binary, payload, 0x12345678);
    ARGOSY_ASSERT(parse(framed, 100, true).events == std::vector{"2" + std::string(payload)},
                  "a frame is not read back");
    return 0;
}
