// Any bytes as HTTP requests: which requests are understood does not depend on how the bytes were cut into pieces, and
// no field holds what could start another one. (A header without its end may be refused early or waited for.)
#include <vector>

#include "base/assert.hpp"
#include "net/detail/message_parser.hpp"

namespace {

using argosy::net::Request;
using argosy::net::detail::RequestParser;

using Requests = std::vector<std::string>;

std::string print(const Request& r) {
    std::string text = r.method_text + " " + r.target + "\n";
    for (std::size_t i = 0; i < r.headers.size(); ++i) {
        const auto [name, value] = r.headers[i];
        ARGOSY_ASSERT(argosy::net::is_valid_field(name, value), "a field that could be read as another one");
        text.append(name).append(": ").append(value).append("\n");
    }
    return text + r.body;
}

/// As a connection does: bytes pile up until the parser takes them.
Requests parse(std::string_view bytes, std::size_t piece) {
    RequestParser parser({.header_bytes = 512, .body_bytes = 256});
    Request request;
    Requests seen;
    std::string pending;
    parser.begin(request);
    while (!bytes.empty() && !parser.failure()) {
        pending.append(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        while (!pending.empty()) {
            const std::size_t used = parser.feed(pending);
            pending.erase(0, used);
            if (parser.failure() || !parser.is_done()) break;
            ARGOSY_ASSERT(request.target.starts_with('/'), "a target that is no path");
            ARGOSY_ASSERT(request.body.size() <= 256, "a body beyond its limit");
            seen.push_back(print(request));
            parser.begin(request);
        }
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ARGOSY_ASSERT(parse(bytes, size) == parse(bytes, 3), "pieces are read differently");
    return 0;
}
