#pragma once

#include <cstddef>

#include "indicators/detail/block_window.hpp"

namespace argosy::indicators {

/// Plain and linearly weighted sums of the last n values, as distances from one of them.
struct LineSums {
    double reference = 0;
    double sum = 0;       ///< Σ (x - reference)
    double weighted = 0;  ///< Σ i × (x - reference), i = 1 for the oldest to n for the newest
};

/// Rolling LineSums, drift-free as window.hpp tells: what weighted averages and regression lines are made of.
class RollingLine {
public:
    /// Requires: length >= 1 (asserted).
    explicit RollingLine(std::size_t length) : window_(length) {}

    /// The sums; only meaningful once full().
    LineSums update(double x) noexcept {
        const auto sums = window_.update({x});
        return {window_.reference()[0], sums[0], sums[1]};
    }
    /// update() for in[0] to in[count - 1]: put(at, reference, sum, weighted) takes the results; ahead as in
    /// detail::BlockWindow.
    template <class Put, class Ahead>
    void update_all(const double* in, std::size_t count, Put put, Ahead ahead) noexcept {
        window_.update_all(
            count, [in](auto at) { return std::array{at.load(in)}; },
            [&](auto at, const auto& sums, const auto& reference) { put(at, reference[0], sums[0], sums[1]); }, ahead);
    }

    [[nodiscard]] std::size_t length() const noexcept { return window_.length(); }
    [[nodiscard]] bool full() const noexcept { return window_.full(); }

private:
    /// Plain and weighted sums. A value weighs its number in the tail, or k in the head plus the length of the tail.
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
        [[nodiscard]] static Sums<T> tail(const Sums<T>& sums, const In<T>& x, const In<T>& reference) noexcept {
            const T sum = sums[0] + (x[0] - reference[0]);
            return {sum, sums[1] + sum};
        }
        template <class T>
        [[nodiscard]] static Sums<T> head(const Sums<T>& sums, const In<T>& x, const In<T>& reference, T k) noexcept {
            const T distance = x[0] - reference[0];
            return {sums[0] + distance, sums[1] + k * distance};
        }
        template <class T>
        [[nodiscard]] static Sums<T> join(const Sums<T>& tail, const Sums<T>& head, T older) noexcept {
            return {tail[0] + head[0], (tail[1] + head[1]) + older * head[0]};
        }
    };

    detail::BlockWindow<Fold> window_;
};

}  // namespace argosy::indicators
