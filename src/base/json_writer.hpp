#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"

namespace argosy {

/// Appends text in double quotes, escaped; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);
/// Appends the fewest digits that read back as the same double; null when it is not finite. Large whole numbers keep a
/// point ("123456789012345680000.0"), because many readers take digits without one for a 64-bit integer.
void append_json_number(std::string& out, double value);

/// Writes one JSON text (RFC 8259) from front to back; the order of the calls is the order in the text.
///
///     JsonWriter w;
///     w.begin_object().field("symbol", "BTC/USDT").key("prices").begin_array().value(1.5).end_array().end_object();
///     w.text()  // {"symbol":"BTC/USDT","prices":[1.5]}
///
/// Doubles are printed with the fewest digits that read back as the same double; NaN and infinity become null.
/// Decimals are JSON numbers with all their digits. Requires: calls that nest (asserted).
class JsonWriter {
public:
    enum class Layout : std::uint8_t { compact, pretty };
    explicit JsonWriter(Layout layout = Layout::compact) : layout_(layout) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(double number);
    JsonWriter& null();
    /// A value that is JSON already: what codec::append_json wrote. Requires: well-formed.
    JsonWriter& raw(std::string_view json) { return literal(json); }
    template <std::same_as<bool> B>
    JsonWriter& value(B flag) {
        return literal(flag ? "true" : "false");
    }
    template <std::integral I>
        requires(!std::same_as<I, bool>)
    JsonWriter& value(I number) {
        return literal(std::to_string(number));
    }
    template <class Tag, int Digits, class Rep>
    JsonWriter& value(Decimal<Tag, Digits, Rep> number) {
        return literal(to_string(number));
    }

    template <class T>
    JsonWriter& field(std::string_view name, const T& v) {
        return key(name).value(v);
    }

    /// What was written so far.
    [[nodiscard]] const std::string& text() const noexcept { return out_; }
    [[nodiscard]] std::string take() && noexcept { return std::move(out_); }

private:
    JsonWriter& literal(std::string_view text);
    JsonWriter& begin(char bracket);
    JsonWriter& end(char bracket);
    void separate();
    void new_line();

    Layout layout_;
    std::string out_;
    std::vector<bool> has_items_;  ///< for every open bracket
    bool after_key_ = false;
};

}  // namespace argosy
