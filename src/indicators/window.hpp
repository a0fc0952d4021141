#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/assert.hpp"

/// Sliding windows that only ever add, never take away.
///
/// The last n values are split where a block of n ends: a running aggregate of the newer part and,
/// prepared once for each finished block, the aggregates of every tail of the older part. Nothing
/// is subtracted, so sums cannot drift however long the series is, minima and maxima need no
/// search, and the cost is O(1) amortised (one pass over the window every n values) without a
/// branch that depends on the data.
namespace argosy::indicators {

/// The aggregate of the last n values under an associative operation (Op::identity,
/// Op::combine(older, newer)).
template <class Op>
class Window {
public:
    using Value = typename Op::Value;

    /// Requires: length >= 1 (asserted).
    explicit Window(std::size_t length) : slots_(length + 1, Op::identity) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The aggregate of the last n values; of all values so far while there are fewer.
    Value update(const Value& x) noexcept {
        slots_[used_] = x;
        newer_ = Op::combine(newer_, x);
        ++used_;
        const Value all = Op::combine(slots_[used_], newer_);
        if (used_ == length()) turn();
        return all;
    }

    [[nodiscard]] std::size_t length() const noexcept { return slots_.size() - 1; }
    /// At least n values have been seen.
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    void turn() noexcept {
        for (std::size_t i = length(); i-- > 0;) slots_[i] = Op::combine(slots_[i], slots_[i + 1]);
        newer_ = Op::identity;
        used_ = 0;
        turned_ = true;
    }

    /// Below used_: the values of the current block. From used_ on: tails of the previous block,
    /// and at the end the empty tail.
    std::vector<Value> slots_;
    Value newer_ = Op::identity;
    std::size_t used_ = 0;
    bool turned_ = false;
};

struct Sum {
    using Value = double;
    static constexpr double identity = 0;
    static double combine(double a, double b) noexcept { return a + b; }
};

struct Largest {
    using Value = double;
    static constexpr double identity = -std::numeric_limits<double>::infinity();
    static double combine(double a, double b) noexcept { return a > b ? a : b; }
};

struct Smallest {
    using Value = double;
    static constexpr double identity = std::numeric_limits<double>::infinity();
    static double combine(double a, double b) noexcept { return a < b ? a : b; }
};

/// The highest high and the lowest low in one pass.
struct Extent {
    double highest = -std::numeric_limits<double>::infinity();
    double lowest = std::numeric_limits<double>::infinity();
};
struct Extremes {
    using Value = Extent;
    static constexpr Extent identity{};
    static Extent combine(const Extent& a, const Extent& b) noexcept {
        return {a.highest > b.highest ? a.highest : b.highest, a.lowest < b.lowest ? a.lowest : b.lowest};
    }
};

using RollingSum = Window<Sum>;
using RollingMax = Window<Largest>;
using RollingMin = Window<Smallest>;
using RollingExtremes = Window<Extremes>;

/// The value n updates ago.
class Delay {
public:
    /// Requires: lag >= 1 (asserted).
    explicit Delay(std::size_t lag) : values_(lag, std::numeric_limits<double>::quiet_NaN()) {
        ARGOSY_ASSERT(lag >= 1, "a delay needs at least one step");
    }
    /// Takes x and returns the value that was given `lag` updates before it; NaN while there is
    /// none.
    double update(double x) noexcept {
        const double old = values_[next_];
        values_[next_] = x;
        if (++next_ == values_.size()) next_ = 0;
        return old;
    }
    [[nodiscard]] std::size_t lag() const noexcept { return values_.size(); }

private:
    std::vector<double> values_;
    std::size_t next_ = 0;
};

}  // namespace argosy::indicators
