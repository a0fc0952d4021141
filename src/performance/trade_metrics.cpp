#include "performance/trade_metrics.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/assert.hpp"

namespace argosy::performance {
namespace {

using domain::RoundTrip;

constexpr std::string_view no_trade = "no trade";
constexpr std::string_view no_win = "no winning trade";
constexpr std::string_view no_loss = "no losing trade";

double average(Money sum, std::size_t count) { return sum.to_double() / static_cast<double>(count); }
double average(double sum, std::size_t count) { return sum / static_cast<double>(count); }

double in_days(Duration d) { return std::chrono::duration<double, std::ratio<86400>>(d).count(); }

/// Needs a trade, a winner or a loser: those that divide by their number.
Metric ratio_metric(MetricId id, const TradeStats& s) {
    switch (id) {
        case MetricId::profit_factor:
            if (s.losses == 0) return Metric::undefined(id, no_loss);
            return Metric::defined(id, s.gross_profit.to_double() / s.gross_loss.to_double());
        case MetricId::payoff_ratio:
            if (s.wins == 0) return Metric::undefined(id, no_win);
            if (s.losses == 0) return Metric::undefined(id, no_loss);
            return Metric::defined(id, average(s.gross_profit, s.wins) / average(s.gross_loss, s.losses));
        case MetricId::average_win:
            return s.wins == 0 ? Metric::undefined(id, no_win) : Metric::defined(id, average(s.gross_profit, s.wins));
        case MetricId::average_loss:
            return s.losses == 0 ? Metric::undefined(id, no_loss)
                                 : Metric::defined(id, -average(s.gross_loss, s.losses));
        case MetricId::largest_win:
            return s.wins == 0 ? Metric::undefined(id, no_win) : Metric::defined(id, s.best.to_double());
        case MetricId::largest_loss:
            return s.losses == 0 ? Metric::undefined(id, no_loss) : Metric::defined(id, s.worst.to_double());
        case MetricId::expectancy_r:
            return s.with_risk == 0 ? Metric::undefined(id, "no trade had a stop")
                                    : Metric::defined(id, average(s.risk_multiples, s.with_risk));
        case MetricId::slippage_bps:
            if (s.with_decision == 0) return Metric::undefined(id, "no fill knew its decision price");
            return Metric::defined(id, s.slippage.to_double() / s.decided.to_double() * 10'000);
        case MetricId::costs_of_gross: {
            const Money before = s.gross + s.slippage;
            if (!before.is_positive()) return Metric::undefined(id, "no profit before costs");
            return Metric::defined(id, (s.fees + s.funding + s.slippage).to_double() / before.to_double());
        }
        default: std::unreachable();
    }
}

/// Plain averages over all trades. Requires: count > 0.
double mean_metric(MetricId id, const TradeStats& s) {
    switch (id) {
        case MetricId::win_rate: return static_cast<double>(s.wins) / static_cast<double>(s.count);
        case MetricId::expectancy: return average(s.net(), s.count);
        case MetricId::average_held: return average(s.held_days, s.count);
        case MetricId::average_bars: return static_cast<double>(s.bars) / static_cast<double>(s.count);
        case MetricId::average_mae: return average(s.mae, s.count);
        case MetricId::average_mfe: return average(s.mfe, s.count);
        default: std::unreachable();
    }
}

}  // namespace

TradeStats count_trades(std::span<const RoundTrip> trades) noexcept {
    TradeStats s;
    std::size_t wins_now = 0, losses_now = 0;
    for (const auto& t : trades) {
        const Money net = t.net();
        ++s.count;
        s.wins += net.is_positive();
        s.losses += net.is_negative();
        (net.is_negative() ? s.gross_loss : s.gross_profit) += net.abs();
        wins_now = net.is_positive() ? wins_now + 1 : 0;
        losses_now = net.is_negative() ? losses_now + 1 : 0;
        s.wins_in_row = std::max(s.wins_in_row, wins_now);
        s.losses_in_row = std::max(s.losses_in_row, losses_now);
        s.best = std::max(s.best, net);
        s.worst = std::min(s.worst, net);
        s.gross += t.gross;
        s.fees -= t.fees;
        s.funding -= t.funding;
        s.slippage += t.slippage;
        s.decided += t.decided;
        s.with_decision += !t.decided.is_zero();
        s.turnover += t.turnover;
        s.mae += t.mae;
        s.mfe += t.mfe;
        s.held_days += in_days(t.held());
        s.bars += t.bars_held;
        if (!t.initial_risk.is_positive()) continue;
        ++s.with_risk;
        s.risk_multiples += net.to_double() / t.initial_risk.to_double();
    }
    return s;
}

bool is_trade_metric(MetricId id) noexcept {
    return (id >= MetricId::trades && id <= MetricId::slippage_bps) || id >= MetricId::fees;
}

Metric trade_metric(MetricId id, const TradeStats& s) {
    ARGOSY_ASSERT(is_trade_metric(id), "not a metric of trades");
    switch (id) {
        case MetricId::trades: return Metric::defined(id, static_cast<double>(s.count));
        case MetricId::consecutive_wins: return Metric::defined(id, static_cast<double>(s.wins_in_row));
        case MetricId::consecutive_losses: return Metric::defined(id, static_cast<double>(s.losses_in_row));
        case MetricId::fees: return Metric::defined(id, s.fees.to_double());
        case MetricId::funding: return Metric::defined(id, s.funding.to_double());
        case MetricId::slippage: return Metric::defined(id, s.slippage.to_double());
        case MetricId::win_rate:
        case MetricId::expectancy:
        case MetricId::average_held:
        case MetricId::average_bars:
        case MetricId::average_mae:
        case MetricId::average_mfe:
            return s.count == 0 ? Metric::undefined(id, no_trade) : Metric::defined(id, mean_metric(id, s));
        default: return s.count == 0 ? Metric::undefined(id, no_trade) : ratio_metric(id, s);
    }
}

Costs costs_of(const TradeStats& s) noexcept {
    return {s.fees.to_double(), s.funding.to_double(), s.slippage.to_double()};
}

Metric closed_trade_drawdown(std::span<const RoundTrip> trades, Money start) {
    constexpr auto id = MetricId::closed_trade_drawdown;
    if (trades.empty()) return Metric::undefined(id, no_trade);
    if (!start.is_positive()) return Metric::undefined(id, "equity at the start was not positive");
    Money equity = start, peak = start;
    double worst = 0;
    for (std::size_t k = 0; k < trades.size(); ++k) {
        equity += trades[k].net();
        if (k + 1 < trades.size() && trades[k + 1].exit_time == trades[k].exit_time) continue;
        peak = std::max(peak, equity);
        worst = std::max(worst, (peak - equity).to_double() / peak.to_double());
    }
    return Metric::defined(id, worst);
}

}  // namespace argosy::performance
