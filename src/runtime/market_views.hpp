#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "runtime/simulation.hpp"

/// The market of a simulation as a venue would show it. Only bars are simulated, so best prices and the book are made
/// around the last close: the same state gives the same levels, and whoever shows them says that they are synthetic.
namespace argosy::runtime {

/// What happened in the last 24 hours of simulated time, of the bars that are kept.
struct Ticker {
    Price last, bid, ask;
    Qty bid_qty, ask_qty;
    Price open, high, low;
    Qty volume;               ///< in base units
    double volume_quote = 0;  ///< close times volume, summed
    double change = 0;        ///< last / open - 1
    Time time{};              ///< of the last close
};

/// The shortest series that is kept; null before the first bar.
[[nodiscard]] const History::BarSeries* finest_bars(const Simulation& s, InstrumentId id) noexcept;
/// None before the first bar.
[[nodiscard]] std::optional<domain::Quote> quote_of(const Simulation& s, InstrumentId id);
/// None before the first bar.
[[nodiscard]] std::optional<Ticker> ticker_of(const Simulation& s, InstrumentId id);
/// Bids from the best downward, then asks from the best upward, `depth` of each; fewer where prices end.
[[nodiscard]] std::vector<domain::BookLevel> book_of(const Simulation& s, InstrumentId id, std::size_t depth);

}  // namespace argosy::runtime
