#pragma once

#include <cstdint>

#include "base/decimal.hpp"

namespace argosy::risk::detail {

/// Money × millionths: sums and comparisons of margins multiply where Money would have to divide, which would cost
/// more than most checks. Rates are rounded up to the millionth. Beyond 10^14 units it saturates: never too little.
class MarginSum {
public:
    constexpr MarginSum() = default;
    [[nodiscard]] static MarginSum of(Money money, std::uint32_t millionths) noexcept {
        constexpr int128 safe = int128_max >> 20;  // a million is below 2^20
        if (money.raw() > safe || money.raw() < -safe) [[unlikely]]
            return MarginSum(money.is_negative() ? -(int128_max >> 1) : int128_max >> 1);
        return MarginSum(money.raw() * millionths);
    }
    [[nodiscard]] static std::uint32_t millionths(Ratio rate) noexcept {
        return static_cast<std::uint32_t>(divide(int128{rate.raw()}, int128{10'000}, Rounding::ceiling));
    }
    [[nodiscard]] Money money() const noexcept {
        return Money::from_raw(divide(sum_, int128{1'000'000}, Rounding::ceiling));
    }
    [[nodiscard]] bool is_zero() const noexcept { return sum_ == 0; }
    /// The part of it that goes with `part` of `whole`.
    [[nodiscard]] MarginSum share(Qty part, Qty whole) const noexcept {
        return MarginSum(argosy::share(Money::from_raw(sum_), part, whole, Rounding::up).raw());
    }
    friend MarginSum operator+(MarginSum a, MarginSum b) noexcept {
        return MarginSum((Money::from_raw(a.sum_) + Money::from_raw(b.sum_)).raw());
    }
    friend MarginSum operator-(MarginSum a, MarginSum b) noexcept {
        return MarginSum((Money::from_raw(a.sum_) - Money::from_raw(b.sum_)).raw());
    }
    friend auto operator<=>(MarginSum, MarginSum) = default;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.sum_); }

private:
    explicit constexpr MarginSum(int128 sum) noexcept : sum_(sum) {}
    int128 sum_ = 0;
};

}  // namespace argosy::risk::detail
