#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "base/assert.hpp"
#include "indicators/detail/lanes.hpp"

namespace argosy::indicators::detail {

/// A position of a batch, or two that are computed side by side; what is done with it need not know which.
struct Single {
    std::size_t i;
    /// f(i), for each.
    template <class F>
    [[nodiscard]] double of(F f) const noexcept {
        return f(i);
    }
    [[nodiscard]] double load(const double* from) const noexcept { return from[i]; }
    void store(double* to, double x) const noexcept { to[i] = x; }
    /// f(i, values...), for each.
    template <class F, class... T>
    void each(F f, T... values) const noexcept {
        f(i, values...);
    }
};
struct Couple {
    std::size_t i, j;
    template <class F>
    [[nodiscard]] Lanes of(F f) const noexcept {
        return Lanes{f(i), f(j)};
    }
    [[nodiscard]] Lanes load(const double* from) const noexcept { return Lanes{from[i], from[j]}; }
    void store(double* to, Lanes x) const noexcept { to[i] = x[0], to[j] = x[1]; }
    template <class F, class... T>
    void each(F f, T... values) const noexcept {
        f(i, values[0]...);
        f(j, values[1]...);
    }
};

/// For windows over what is near already.
inline constexpr auto not_ahead = [](std::size_t) {};

/// The window that only ever adds (window.hpp), for every fold. A Fold says how many numbers an input and its aggregate
/// have, and for T = double and Lanes what
///     identity(T{})                        is the aggregate of nothing,
///     tail(aggregate, x, reference)        is with x put before it,
///     head(aggregate, x, reference, k)     is with x, number k of its block, put behind it,
///     join(tail, head, older)              is of both, when the tail has `older` values.
/// The reference is the last value of the block before: distances from it neither cancel nor grow with the level.
template <class Fold>
class BlockWindow {
public:
    template <class T>
    using In = std::array<T, Fold::inputs>;
    template <class T>
    using Aggregate = std::array<T, Fold::numbers>;

    /// Requires: length >= 1 (asserted).
    explicit BlockWindow(std::size_t length)
        : values_(length), tails_(length, Fold::identity(0.0)), size_(length), length_(static_cast<double>(length)) {
        ARGOSY_ASSERT(length >= 1, "a window needs at least one value");
    }

    /// The aggregate of the last n values, relative to reference(); of all values so far while there are fewer.
    Aggregate<double> update(const In<double>& x) noexcept {
        values_[used_] = x;
        if (++used_ == size_) [[unlikely]]
            return turn();
        const auto k = static_cast<double>(used_);
        head_ = Fold::head(head_, x, reference_, k);
        return Fold::join(tails_[used_], head_, length_ - k);
    }
    /// update() for many values: get(at) gives the inputs at a position, put(at, aggregate, reference) takes the
    /// results, which may go where get reads. ahead(i) is called about once for eight positions, ahead of them.
    template <class Get, class Put, class Ahead>
    void update_all(std::size_t count, Get get, Put put, Ahead ahead) noexcept {
        const std::size_t n = size_;
        for (std::size_t i = 0; i < count;) {
            const bool aligned = used_ == 0 && n <= side_by_side_max;
            if (aligned && count - i >= 8 * n) {
                side_by_side<4>(i, get, put, ahead);
                i += 8 * n;
            } else if (aligned && count - i >= 2 * n) {
                side_by_side<1>(i, get, put, ahead);
                i += 2 * n;
            } else {
                i = in_block(i, std::min(count, i + n - 1 - used_), get, put);
                if (i < count) put(Single{i}, update(get(Single{i})), reference_), ++i;
            }
        }
    }

    [[nodiscard]] const In<double>& reference() const noexcept { return reference_; }
    [[nodiscard]] std::size_t length() const noexcept { return size_; }
    /// At least n values have been seen.
    [[nodiscard]] bool full() const noexcept { return turned_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.values_, self.tails_, self.head_, self.reference_, self.used_, self.turned_);
    }

private:
    static constexpr std::size_t side_by_side_max = 128;

