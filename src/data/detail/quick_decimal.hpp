#pragma once

#include <string_view>

#include "base/decimal.hpp"

namespace argosy::data::detail {

/// parse_decimal, with a short way for plain numbers of at most 18 digits: what nearly every field of a file is.
template <class D>
[[nodiscard]] Result<D> quick_decimal(std::string_view text) {
    std::int64_t value = 0;
    int digits = 0, decimals = -1;  // -1: no point yet
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
        } else if (c >= '0' && c <= '9' && digits < 18) {
            value = value * 10 + (c - '0');
            ++digits;
            if (decimals >= 0) ++decimals;
        } else {
            return parse_decimal<D>(text);
        }
    }
    if (decimals < 0) decimals = 0;
    if (digits == 0 || text.back() == '.' || text.front() == '.' || decimals > D::digits) return parse_decimal<D>(text);
    constexpr std::int64_t powers[] = {1,         10,         100,         1'000,         10'000,        100'000,
                                       1'000'000, 10'000'000, 100'000'000, 1'000'000'000, 10'000'000'000};
    std::int64_t raw;
    if (__builtin_mul_overflow(value, powers[D::digits - decimals], &raw)) return parse_decimal<D>(text);
    return D::from_raw(raw);
}

}  // namespace argosy::data::detail
