#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "base/inline_string.hpp"

namespace argosy::domain {

/// A currency or asset code as the venue writes it: "USDT", "BTC", "1000SHIB".
class Currency {
public:
    constexpr Currency() = default;
    /// For constants. Requires: a valid code (asserted); text from outside goes through parse_currency.
    explicit Currency(std::string_view code);
    [[nodiscard]] constexpr std::string_view code() const noexcept { return code_.view(); }
    [[nodiscard]] constexpr bool empty() const noexcept { return code_.empty(); }
    friend bool operator==(const Currency&, const Currency&) = default;
    friend auto operator<=>(const Currency& a, const Currency& b) noexcept { return a.code() <=> b.code(); }

private:
    InlineString<16> code_;
};

/// 1 to 15 characters of A-Z and 0-9. Errors: parse.
[[nodiscard]] Result<Currency> parse_currency(std::string_view code);

/// Lets settings hold currencies.
void describe(Described<Currency>& d);

}  // namespace argosy::domain

template <>
struct std::hash<argosy::domain::Currency> {
    std::size_t operator()(const argosy::domain::Currency& c) const noexcept {
        return std::hash<std::string_view>{}(c.code());
    }
};