    /// Ends the block; gives the aggregate of it.
    Aggregate<double> turn() noexcept {
        reference_ = values_.back();
        auto tail = Fold::identity(0.0);
        for (std::size_t i = size_; i-- > 0;) tails_[i] = tail = Fold::tail(tail, values_[i], reference_);
        start_block();
        return tail;
    }
    void start_block() noexcept {
        head_ = Fold::identity(0.0);
        used_ = 0;
        turned_ = true;
    }
    /// Positions i to end - 1, which do not end the block. Returns end.
    template <class Get, class Put>
    std::size_t in_block(std::size_t i, std::size_t end, Get get, Put put) noexcept {
        auto head = head_;
        const auto reference = reference_;
        for (; i < end; ++i) {
            const In<double> x = get(Single{i});
            values_[used_] = x;
            const auto k = static_cast<double>(++used_);
            head = Fold::head(head, x, reference, k);
            put(Single{i}, Fold::join(tails_[used_], head, length_ - k), reference);
        }
        head_ = head;
        return end;
    }

    /// 2 × pairs whole blocks at once, as blocks do not depend on each other: lanes c of the first half and of the
    /// second. Tails of couple c are what the heads of couple c + 1 are joined with.
    template <std::size_t pairs, class Get, class Put, class Ahead>
    void side_by_side(std::size_t from, Get get, Put put, Ahead ahead) noexcept {
        const std::size_t n = size_;
        const auto at = [=](std::size_t c, std::size_t j) {
            return Couple{from + c * n + j, from + (c + pairs) * n + j};
        };
        Aggregate<Lanes> tails[pairs][side_by_side_max], sums[pairs];
        In<Lanes> references[pairs + 1];
        for (std::size_t c = 0; c < pairs; ++c) {
            references[c + 1] = get(at(c, n - 1));
            sums[c] = Fold::identity(Lanes{});
        }
        for (std::size_t j = n; j-- > 0;)
            for (std::size_t c = 0; c < pairs; ++c)
                tails[c][j] = sums[c] = Fold::tail(sums[c], get(at(c, j)), references[c + 1]);
        references[0] = behind(reference_, references[pairs]);
        for (std::size_t c = 0; c < pairs; ++c) sums[c] = Fold::identity(Lanes{});
        for (std::size_t j = 0; j + 1 < n; ++j) {
            const Lanes k = both(static_cast<double>(j + 1)), older = both(length_) - k;
            if (pairs == 4 || j % 4 == 0) ahead(from + 2 * pairs * j);
            for (std::size_t c = 0; c < pairs; ++c) {
                const auto tail = c == 0 ? behind(tails_[j + 1], tails[pairs - 1][j + 1]) : tails[c - 1][j + 1];
                sums[c] = Fold::head(sums[c], get(at(c, j)), references[c], k);
                put(at(c, j), Fold::join(tail, sums[c], older), references[c]);
            }
        }
        for (std::size_t c = 0; c < pairs; ++c) put(at(c, n - 1), tails[c][0], references[c + 1]);
        for (std::size_t j = 0; j < n; ++j) tails_[j] = seconds_of(tails[pairs - 1][j]);
        reference_ = seconds_of(references[pairs]);
        start_block();
    }
    /// {a, the first of b}.
    template <std::size_t size>
    [[nodiscard]] static std::array<Lanes, size> behind(const std::array<double, size>& a,
                                                        const std::array<Lanes, size>& b) noexcept {
        std::array<Lanes, size> r;
        for (std::size_t m = 0; m < size; ++m) r[m] = Lanes{a[m], b[m][0]};
        return r;
    }
    template <std::size_t size>
    [[nodiscard]] static std::array<double, size> seconds_of(const std::array<Lanes, size>& a) noexcept {
        std::array<double, size> r;
        for (std::size_t m = 0; m < size; ++m) r[m] = a[m][1];
        return r;
    }

    std::vector<In<double>> values_;        ///< of the current block, up to used_
    std::vector<Aggregate<double>> tails_;  ///< of the previous block
    Aggregate<double> head_ = Fold::identity(0.0);
    In<double> reference_{};
    std::size_t size_;
    double length_;
    std::size_t used_ = 0;
    bool turned_ = false;
};

}  // namespace argosy::indicators::detail
