#include "performance/metric.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace argosy::performance {
namespace {

// One line for each MetricId, in its order: the single place where a figure is defined in words.
constexpr std::array<Definition, metric_count> definitions{{
    {"total_return", "Total return", Unit::fraction,
     "equity at the end / equity at the start - 1; with deposits, the product of (1 + daily return) - 1",
     "equity at the start is not positive"},
    {"net_profit", "Net profit", Unit::money, "equity at the end - equity at the start - deposits + withdrawals", ""},
    {"cagr", "Growth a year", Unit::fraction,
     "(1 + total return)^(365.25 / days) - 1; 95 % interval by stationary block bootstrap of daily returns",
     "the run is under 30 days, began without equity or ended below zero"},
    {"volatility", "Volatility a year", Unit::fraction,
     "standard deviation (n - 1) of daily returns × √P; P is 365 for crypto and mixed books, 252 for stocks only",
     "under 2 days"},
    {"sharpe", "Sharpe ratio", Unit::number,
     "mean(daily return - rf) / standard deviation (n - 1) of daily returns × √P; rf is the yearly rate / P, 0 unless "
     "set; 95 % interval by stationary block bootstrap",
     "under 2 days, or the returns do not vary"},
    {"sortino", "Sortino ratio", Unit::number,
     "mean(r - MAR) / √(Σ min(0, r - MAR)² / number of all days) × √P; MAR is the yearly minimum return / P, 0 unless "
     "set",
     "no day is below MAR"},
    {"calmar", "Calmar ratio", Unit::number, "growth a year / maximum drawdown",
     "equity never fell, or growth a year is undefined"},
    {"max_drawdown", "Maximum drawdown", Unit::fraction,
     "largest fall of marked equity from its running peak, as a positive fraction of that peak, from every mark; 95 % "
     "interval by stationary block bootstrap of daily returns",
     ""},
    {"max_drawdown_money", "Maximum drawdown in money", Unit::money,
     "largest fall of marked equity from its running peak in the reporting currency; it may be another fall than the "
     "largest fraction",
     ""},
    {"drawdown_days", "Length of the maximum drawdown", Unit::days,
     "from the peak of the maximum drawdown until equity is back at it, or to the end of the run", "equity never fell"},
    {"closed_trade_drawdown", "Maximum drawdown of closed trades", Unit::fraction,
     "largest fall of (equity at the start + cumulative net P&L of closed trades) from its running peak, as a positive "
     "fraction of that peak; trades that end at the same instant are one step",
     "no trade, or equity at the start is not positive"},
    {"longest_underwater", "Longest time under water", Unit::days,
     "longest time from a peak of marked equity until equity is back at it, or to the end of the run", ""},
    {"omega", "Omega ratio", Unit::number, "Σ max(r - MAR, 0) / Σ max(MAR - r, 0) over daily returns",
     "no day is below MAR"},
    {"ulcer_index", "Ulcer index", Unit::fraction,
     "√(mean of squared drawdowns), drawdowns as fractions of the running peak at each daily sample after the start",
     "no day"},
    {"value_at_risk_95", "Value at risk, 95 %", Unit::fraction,
     "the loss that 5 % of days exceed: minus the 5 % quantile of daily returns (linear between neighbours)",
     "under 20 days"},
    {"conditional_value_at_risk_95", "Expected shortfall, 95 %", Unit::fraction,
     "minus the mean of the daily returns at or below the 5 % quantile", "under 20 days"},
    {"skew", "Skew", Unit::number, "third central moment / second^1.5 of daily returns, moments divided by n",
     "under 2 days, or the returns do not vary"},
    {"kurtosis", "Kurtosis", Unit::number,
     "fourth central moment / second² of daily returns, moments divided by n; 3 for a normal distribution",
     "under 2 days, or the returns do not vary"},
    {"best_day", "Best day", Unit::fraction, "largest daily return", "no day"},
    {"worst_day", "Worst day", Unit::fraction, "smallest daily return", "no day"},
    {"probabilistic_sharpe", "Probabilistic Sharpe ratio", Unit::fraction,
     "probability that the true Sharpe ratio is above 0: Φ(SR √(n - 1) / √(1 - skew SR + (kurtosis - 1) / 4 SR²)), SR "
     "daily (Bailey and López de Prado 2012)",
     "under 30 days, or the returns do not vary"},
    {"deflated_sharpe", "Deflated Sharpe ratio", Unit::fraction,
     "the same probability against the best Sharpe ratio that N trials without skill would show: √V ((1 - γ) Φ⁻¹(1 - "
     "1/N) + γ Φ⁻¹(1 - 1/(N e))), V the variance of the trials' daily Sharpe ratios, γ Euler's constant; one trial: "
     "against 0 (Bailey and López de Prado 2014)",
     "under 30 days, the returns do not vary, or V is not known"},
    {"trades", "Trades", Unit::count,
     "round trips: a strategy's position in one instrument from flat to flat; a reversal ends one and begins another",
     ""},
    {"win_rate", "Win rate", Unit::fraction, "wins / (wins + losses + break-evens), net of fees and funding",
     "no trade"},
    {"profit_factor", "Profit factor", Unit::number, "Σ net P&L of winning trades / Σ net loss of losing trades",
     "no losing trade"},
    {"expectancy", "Expectancy", Unit::money, "mean net P&L of a trade", "no trade"},
    {"expectancy_r", "Expectancy in R", Unit::risk,
     "mean of net P&L / initial risk, the loss at the first stop, over trades that had a stop", "no trade had a stop"},
    {"payoff_ratio", "Payoff ratio", Unit::number, "average win / average loss", "no win or no loss"},
    {"average_win", "Average win", Unit::money, "mean net P&L of winning trades", "no win"},
    {"average_loss", "Average loss", Unit::money, "mean net P&L of losing trades, negative", "no loss"},
    {"largest_win", "Largest win", Unit::money, "largest net P&L of a trade", "no win"},
    {"largest_loss", "Largest loss", Unit::money, "smallest net P&L of a trade, negative", "no loss"},
    {"consecutive_wins", "Consecutive wins", Unit::count,
     "longest row of winning trades in order of their exit; a break-even ends it", ""},
    {"consecutive_losses", "Consecutive losses", Unit::count,
     "longest row of losing trades in order of their exit; a break-even ends it", ""},
    {"average_held", "Average time in a trade", Unit::days, "mean of exit time - entry time", "no trade"},
    {"average_bars", "Average bars in a trade", Unit::bars, "mean number of bars that closed while the trade was open",
     "no trade"},
    {"average_mae", "Average worst excursion", Unit::money,
     "mean of MAE: the worst unrealised P&L within a trade, before fees, never above 0", "no trade"},
    {"average_mfe", "Average best excursion", Unit::money,
     "mean of MFE: the best unrealised P&L within a trade, before fees, never below 0", "no trade"},
    {"slippage_bps", "Slippage", Unit::basis_points,
     "Σ (fill price - price at the decision) × signed quantity / Σ notional at the decision prices, in basis points; "
     "positive is a cost",
     "no fill knew its decision price"},
    {"exposure_time", "Time in the market", Unit::fraction, "time with an open position / length of the run",
     "the run has no length"},
    {"exposure_gross", "Gross exposure", Unit::fraction,
     "mean over time of Σ |notional| / equity, as of the last fill or mark", "the run has no length"},
    {"exposure_net", "Net exposure", Unit::fraction,
     "mean over time of Σ signed notional / equity, as of the last fill or mark", "the run has no length"},
    {"exposure_gross_max", "Largest gross exposure", Unit::fraction, "largest Σ |notional| / equity", ""},
    {"turnover", "Turnover a year", Unit::number,
     "notional of all fills of the trades / mean of daily equity / years (of 365.25 days)",
     "the run has no length, or mean equity is not positive"},
    {"longest_flat", "Longest time flat", Unit::days, "longest time without an open position", ""},
    {"fees", "Fees", Unit::money, "Σ fees of the trades; positive is a cost, rebates count against it", ""},
    {"funding", "Funding", Unit::money, "Σ funding of the trades; positive is a cost", ""},
    {"slippage", "Slippage in money", Unit::money,
     "Σ (fill price - price at the decision) × signed quantity of the trades; positive is a cost", ""},
    {"costs_of_gross", "Costs of profit before costs", Unit::fraction,
     "(fees + funding + slippage) / (P&L of the trades before all three)", "no trade, or no profit before costs"},
}};
static_assert(std::ranges::none_of(definitions, [](const Definition& d) { return d.definition.empty(); }));

}  // namespace

