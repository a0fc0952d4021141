#pragma once

#include <vector>

#include "report/report.hpp"

namespace argosy::report {

/// The bars of one instrument as the page draws them.
struct ChartBars {
    Duration stored{};                  ///< interval of the bars that drove the run
    Duration interval{};                ///< of these
    std::vector<domain::Bar> longer;    ///< when they had to be made longer
    std::span<const domain::Bar> bars;  ///< of the report's market, or `longer`
};

/// The bars that drove an instrument's fills; null when the report holds none.
[[nodiscard]] const backtest::BarTrack* finest_bars(const Report& report, InstrumentId instrument) noexcept;

/// The same in the shortest of 1m, 5m, 15m, 1h, 4h and 1d that needs no more than bars_max.
[[nodiscard]] ChartBars chart_bars(const backtest::BarTrack& track, std::size_t bars_max);

/// Digits behind the point that all prices of the bars need.
[[nodiscard]] int price_places(std::span<const domain::Bar> bars) noexcept;

}  // namespace argosy::report
