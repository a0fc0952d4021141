#pragma once

#include <span>
#include <vector>

#include "domain/round_trip.hpp"
#include "performance/recorder.hpp"

/// What a recorder would have seen, made afterwards from what is kept of an account: for figures of a running account,
/// of a strategy, of an exchange.
namespace argosy::performance {

/// The equity after each trade, as if nothing else moved it: `start`, then a point at each exit.
/// Requires: trades in order of their exit; those that end before start count at its time.
[[nodiscard]] std::vector<CurvePoint> closed_trade_curve(CurvePoint start, std::span<const domain::RoundTrip> trades);

/// Equity marks and the time that the trades were open, folded up to `end`.
///
/// Requires: curve is not empty and in order of time; `end` is not before its last point.
/// Known limits: a trade counts with half its turnover (its size, when entry and exit are of one price) from entry to
///               exit; equity between two points is that of the first.
[[nodiscard]] EquityRecorder rebuild(std::span<const CurvePoint> curve, std::span<const domain::RoundTrip> trades,
                                     Time end, EquityRecorder::Settings settings = {});

/// What `start` would have become with these trades alone, from the first entry to now or the last exit: figures of a
/// strategy or an exchange. Requires: as of closed_trade_curve.
[[nodiscard]] EquityRecorder rebuild_from_trades(Money start, std::span<const domain::RoundTrip> trades, Time now,
                                                 EquityRecorder::Settings settings = {});

}  // namespace argosy::performance
