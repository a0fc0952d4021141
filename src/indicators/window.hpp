#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "indicators/detail/block_window.hpp"

/// Sliding windows that only ever add, never take away.
///
/// The last n values are split where a block of n ends: a running aggregate of the newer part and, prepared once for
/// each finished block, the aggregates of every tail of the older part. Nothing is subtracted, so sums cannot drift
/// however long the series is and forget a big value as soon as it leaves; minima and maxima need no search; and the
/// cost is O(1) amortised (one pass over the window every n values) without a branch that depends on the data. Blocks
/// do not depend on each other, so a batch works on eight of them side by side (detail/block_window.hpp).
namespace argosy::indicators {
namespace detail {

/// Each of n inputs by itself, joined by Join::both(first, second), whose identity is Join::none.
template <std::size_t n, class Join>
struct EachOf {
    static constexpr std::size_t inputs = n, numbers = n;
    template <class T>
    using Array = std::array<T, n>;
    template <class T>
    [[nodiscard]] static Array<T> identity(T) noexcept {
        Array<T> r;
        r.fill(spread<T>(Join::none));
        return r;
    }
    template <class T>
    [[nodiscard]] static Array<T> tail(const Array<T>& joined, const Array<T>& x, const Array<T>&) noexcept {
        return both_of(x, joined);
    }
    template <class T>
    [[nodiscard]] static Array<T> head(const Array<T>& joined, const Array<T>& x, const Array<T>&, T) noexcept {
        return both_of(joined, x);
    }
    template <class T>
    [[nodiscard]] static Array<T> join(const Array<T>& tail, const Array<T>& head, T) noexcept {
        return both_of(tail, head);
    }

private:
    template <class T>
    [[nodiscard]] static Array<T> both_of(const Array<T>& a, const Array<T>& b) noexcept {
        Array<T> r;
        for (std::size_t m = 0; m < n; ++m) r[m] = Join::both(a[m], b[m]);
        return r;
    }
};

struct Add {
    static constexpr double none = 0;
    template <class T>
    [[nodiscard]] static T both(T a, T b) noexcept {
        return a + b;
    }
};
struct Larger {
    static constexpr double none = -std::numeric_limits<double>::infinity();
    template <class T>
    [[nodiscard]] static T both(T a, T b) noexcept {
        return larger(a, b);
    }
};

/// Sums of n inputs.
template <std::size_t n>
using Totals = EachOf<n, Add>;
/// The largest of n inputs; of equal ones (0 and -0) the newest.
template <std::size_t n>
using Maxima = EachOf<n, Larger>;

}  // namespace detail

/// The sum of the last n values; of all values so far while there are fewer.
class RollingSum {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingSum(std::size_t length) : window_(length) {}
    double update(double x) noexcept { return window_.update({x})[0]; }
    /// update() for many: get(at) gives the values at a position, put(at, sum) takes the results.
    template <class Get, class Put>
    void update_all(std::size_t count, Get get, Put put) noexcept {
        window_.update_all(
            count, [&](auto at) { return std::array{get(at)}; },
            [&](auto at, const auto& sums, const auto&) { put(at, sums[0]); }, detail::not_ahead);
    }
    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    /// At least n values have been seen.
    [[nodiscard]] bool full() const noexcept { return window_.full(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.window_); }

private:
    detail::BlockWindow<detail::Totals<1>> window_;
};

/// The largest of the last n values, as RollingSum.
class RollingMax {
public:
    explicit RollingMax(std::size_t length) : window_(length) {}
    double update(double x) noexcept { return window_.update({x})[0]; }
    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.window_); }

private:
    detail::BlockWindow<detail::Maxima<1>> window_;
};

/// The smallest of the last n values, as RollingSum.
class RollingMin {
public:
    explicit RollingMin(std::size_t length) : largest_(length) {}
    double update(double x) noexcept { return -largest_.update(-x); }
    [[nodiscard]] std::size_t length() const noexcept { return largest_.length(); }
    [[nodiscard]] bool full() const noexcept { return largest_.full(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.largest_); }

private:
    RollingMax largest_;  ///< of the negated values
};

/// Two sums over one window, side by side.
class RollingSums {
public:
    struct Sums {
        double a, b;
    };
    explicit RollingSums(std::size_t length) : window_(length) {}
    Sums update(double a, double b) noexcept {
        const auto sums = window_.update({a, b});
        return {sums[0], sums[1]};
    }
    /// update() for many: get(at) gives both values at a position as an array, put(at, a, b) takes both sums; ahead as
    /// in detail::BlockWindow.
    template <class Get, class Put, class Ahead>
    void update_all(std::size_t count, Get get, Put put, Ahead ahead) noexcept {
        window_.update_all(
            count, get, [&](auto at, const auto& sums, const auto&) { put(at, sums[0], sums[1]); }, ahead);
    }
    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.window_); }

private:
    detail::BlockWindow<detail::Totals<2>> window_;
};

/// The highest high and the lowest low of one window.
struct Extent {
    double highest, lowest;
};
class RollingExtremes {
public:
    explicit RollingExtremes(std::size_t length) : window_(length) {}
    Extent update(const Extent& bar) noexcept {
        const auto e = window_.update({bar.highest, -bar.lowest});
        return {e[0], -e[1]};
    }
    /// update() for many: high(at) and low(at) give the values at a position, put(at, highest, lowest) takes the
    /// results; ahead as in detail::BlockWindow.
    template <class High, class Low, class Put, class Ahead>
    void update_all(std::size_t count, High high, Low low, Put put, Ahead ahead) noexcept {
        window_.update_all(
            count, [&](auto at) { return std::array{high(at), -low(at)}; },
            [&](auto at, const auto& e, const auto&) { put(at, e[0], -e[1]); }, ahead);
    }
    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.window_); }

private:
    /// The lowest low is the highest of the negated lows: the same operation on both.
    detail::BlockWindow<detail::Maxima<2>> window_;
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
