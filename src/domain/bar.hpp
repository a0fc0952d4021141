#pragma once

#include <string_view>

#include "base/decimal.hpp"
#include "base/time.hpp"

namespace argosy::domain {

/// Open, high, low, close and volume of one interval. 64 bytes: one cache line.
///
/// A bar's time is its opening time; a strategy sees it only after it closed.
/// Invariants: low <= open, close <= high; prices > 0; volume >= 0 (data/verify.hpp checks them).
struct Bar {
    Time open_time;
    Price open, high, low, close;
    std::uint64_t trade_count = 0;  ///< zero when the source does not say
    Qty volume;                     ///< in base units

    friend bool operator==(const Bar&, const Bar&) = default;
};
static_assert(sizeof(Bar) == 64);

/// The rule of OHLC that the bar breaks, or empty when it is sound.
[[nodiscard]] constexpr std::string_view broken_rule(const Bar& b) noexcept {
    if (!b.low.is_positive()) return "a price is not positive";
    if (b.low > b.open || b.low > b.close || b.low > b.high) return "low is above another price";
    if (b.high < b.open || b.high < b.close) return "high is below another price";
    if (b.volume.is_negative()) return "volume is negative";
    return {};
}

}  // namespace argosy::domain
