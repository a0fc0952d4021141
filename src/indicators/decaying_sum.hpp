#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "indicators/detail/lanes.hpp"

namespace argosy::indicators {

/// Reached by a movement of 1 after about 8,700 bars of no movement at a decay of 13/14.
inline constexpr double faded = 1e-280;

/// The sum that forgets, sum = b × sum + x, arranged so that it is not bound by the latency of that chain: what
/// exponential averages and Wilder's running sums are made of. T is double, or Lanes for two sums side by side.
///
/// The last four terms are weighed in two steps, of two and of four, and what is older is b⁴ × the sum of four updates
/// ago. So four chains run next to each other, and a batch computes neighbours in one go. Each of the chains shrinks
/// what it has: nothing is ever subtracted, errors fade with the terms they belong to.
///
/// Without new terms sums shrink for ever while their ratio stays, until doubles can no longer hold them and the ratio
/// would be noise. So owners that divide (RSI, ADX) take sums at or below `faded` for nothing; and every `settling`
/// updates a sum far below that becomes exactly 0 (numbers near the limit of doubles are a hundred times slower).
template <class T>
class DecayingSum {
public:
    /// At most this far apart are the moments at which a sum can become 0; also the longest run().
    static constexpr std::size_t settling = 512;
    static constexpr double nothing = 1e-300;

    explicit DecayingSum(double b) noexcept : b1_(detail::spread<T>(b)), b2_(b1_ * b1_), b4_(b2_ * b2_) {}

    /// Forgets everything, and starts from this sum.
    void seed(T sum) noexcept {
        last_ = T{};
        ones_ = {}, sums_ = {};
        count_ = 0;
        update(sum);
    }
    T update(T x) noexcept {
        const T one = x + b1_ * last_;
        const T two = one + b2_ * ones_[count_ % 2];
        const T sum = two + b4_ * sums_[count_ % 4];
        last_ = x;
        ones_[count_ % 2] = one;
        sums_[count_ % 4] = sum;
        if (++count_ == settling) [[unlikely]]
            settle();
        return sum;
    }

    /// How many of the next `count` values run() can take now: a multiple of 8, at most `settling`. Where that is 0 the
    /// next value is for update().
    [[nodiscard]] std::size_t run_length(std::size_t count) const noexcept {
        if (count_ % 8 != 0) return 0;
        return count < settling - count_ ? count / 8 * 8 : settling - count_;
    }
    /// update() for `count` values of one of the sums: terms(i) gives terms i and i + 1 as lanes, emit(i, sums) takes
    /// both sums, in this order and i = 0, 2, 4... Requires: count is a run_length(); followed, once it was called for
    /// each of the sums, by advance(count).
    template <std::size_t lane = 0, class Terms, class Emit>
    void run(std::size_t count, Terms terms, Emit emit) noexcept {
        using detail::Lanes, detail::both;
        const Lanes b1 = both(get<0>(b1_)), b2 = both(get<0>(b2_)), b4 = both(get<0>(b4_));
        Lanes last = both(get<lane>(last_)), ones = pair<lane>(&ones_[0]);
        Lanes sums[2] = {pair<lane>(&sums_[0]), pair<lane>(&sums_[2])};
        for (std::size_t i = 0; i < count; i += 8) {
#pragma clang loop unroll(full)
            for (std::size_t k = 0; k < 4; ++k) {
                const Lanes x = terms(i + 2 * k);
                const Lanes one = x + b1 * Lanes{last[1], x[0]};
                const Lanes two = one + b2 * ones;
                last = x;
                ones = one;
                sums[k % 2] = two + b4 * sums[k % 2];
                emit(i + 2 * k, sums[k % 2]);
            }
        }
        set<lane>(last_, last[1]);
        keep<lane>(&ones_[0], ones);
        for (std::size_t k = 0; k < 2; ++k) keep<lane>(&sums_[2 * k], sums[k]);
    }
    void advance(std::size_t count) noexcept {
        count_ += count;
        if (count_ == settling) settle();
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.last_, self.ones_, self.sums_, self.count_); }

private:
    void settle() noexcept {
        count_ = 0;
        for (T& sum : sums_) sum = detail::size_of(sum) > detail::spread<T>(nothing) ? sum : T{};
    }

    template <std::size_t lane>
    [[nodiscard]] static double get(const T& x) noexcept {
        if constexpr (std::is_same_v<T, double>)
            return x;
        else
            return x[lane];
    }
    template <std::size_t lane>
    static void set(T& x, double value) noexcept {
        if constexpr (std::is_same_v<T, double>)
            x = value;
        else
            x[lane] = value;
    }
    template <std::size_t lane>
    [[nodiscard]] static detail::Lanes pair(const T* at) noexcept {
        return detail::Lanes{get<lane>(at[0]), get<lane>(at[1])};
    }
    template <std::size_t lane>
    static void keep(T* at, detail::Lanes pair) noexcept {
        set<lane>(at[0], pair[0]);
        set<lane>(at[1], pair[1]);
    }

    T b1_, b2_, b4_;  ///< powers of b; as wide as what they multiply, so that no load spans what was just written
    T last_{};
    std::array<T, 2> ones_{};  ///< the last term and b × the one before; by number, the oldest at count_ % 2
    std::array<T, 4> sums_{};  ///< all of them
    std::size_t count_ = 0;    ///< updates since the last settling
};

}  // namespace argosy::indicators
