#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/assert.hpp"
#include "indicators/detail/block_window.hpp"

/// Mean and variance of the last n values, without drift (window.hpp) and without cancellation.
///
/// Sums are of distances from one of the values in the window, the last one of the previous block. So equal values have
/// exactly that mean and no variance at all, and since Σ(x - ref)² is at most n + 1 times the sum of squared deviations
/// when ref is itself in the window, the subtraction that gives the variance loses little.
namespace argosy::indicators {

/// Mean of the last n values.
///
/// Up to `direct_max` values it is summed afresh each time, from the oldest on and relative to the newest.
class RollingMean {
public:
    static constexpr std::size_t direct_max = 8;

    /// Requires: length >= 1 (asserted).
    explicit RollingMean(std::size_t length) : window_(length), inverse_(1.0 / static_cast<double>(length)) {}

    /// The mean; only meaningful once full().
    double update(double x) noexcept { return window_.length() <= direct_max ? direct(x) : blocked(x); }
    /// update() for many values. Requires: out is as long as in; it may be the same memory.
    void update_all(std::span<const double> in, std::span<double> out) noexcept;

    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full() || seen_ >= window_.length(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.window_, self.recent_, self.seen_); }

private:
    /// The sum of distances.
    struct Fold {
        static constexpr std::size_t inputs = 1, numbers = 1;
        template <class T>
        using Array = std::array<T, 1>;
        template <class T>
        [[nodiscard]] static Array<T> identity(T) noexcept {
            return {};
        }
        template <class T>
        [[nodiscard]] static Array<T> tail(const Array<T>& sum, const Array<T>& x, const Array<T>& from) noexcept {
            return {sum[0] + (x[0] - from[0])};
        }
        template <class T>
        [[nodiscard]] static Array<T> head(const Array<T>& sum, const Array<T>& x, const Array<T>& from, T) noexcept {
            return {sum[0] + (x[0] - from[0])};
        }
        template <class T>
        [[nodiscard]] static Array<T> join(const Array<T>& tail, const Array<T>& head, T) noexcept {
            return {tail[0] + head[0]};
        }
    };
    double direct(double x) noexcept {
        double sum = 0;
        if (window_.length() == 3)  // what %K and %D use
            sum = (ago(2) - x) + (ago(1) - x);
        else
            for (std::size_t age = window_.length() - 1; age > 0; --age) sum += ago(age) - x;
        recent_[seen_++ % direct_max] = x;
        return x + sum * inverse_;
    }
    [[nodiscard]] double ago(std::size_t updates) const noexcept { return recent_[(seen_ - updates) % direct_max]; }
    double blocked(double x) noexcept {
        const double sum = window_.update({x})[0];
        return window_.reference()[0] + sum * inverse_;
    }
    void direct_all(std::span<const double> in, std::span<double> out) noexcept;
    void blocked_all(std::span<const double> in, std::span<double> out) noexcept;

    detail::BlockWindow<Fold> window_;
    double inverse_;
    // Where direct, instead of the window:
    std::array<double, direct_max> recent_{};  ///< value number i at i % direct_max
    std::size_t seen_ = 0;
};

/// Mean and sum of squared deviations of the last n values.
struct Moments {
    double mean = 0;
    double squares = 0;  ///< sum of (x - mean)², never negative
};

class RollingMoments {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingMoments(std::size_t length) : window_(length), inverse_(1.0 / static_cast<double>(length)) {}

    /// The moments; only meaningful once full().
    Moments update(double x) noexcept {
        const auto sums = window_.update({x});
        const auto [shift, squares] = shift_and_squares(sums[0], sums[1]);
        return {window_.reference()[0] + shift, squares};
    }
    /// update() for in[0] to in[count - 1]: put(at, mean, squares) takes the results; ahead as in detail::BlockWindow.
    template <class Put, class Ahead>
    void update_all(const double* in, std::size_t count, Put put, Ahead ahead) noexcept {
        window_.update_all(
            count, [in](auto at) { return std::array{at.load(in)}; },
            [&](auto at, const auto& sums, const auto& reference) {
                const auto [shift, squares] = shift_and_squares(sums[0], sums[1]);
                put(at, reference[0] + shift, squares);
            },
            ahead);
    }

    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.window_); }

private:
    /// Sums of distances and of their squares.
    struct Fold {
        static constexpr std::size_t inputs = 1, numbers = 2;
        template <class T>
        using In = std::array<T, 1>;
        template <class T>
        using Sums = std::array<T, 2>;
        template <class T>
        [[nodiscard]] static Sums<T> identity(T) noexcept {
            return {};
        }
        template <class T>
        [[nodiscard]] static Sums<T> tail(const Sums<T>& sums, const In<T>& x, const In<T>& from) noexcept {
            const T distance = x[0] - from[0];
            return {sums[0] + distance, sums[1] + distance * distance};
        }
        template <class T>
        [[nodiscard]] static Sums<T> head(const Sums<T>& sums, const In<T>& x, const In<T>& from, T) noexcept {
            return tail(sums, x, from);
        }
        template <class T>
        [[nodiscard]] static Sums<T> join(const Sums<T>& tail, const Sums<T>& head, T) noexcept {
            return {tail[0] + head[0], tail[1] + head[1]};
        }
    };
    template <class T>
    [[nodiscard]] std::array<T, 2> shift_and_squares(T sum, T sum_of_squares) const noexcept {
        const T shift = sum * detail::spread<T>(inverse_);
        return {shift, detail::larger(sum_of_squares - sum * shift, T{})};
    }

    detail::BlockWindow<Fold> window_;
    double inverse_;
};

}  // namespace argosy::indicators
