#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace argosy::performance {

/// Every figure that a report prints. Definitions: definition_of, and docs/metrics.md, which is printed from it.
enum class MetricId : std::uint8_t {
    // Equity.
    total_return,
    net_profit,
    cagr,
    volatility,
    sharpe,
    sortino,
    calmar,
    max_drawdown,
    max_drawdown_money,
    drawdown_days,
    closed_trade_drawdown,
    longest_underwater,
    omega,
    ulcer_index,
    value_at_risk_95,
    conditional_value_at_risk_95,
    skew,
    kurtosis,
    best_day,
    worst_day,
    probabilistic_sharpe,
    deflated_sharpe,
    // Trades.
    trades,
    win_rate,
    profit_factor,
    expectancy,
    expectancy_r,
    payoff_ratio,
    average_win,
    average_loss,
    largest_win,
    largest_loss,
    consecutive_wins,
    consecutive_losses,
    average_held,
    average_bars,
    average_mae,
    average_mfe,
    slippage_bps,
    // Exposure and costs.
    exposure_time,
    exposure_gross,
    exposure_net,
    exposure_gross_max,
    turnover,
    longest_flat,
    fees,
    funding,
    slippage,
    costs_of_gross,
};
inline constexpr std::size_t metric_count = static_cast<std::size_t>(MetricId::costs_of_gross) + 1;

/// How a figure is to be printed.
enum class Unit : std::uint8_t {
    fraction,  ///< 0.12 is 12 %
    money,     ///< reporting currency
    number,
    count,
    days,
    basis_points,
    risk,  ///< multiples of the initial risk, "R"
    bars,
};

/// What a metric is: one line of docs/metrics.md.
struct Definition {
    std::string_view name;   ///< "sharpe": also the key in JSON and the objective's name in a sweep
    std::string_view title;  ///< "Sharpe ratio"
    Unit unit = Unit::number;
    std::string_view definition;
    std::string_view undefined_when;  ///< empty: always defined
};

[[nodiscard]] const Definition& definition_of(MetricId id) noexcept;
[[nodiscard]] std::string_view to_string(Unit) noexcept;
/// By name, for a sweep's objective. None when there is no such metric.
[[nodiscard]] std::optional<MetricId> find_metric(std::string_view name) noexcept;
/// docs/metrics.md; a test holds the file against it.
[[nodiscard]] std::string metrics_document();

/// 95 % by stationary block bootstrap.
struct Interval {
    double low = 0, high = 0;

    friend bool operator==(const Interval&, const Interval&) = default;
};

/// A value, or the reason why there is none: never a sentinel, NaN or infinity.
struct Metric {
    MetricId id = MetricId::total_return;
    std::optional<double> value;
    std::string_view reason;  ///< set when value is not; static text
    std::optional<Interval> interval;

    /// Errors: none; a number that is not finite becomes undefined.
    [[nodiscard]] static Metric defined(MetricId id, double value) noexcept;
    [[nodiscard]] static Metric undefined(MetricId id, std::string_view reason) noexcept {
        return {id, {}, reason, {}};
    }
    [[nodiscard]] const Definition& definition() const noexcept { return definition_of(id); }
    friend bool operator==(const Metric&, const Metric&) = default;
};

}  // namespace argosy::performance
