#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "indicators/detail/lanes.hpp"

/// Sliding windows that only ever add, never take away.
///
/// The last n values are split where a block of n ends: a running aggregate of the newer part and, prepared once for
/// each finished block, the aggregates of every tail of the older part. Nothing is subtracted, so sums cannot drift
/// however long the series is, minima and maxima need no search, and the cost is O(1) amortised (one pass over the
/// window every n values) without a branch that depends on the data.
namespace argosy::indicators {

/// The aggregate of the last n values under an associative operation (Op::identity(), Op::combine(older, newer)).
template <class Op>
class Window {
public:
    using Value = typename Op::Value;

    /// Requires: length >= 1 (asserted).
    explicit Window(std::size_t length) : slots_(length + 1, Op::identity()), length_(length) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The aggregate of the last n values; of all values so far while there are fewer.
    Value update(const Value& x) noexcept {
        Value* const slot = &slots_[used_];
        const Value newer = Op::combine(newer_, x);
        slot[0] = x;
        newer_ = newer;
        const Value all = Op::combine(slot[1], newer);
        if (++used_ == length_) [[unlikely]]
            turn();
        return all;
    }

    /// update() for many values: takes get(i) and hands the aggregate to put(i, aggregate), for i from 0 to count - 1.
    template <class Get, class Put>
    void update_all(std::size_t count, Get get, Put put) noexcept {
        for (std::size_t i = 0; i < count;) {
            const std::size_t run = std::min(count - i, length_ - used_);
            Value* const slots = &slots_[used_];
            Value newer = newer_;
            for (std::size_t j = 0; j < run; ++j) {
                const Value x = get(i + j);
                newer = Op::combine(newer, x);
                slots[j] = x;
                put(i + j, Op::combine(slots[j + 1], newer));
            }
            newer_ = newer;
            i += run;
            used_ += run;
            if (used_ == length_) turn();
        }
    }

    [[nodiscard]] std::size_t length() const noexcept { return length_; }
    /// At least n values have been seen.
    [[nodiscard]] bool full() const noexcept { return turned_; }

private:
    void turn() noexcept {
        Value tail = slots_[length_ - 1];
        for (std::size_t i = length_ - 1; i-- > 0;) slots_[i] = tail = Op::combine(slots_[i], tail);
        newer_ = Op::identity();
        used_ = 0;
        turned_ = true;
    }

    /// Below used_: the values of the current block. From used_ on: tails of the previous block, and at the end the
    /// empty tail.
    std::vector<Value> slots_;
    Value newer_ = Op::identity();
    std::size_t length_, used_ = 0;
    bool turned_ = false;
};

struct Sum {
    using Value = double;
    [[nodiscard]] static constexpr double identity() noexcept { return 0; }
    [[nodiscard]] static double combine(double a, double b) noexcept { return a + b; }
};
struct Largest {
    using Value = double;
    [[nodiscard]] static constexpr double identity() noexcept { return -std::numeric_limits<double>::infinity(); }
    [[nodiscard]] static double combine(double a, double b) noexcept { return a > b ? a : b; }
};
struct Smallest {
    using Value = double;
    [[nodiscard]] static constexpr double identity() noexcept { return std::numeric_limits<double>::infinity(); }
    [[nodiscard]] static double combine(double a, double b) noexcept { return a < b ? a : b; }
};
using RollingSum = Window<Sum>;
using RollingMax = Window<Largest>;
using RollingMin = Window<Smallest>;

/// Two sums over one window, side by side.
class RollingSums {
public:
    struct Sums {
        double a, b;
    };
    explicit RollingSums(std::size_t length) : window_(length) {}
    Sums update(double a, double b) noexcept {
        const detail::Lanes sums = window_.update({a, b});
        return {sums[0], sums[1]};
    }
    /// update() for many: get(i) gives both values as lanes, put(i, sums) takes both sums likewise.
    template <class Get, class Put>
    void update_all(std::size_t count, Get get, Put put) noexcept {
        window_.update_all(count, get, put);
    }
    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full(); }

private:
    struct Op {
        using Value = detail::Lanes;
        [[nodiscard]] static Value identity() noexcept { return Value{0, 0}; }
        [[nodiscard]] static Value combine(Value a, Value b) noexcept { return a + b; }
    };
    Window<Op> window_;
};

/// The highest high and the lowest low of one window.
struct Extent {
    double highest, lowest;
};
class RollingExtremes {
public:
    explicit RollingExtremes(std::size_t length) : window_(length) {}
    Extent update(const Extent& bar) noexcept {
        const detail::Lanes e = window_.update({bar.highest, -bar.lowest});
        return {e[0], -e[1]};
    }
    /// update() for many: get(i) gives an Extent, put(i, extent) takes the results.
    template <class Get, class Put>
    void update_all(std::size_t count, Get get, Put put) noexcept {
        window_.update_all(
            count,
            [&](std::size_t i) {
                const Extent bar = get(i);
                return detail::Lanes{bar.highest, -bar.lowest};
            },
            [&](std::size_t i, detail::Lanes e) { put(i, Extent{e[0], -e[1]}); });
    }
    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full(); }

private:
    /// The lowest low is the highest of the negated lows: one operation for both.
    struct Op {
        using Value = detail::Lanes;
        [[nodiscard]] static Value identity() noexcept { return Value{Largest::identity(), Largest::identity()}; }
        [[nodiscard]] static Value combine(Value a, Value b) noexcept { return a > b ? a : b; }
    };
    Window<Op> window_;
};

/// The value n updates ago.
class Delay {
public:
    /// Requires: lag >= 1 (asserted).
    explicit Delay(std::size_t lag) : values_(lag, std::numeric_limits<double>::quiet_NaN()) {
        ARGOSY_ASSERT(lag >= 1, "a delay needs at least one step");
    }
    /// Takes x and returns the value that was given `lag` updates before it; NaN while there is none.
    double update(double x) noexcept {
        const double old = values_[next_];
        values_[next_] = x;
        if (++next_ == values_.size()) next_ = 0;
        return old;
    }
    /// update() for many: out[i] = of(in[i], the value before it), where the input itself still holds that value.
    /// Requires: out is as long as in.
    template <class Of>
    void update_all(std::span<const double> in, std::span<double> out, Of of) noexcept {
        const std::size_t lag = values_.size(), head = std::min(lag, in.size());
        if (in.size() <= lag || in.data() == out.data()) {
            for (std::size_t i = 0; i < in.size(); ++i) {
                const double x = in[i];
                out[i] = of(x, update(x));
            }
            return;
        }
        for (std::size_t i = 0; i < head; ++i) out[i] = of(in[i], update(in[i]));
        for (std::size_t i = lag; i < in.size(); ++i) out[i] = of(in[i], in[i - lag]);
        std::copy_n(in.end() - static_cast<std::ptrdiff_t>(lag), lag, values_.begin());
        next_ = 0;
    }
    [[nodiscard]] std::size_t lag() const noexcept { return values_.size(); }

private:
    std::vector<double> values_;
    std::size_t next_ = 0;
};

}  // namespace argosy::indicators
