#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace argosy::codec {

/// Appends text in double quotes, escaped; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
/// The shortest digits that read back the same; null when not finite.
void append_json_number(std::string& out, double value);

/// Writes JSON straight to a string, commas and quotes included: for answers that are no domain type.
///
///     JsonWriter w(out);
///     w.begin_object();
///     w.key("equity").value("50000.25");
///     w.key("open").begin_array(); w.value(1); w.value(2); w.end_array();
///     w.end_object();
///
/// Requires: begin and end match and every value in an object has its key; that is the caller's to get right.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text) { return separate(), append_json_string(out_, text), *this; }
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(bool b) { return raw(b ? "true" : "false"); }
    JsonWriter& value(double number) { return separate(), append_json_number(out_, number), *this; }
    template <std::integral N>
    JsonWriter& value(N number) {
        return raw(std::to_string(number));
    }
    JsonWriter& null() { return raw("null"); }
    /// A value that is JSON already.
    JsonWriter& raw(std::string_view json) { return separate(), out_ += json, *this; }

private:
    void separate() {
        if (needs_comma_) out_ += ',';
        needs_comma_ = true;
    }
    JsonWriter& open(char c) { return separate(), out_ += c, needs_comma_ = false, *this; }
    JsonWriter& close(char c) { return out_ += c, needs_comma_ = true, *this; }

    std::string& out_;
    bool needs_comma_ = false;
};

}  // namespace argosy::codec
