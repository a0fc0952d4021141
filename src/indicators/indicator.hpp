#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

#include "base/assert.hpp"
#include "indicators/ohlcv.hpp"

/// What every indicator is: a small class fed one value or bar at a time.
///
///     Rsi rsi(14);
///     for (const double close : closes) if (const double v = rsi.update(close); rsi.ready()) ...
///     batch(Rsi(14), closes, out);   // the same numbers, to the last bit
///
/// Thread safety: none needed; an indicator is a value that one owner updates.
/// Invariants:    update costs O(1), amortised over the window where a window is involved, and never allocates; a value
///                that is not defined yet is NaN; update number warm_up() is the first after which every output is
///                defined; equal inputs give equal bits, one at a time or in a batch.
/// Speed:         update of bars is always inlined: a bar written field by field and read back two fields at a time, on
///                the other side of a call, would stall for a dozen cycles.
/// Known limits:  inputs must be finite (ohlcv.hpp). Results depend, in the last bits, on where the series starts.
namespace argosy::indicators {

/// "Not defined yet", as a number.
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class I>
concept Indicator = requires(I indicator, const I& view, const typename I::Input& input) {
    { indicator.update(input) } -> std::same_as<typename I::Output>;
    { view.value() } -> std::same_as<typename I::Output>;
    { view.ready() } -> std::same_as<bool>;
    { view.warm_up() } -> std::same_as<std::size_t>;
};

/// What an indicator with several outputs shares: the last value.
template <class In, class Out>
class Emits {
public:
    using Input = In;
    using Output = Out;
    [[nodiscard]] Out value() const noexcept { return value_; }

protected:
    /// Keeps the value and returns it from registers: reading back what was just written in parts stalls.
    Out emit(const Out& value) noexcept {
        value_ = value;
        return value;
    }

    Out value_{};
};

/// The same for one number, which is its own sign of being ready.
template <class In>
class Emits<In, double> {
public:
    using Input = In;
    using Output = double;
    [[nodiscard]] double value() const noexcept { return value_; }
    [[nodiscard]] bool ready() const noexcept { return !std::isnan(value_); }

protected:
    double value_ = nan;
};

namespace detail {

template <Indicator I, class Source>
[[gnu::flatten]] void feed(I& indicator, const Source in, std::span<typename I::Output> out) {
    ARGOSY_ASSERT(in.size() == out.size(), "a batch needs one output for each input");
    if constexpr (requires { indicator.update_all(in, out); }) {
        indicator.update_all(in, out);
    } else {
        // A local copy and everything inlined (flatten), so that the state stays in registers: out cannot alias it,
        // and a value of several numbers is not written in parts and read back as a whole, which stalls.
        I local = std::move(indicator);
        for (std::size_t i = 0; i < in.size(); ++i) out[i] = local.update(in[i]);
        indicator = std::move(local);
    }
}

}  // namespace detail

/// Feeds `in`, oldest first, to an indicator; out[i] is its value after in[i], NaN during the warm-up. The indicator is
/// left as if it had been updated one by one, so that it can go on with live data.
///
/// Requires: in.size() == out.size() (asserted).
template <Indicator I>
void extend(I& indicator, std::span<const typename I::Input> in, std::span<typename I::Output> out) {
    detail::feed(indicator, in, out);
}
/// The same for bars held as columns, of which only those that the indicator uses are read.
template <Indicator I>
    requires std::same_as<typename I::Input, Ohlcv>
void extend(I& indicator, const OhlcvColumns& in, std::span<typename I::Output> out) {
    detail::feed(indicator, in, out);
}

/// The values of a fresh indicator over a whole series: batch(Ema(20), closes, out).
template <Indicator I>
void batch(I indicator, std::span<const typename I::Input> in, std::span<typename I::Output> out) {
    detail::feed(indicator, in, out);
}
template <Indicator I>
    requires std::same_as<typename I::Input, Ohlcv>
void batch(I indicator, const OhlcvColumns& in, std::span<typename I::Output> out) {
    detail::feed(indicator, in, out);
}

}  // namespace argosy::indicators
