#include "api/json.hpp"

#include "api/guard.hpp"

namespace argosy::api {
namespace {

/// Length of the well-formed UTF-8 sequence at the front; 0: there is none.
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto continues = [&](std::size_t i) { return (at(i) & 0xC0) == 0x80; };
    const unsigned c = at(0);
    if (c < 0x80) return 1;
    if (c >= 0xC2 && c <= 0xDF) return continues(1) ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF) {
        const bool is_overlong = c == 0xE0 && at(1) < 0xA0;
        const bool is_surrogate = c == 0xED && at(1) > 0x9F;
        return continues(1) && continues(2) && !is_overlong && !is_surrogate ? 3 : 0;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        const bool is_overlong = c == 0xF0 && at(1) < 0x90;
        const bool is_beyond = c == 0xF4 && at(1) > 0x8F;
        return continues(1) && continues(2) && continues(3) && !is_overlong && !is_beyond ? 4 : 0;
    }
    return 0;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"': out.append("\\\""); return;
        case '\\': out.append("\\\\"); return;
        case '\n': out.append("\\n"); return;
        case '\r': out.append("\\r"); return;
        case '\t': out.append("\\t"); return;
        default: break;
    }
    if (static_cast<unsigned char>(c) >= 0x20) return out.push_back(c);
    out.append("\\u00");
    out.push_back("01"[c >> 4]);
    out.push_back("0123456789abcdef"[c & 15]);
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
    out.push_back('"');
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 1) {
            append_escaped(out, text.front());
        } else if (length == 0) {
            out.append("\xEF\xBF\xBD");
        } else {
            out.append(text.substr(0, length));
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out.push_back('"');
}

net::Response json_response(std::string json, int status) {
    net::Response response{.status = status, .body = std::move(json)};
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Cache-Control", "no-store");
    add_security_headers(response.headers, Kind::data);
    return response;
}

}  // namespace argosy::api
