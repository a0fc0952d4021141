#include "performance/plausibility.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace argosy::performance {
namespace {

using domain::RoundTrip;

// Above these, a result is far more often a mistake than a discovery.
constexpr double cagr_max = 3;  // 300 % a year
constexpr double sharpe_max = 5;
constexpr double win_rate_max = 0.95;
constexpr double profit_factor_max = 10;
constexpr double turnover_max = 1000;      // the account 1,000 times a year
constexpr double gross_exposure_max = 10;  // 10 times the equity
constexpr double trades_min = 30;          // fewer say nothing about the next one
constexpr double confidence_min = 0.95;
constexpr Ratio equity_gone = Ratio::from_raw(500'000'000);  // 5 % of the start

struct Context {
    const Summary& summary;
    std::span<const RoundTrip> trades;
    std::vector<Warning> out;

    [[nodiscard]] double get(MetricId id) const { return summary[id].value.value_or(0); }
    [[nodiscard]] bool has(MetricId id) const { return summary[id].value.has_value(); }
    void warn(std::string_view code, std::string message, std::string look_at) {
        out.push_back({code, std::move(message), std::move(look_at)});
    }
};

std::string percent(double x) { return fmt::format("{:.4g} %", x * 100); }

void check_books(Context& c) {
    const auto missing = std::ranges::count_if(c.trades, [](const auto& t) { return !t.fees_complete; });
    if (missing > 0)
        c.warn("FEES_INCOMPLETE", fmt::format("the fees of {} trades are missing: their currency had no rate", missing),
               "Add the rate of the fee currency or the data of its spot pair; trade figures are too good until then.");
    if (c.summary.end_equity <= scale(c.summary.start_equity, equity_gone))
        c.warn("EQUITY_GONE",
               fmt::format("equity ended at {:.2f} of {:.2f}", c.summary.end_equity.to_double(),
                           c.summary.start_equity.to_double()),
               "The account was lost: leverage or positions are too large. Averages over the run mean nothing.");
    const auto liquidated = std::ranges::count(c.trades, domain::OrderPurpose::liquidation, &RoundTrip::exit_purpose);
    if (liquidated > 0)
        c.warn("LIQUIDATED", fmt::format("{} of {} trades ended in a liquidation", liquidated, c.trades.size()),
               "Use less leverage, a smaller fraction of equity, or a stop nearer than the liquidation price.");
}

void check_size(Context& c) {
    if (c.get(MetricId::cagr) > cagr_max)
        c.warn(
            "GROWTH_IMPLAUSIBLE", fmt::format("equity grows {} a year", percent(c.get(MetricId::cagr))),
            "Check fill prices, fees and position sizes of the largest trades, and whether profits are compounded on "
            "sizes that the market could not have filled.");
    if (c.get(MetricId::sharpe) > sharpe_max)
        c.warn("SHARPE_IMPLAUSIBLE", fmt::format("the Sharpe ratio is {:.2f}", c.get(MetricId::sharpe)),
               "Look for decisions that use the bar they trade in, fills at prices that were not there, and marks that "
               "hide losses of open positions.");
    if (c.get(MetricId::win_rate) > win_rate_max && c.get(MetricId::trades) >= 10)
        c.warn("WIN_RATE_IMPLAUSIBLE", fmt::format("{} of trades win", percent(c.get(MetricId::win_rate))),
               "Look at the open positions and at the largest loss: losers may be held for ever, or exits may fill "
               "inside the bar at the best price.");
    if (c.get(MetricId::profit_factor) > profit_factor_max && c.get(MetricId::trades) >= 10)
        c.warn("PROFIT_FACTOR_IMPLAUSIBLE",
               fmt::format("winners earn {:.1f} times what losers lose", c.get(MetricId::profit_factor)),
               "Check stops and exits on the bars of the largest winners.");
    if (c.get(MetricId::max_drawdown) == 0 && c.get(MetricId::trades) > 0)
        c.warn("NO_DRAWDOWN", "equity never fell from its peak", "Check that open positions are marked at every bar.");
}

void check_sample(Context& c) {
    const double trades = c.get(MetricId::trades);
    if (trades == 0) {
        c.warn("NO_TRADES", "the run closed no trade",
               "Check that the strategy's warm-up fits into the data, that its signals pass consensus, and the reasons "
               "of rejected orders.");
        return;
    }
    if (trades < trades_min)
        c.warn("FEW_TRADES", fmt::format("{:.0f} trades, fewer than {:.0f}", trades, trades_min),
               "Use more data or more instruments before believing any average.");
    Money net;
    for (const auto& t : c.trades) net += t.net();
    const auto best = std::ranges::max_element(c.trades, {}, &RoundTrip::net);
    if (net.is_positive() && trades > 1 && best->net() >= net)
        c.warn("ONE_TRADE",
               fmt::format("the best trade, closed at {}, earned {:.2f}, all of them together {:.2f}",
                           to_iso8601(best->exit_time), best->net().to_double(), net.to_double()),
               "Without this trade the run loses money. Check its prices, and judge the strategy without it.");
    if (!c.has(MetricId::cagr))
        c.warn("SHORT_RUN", fmt::format("figures a year are undefined: {}", c.summary[MetricId::cagr].reason),
               "Use at least 30 days of data.");
}

void check_costs(Context& c) {
    if (c.get(MetricId::trades) == 0) return;
    if (c.summary.costs.fees == 0)
        c.warn("NO_FEES", "no fee was paid",
               "Set the fee tiers of the instruments: what wins without fees often loses with them.");
    if (c.summary.costs.slippage == 0)
        c.warn("NO_SLIPPAGE", "every fill was exactly at the price of its decision",
               "Choose a slippage model, or check that orders fill on the bar after the decision.");
    if (c.get(MetricId::turnover) > turnover_max)
        c.warn("TURNOVER_IMPLAUSIBLE",
               fmt::format("the account is turned over {:.0f} times a year", c.get(MetricId::turnover)),
               "Small errors of fees and fills decide such a result: compare it with twice the costs.");
    if (c.get(MetricId::costs_of_gross) > 0.5)
        c.warn("COSTS_DOMINATE",
               fmt::format("costs take {} of the profit before costs", percent(c.get(MetricId::costs_of_gross))),
               "A slightly worse fee tier or spread turns the result: test it with higher costs.");
    if (c.get(MetricId::exposure_gross_max) > gross_exposure_max)
        c.warn("EXPOSURE_HIGH",
               fmt::format("positions reached {:.1f} times the equity", c.get(MetricId::exposure_gross_max)),
               "Check leverage and sizing: a gap of a few percent loses the account.");
}

void check_luck(Context& c) {
    const Metric& deflated = c.summary[MetricId::deflated_sharpe];
    const bool wins = c.get(MetricId::sharpe) > 0;
    if (c.summary.assumptions.trials > 1 && wins && deflated.value && *deflated.value < confidence_min)
        c.warn("SELECTION_BIAS",
               fmt::format("the best of {} trials: probability of skill {}", c.summary.assumptions.trials,
                           percent(*deflated.value)),
               "Trying that many settings finds such a result by luck. Confirm it on data the sweep has not seen.");
    const Metric& probability = c.summary[MetricId::probabilistic_sharpe];
    if (wins && probability.value && *probability.value < confidence_min)
        c.warn("SHARPE_UNCERTAIN",
               fmt::format("the Sharpe ratio is above 0 with probability {}", percent(*probability.value)),
               "The run is too short or too uneven to tell it from luck: use more data.");
}

}  // namespace

std::vector<Warning> plausibility(const Summary& summary, std::span<const RoundTrip> trades) {
    Context c{summary, trades, {}};
    check_books(c);
    check_size(c);
    check_sample(c);
    check_costs(c);
    check_luck(c);
    return std::move(c.out);
}

}  // namespace argosy::performance
