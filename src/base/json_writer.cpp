#include "base/json_writer.hpp"

#include <charconv>
#include <cmath>

#include "base/assert.hpp"

namespace argosy {
namespace {

void append_escaped(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += '\\', out += c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (u < 0x20)
            out += "\\u00", out += "0123456789abcdef"[u >> 4], out += "0123456789abcdef"[u & 15];
        else
            out += c;
    }
    out += '"';
}

}  // namespace

JsonWriter& JsonWriter::begin_object() { return begin('{'); }
JsonWriter& JsonWriter::end_object() { return end('}'); }
JsonWriter& JsonWriter::begin_array() { return begin('['); }
JsonWriter& JsonWriter::end_array() { return end(']'); }

JsonWriter& JsonWriter::key(std::string_view name) {
    ARGOSY_ASSERT(!has_items_.empty() && !after_key_, "a JSON key outside an object or after another key");
    separate();
    append_escaped(out_, name);
    out_ += layout_ == Layout::pretty ? ": " : ":";
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    append_escaped(out_, text);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    if (!std::isfinite(number)) return null();
    char buffer[32];
    const auto [end, ec] = std::to_chars(buffer, buffer + sizeof buffer, number);
    ARGOSY_ASSERT(ec == std::errc{}, "a double prints in 32 characters");
    return literal({buffer, end});
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