const Definition& definition_of(MetricId id) noexcept { return definitions[static_cast<std::size_t>(id)]; }

Metric Metric::defined(MetricId id, double value) noexcept {
    if (!std::isfinite(value)) return undefined(id, "beyond the range of numbers");
    return {id, value, {}, {}};
}

std::string_view to_string(Unit unit) noexcept {
    switch (unit) {
        case Unit::fraction: return "fraction";
        case Unit::money: return "money";
        case Unit::number: return "number";
        case Unit::count: return "count";
        case Unit::days: return "days";
        case Unit::basis_points: return "bps";
        case Unit::risk: return "R";
        case Unit::bars: return "bars";
    }
    std::unreachable();
}

std::optional<MetricId> find_metric(std::string_view name) noexcept {
    const auto it = std::ranges::find(definitions, name, &Definition::name);
    if (it == definitions.end()) return {};
    return static_cast<MetricId>(it - definitions.begin());
}

std::string metrics_document() {
    std::string out =
        "# Metrics\n\n"
        "What every figure of a report means. This page is printed from src/performance/metric.cpp, and a test holds "
        "it "
        "against it.\n\n"
        "- Equity is balance + unrealised P&L at mark price, after fees and funding, in the reporting currency.\n"
        "- Daily returns are those of equity at 00:00 UTC, every day present and a day without marks repeated; for "
        "books of stocks only, of every session of the exchange, holidays left out: what is marked until the next one "
        "opens belongs to it. The first return begins at the start of the run and the last one ends at its end, so "
        "both days may be short. Deposits are no return.\n"
        "- A fill at the open of a bar has the time of the open, one inside the bar that of its close. Time in the "
        "market and the time that trades are held count from and to these.\n"
        "- A trade is a round trip per strategy and instrument, from flat to flat; partial exits belong to it.\n"
        "- A figure that is undefined is null with the reason, never 0, NaN or a sentinel.\n\n"
        "| metric | name | unit | definition | undefined when |\n| --- | --- | --- | --- | --- |\n";
    const auto cell = [](std::string_view text) {  // a bar inside a cell would end it
        std::string escaped;
        for (const char c : text) {
            if (c == '|') escaped += '\\';
            escaped += c;
        }
        return escaped;
    };
    for (const auto& d : definitions) {
        out += "| " + std::string(d.title) + " | `" + std::string(d.name) + "` | " + std::string(to_string(d.unit)) +
               " | " + cell(d.definition) + " | " + std::string(d.undefined_when) + " |\n";
    }
    return out;
}

}  // namespace argosy::performance
