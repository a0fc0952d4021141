#pragma once

#include <span>
#include <vector>

#include "base/decimal.hpp"
#include "domain/round_trip.hpp"
#include "performance/metric.hpp"
#include "performance/summary.hpp"

/// The metrics of round trips. Every definition stands in metric.cpp (and docs/metrics.md), once.
namespace argosy::performance {

/// Sums over round trips, exact where money is added.
struct TradeStats {
    std::size_t count = 0, wins = 0, losses = 0;  ///< the rest broke even
    std::size_t wins_in_row = 0, losses_in_row = 0;
    std::size_t with_risk = 0, with_decision = 0;
    Money gross_profit, gross_loss;  ///< Σ net of winners and of losers, both positive
    Money gross;                     ///< Σ P&L before fees and funding
    Money best, worst;               ///< net of the best and of the worst trade
    Money fees, funding, slippage;   ///< costs, positive was paid
    Money decided, turnover, mae, mfe;
    double risk_multiples = 0;  ///< Σ net / initial risk
    double held_days = 0;
    std::uint64_t bars = 0;

    [[nodiscard]] Money net() const noexcept { return gross_profit - gross_loss; }
};

/// Requires: trades in order of their exit.
[[nodiscard]] TradeStats count_trades(std::span<const domain::RoundTrip> trades) noexcept;

/// One of the trade or cost metrics. Requires: is_trade_metric(id).
[[nodiscard]] Metric trade_metric(MetricId id, const TradeStats& stats);
[[nodiscard]] bool is_trade_metric(MetricId id) noexcept;

[[nodiscard]] Costs costs_of(const TradeStats& stats) noexcept;

/// The largest fall of start + cumulative net P&L from its running peak. Trades that end at the same instant count as
/// one step, so their order does not matter.
[[nodiscard]] Metric closed_trade_drawdown(std::span<const domain::RoundTrip> trades, Money start);

}  // namespace argosy::performance
