#include "base/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/assert.hpp"
#include "base/utf8.hpp"

namespace argosy {
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

/// Appends the first character of text, which is not plain; returns its bytes.
std::size_t append_special(std::string& out, std::string_view text) {
    if (static_cast<unsigned char>(text[0]) < 0x80) return append_escaped(out, text[0]), 1;
    const std::size_t length = utf8_sequence_length(text);
    out += length > 0 ? text.substr(0, length) : "\xEF\xBF\xBD";
    return std::max<std::size_t>(length, 1);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin;
        while (end < text.size() && is_plain(text[end])) ++end;
        out += text.substr(begin, end - begin);
        begin = end < text.size() ? end + append_special(out, text.substr(end)) : end;
    }
    out += '"';
}

void append_json_number(std::string& out, double value) {
    if (!std::isfinite(value)) return void(out += "null");
    char buffer[32];
    const auto [end, ec] = std::to_chars(buffer, buffer + sizeof buffer, value);
    ARGOSY_ASSERT(ec == std::errc{}, "a double prints in 32 characters");
    const std::string_view digits(buffer, static_cast<std::size_t>(end - buffer));
    out += digits;
    if (digits.size() > 17 && digits.find_first_of(".e") == digits.npos) out += ".0";
}

JsonWriter& JsonWriter::begin_object() { return begin('{'); }
JsonWriter& JsonWriter::end_object() { return end('}'); }
JsonWriter& JsonWriter::begin_array() { return begin('['); }
JsonWriter& JsonWriter::end_array() { return end(']'); }

JsonWriter& JsonWriter::key(std::string_view name) {
    ARGOSY_ASSERT(!has_items_.empty() && !after_key_, "a JSON key outside an object or after another key");
    separate();
    append_json_string(out_, name);
    out_ += layout_ == Layout::pretty ? ": " : ":";
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    append_json_string(out_, text);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    separate();
    append_json_number(out_, number);
    return *this;
}

JsonWriter& JsonWriter::null() { return literal("null"); }

JsonWriter& JsonWriter::literal(std::string_view text) {
    separate();
    out_ += text;
    return *this;
}

JsonWriter& JsonWriter::begin(char bracket) {
    separate();
    out_ += bracket;
    has_items_.push_back(false);
    return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
    ARGOSY_ASSERT(!has_items_.empty() && !after_key_, "a JSON bracket closes that was not opened");
    const bool had_items = has_items_.back();
    has_items_.pop_back();
    if (had_items) new_line();
    out_ += bracket;
    return *this;
}

/// The comma and line break before a key or value.
void JsonWriter::separate() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (has_items_.empty()) return;
    if (has_items_.back()) out_ += ',';
    has_items_.back() = true;
    new_line();
}

void JsonWriter::new_line() {
    if (layout_ != Layout::pretty) return;
    out_ += '\n';
    out_.append(2 * has_items_.size(), ' ');
}

}  // namespace argosy
