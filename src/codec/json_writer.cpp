#include "codec/json_writer.hpp"

#include <charconv>
#include <cmath>

#include "base/assert.hpp"
#include "base/utf8.hpp"

namespace argosy::codec {
namespace {

constexpr std::string_view hex = "0123456789abcdef";

[[nodiscard]] constexpr bool is_plain(char c) noexcept {
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x20 && u < 0x80 && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
    const auto u = static_cast<unsigned char>(c);
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: ((out += "\\u00") += hex[u >> 4]) += hex[u & 15];
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t n = 0;
        while (n < text.size() && is_plain(text[n])) ++n;
        out.append(text.substr(0, n));
        text.remove_prefix(n);
        if (text.empty()) break;
        if (static_cast<unsigned char>(text[0]) < 0x80) {
            append_escaped(out, text[0]);
            text.remove_prefix(1);
        } else if (const std::size_t valid = utf8_sequence_length(text); valid > 0) {
            out.append(text.substr(0, valid));
            text.remove_prefix(valid);
        } else {
            out += "\xEF\xBF\xBD";
            text.remove_prefix(1);
        }
    }
    out += '"';
}

void append_json_number(std::string& out, double value) {
    if (!std::isfinite(value)) return void(out += "null");
    char text[32];
    const auto [end, ec] = std::to_chars(text, text + sizeof text, value);
    ARGOSY_ASSERT(ec == std::errc{}, "a double prints in 32 characters");
    const std::string_view digits(text, static_cast<std::size_t>(end - text));
    out += digits;
    // "123456789012345680000" is an integer to readers that tell integers from doubles, and too large for one.
    if (digits.size() > 17 && digits.find_first_of(".e") == digits.npos) out += ".0";
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ':';
    needs_comma_ = false;
    return *this;
}

}  // namespace argosy::codec
