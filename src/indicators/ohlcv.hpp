#pragma once

#include <cstddef>
#include <span>

#include "base/assert.hpp"
#include "domain/bar.hpp"

namespace argosy::indicators {

/// A bar as doubles: what the bar-based indicators take.
///
/// Requires: finite numbers with low <= open, close <= high and volume >= 0 (broken_rule of domain/bar.hpp); an
/// infinity or a NaN would stay in the recursive indicators for good.
struct Ohlcv {
    double open = 0;
    double high = 0;
    double low = 0;
    double close = 0;
    double volume = 0;
};

[[nodiscard]] inline Ohlcv to_ohlcv(const domain::Bar& bar) noexcept {
    return {bar.open.to_double(), bar.high.to_double(), bar.low.to_double(), bar.close.to_double(),
            bar.volume.to_double()};
}

/// The mean of high, low and close: the "typical price" of CCI, MFI, VWAP and Keltner.
[[nodiscard]] inline double typical_price(const Ohlcv& bar) noexcept { return (bar.high + bar.low + bar.close) / 3.0; }

/// The middle of the bar: the "median price" of Awesome and Supertrend.
[[nodiscard]] inline double median_price(const Ohlcv& bar) noexcept { return (bar.high + bar.low) / 2.0; }

/// Bars held as five columns of one length, as bar files hold them. A batch over columns reads only the columns that
/// the indicator uses.
struct OhlcvColumns {
    std::span<const double> open, high, low, close, volume;

    [[nodiscard]] std::size_t size() const noexcept { return close.size(); }
    [[nodiscard]] Ohlcv operator[](std::size_t i) const noexcept {
        return {open[i], high[i], low[i], close[i], volume[i]};
    }
};

/// Two values of the same moment: the input of correlation, covariance and beta.
struct Pair {
    double x = 0;
    double y = 0;
};

}  // namespace argosy::indicators
