#include "performance/returns.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace argosy::performance {
namespace {

constexpr std::string_view no_start = "equity at the start was not positive";
constexpr std::string_view under_2_days = "under 2 days";
constexpr std::string_view under_20_days = "under 20 days";
constexpr std::string_view under_30_days = "under 30 days";
constexpr std::string_view no_spread = "daily returns do not vary";
constexpr std::string_view no_day = "no day";

double annual(const ReturnSeries& s) { return std::sqrt(s.periods_per_year); }

/// Returns ascending, and their 5 % quantile.
struct Tail {
    std::vector<double> ascending;
    double quantile;
};
Tail tail_of(const ReturnSeries& s) {
    Tail t{s.daily, 0};
    std::ranges::sort(t.ascending);
    t.quantile = quantile(t.ascending, 0.05);
    return t;
}

/// P(true daily Sharpe ratio > benchmark), or NaN when its standard error is not defined.
double probability_above(const ReturnSeries& s, double benchmark) {
    const double ratio = *daily_sharpe(s);
    const auto n = static_cast<double>(s.moments.count);
    const double spread = 1 - s.moments.skew() * ratio + (s.moments.kurtosis() - 1) / 4 * ratio * ratio;
    if (!(spread > 0)) return std::nan("");
    return normal_cdf((ratio - benchmark) * std::sqrt(n - 1) / std::sqrt(spread));
}

}  // namespace

std::vector<double> daily_returns(std::span<const DailySample> daily) {
    std::vector<double> out;
    for (std::size_t k = 1; k < daily.size(); ++k) {
        const Money before = daily[k - 1].equity;
        // The difference is exact, so a day without change returns exactly 0.
        const Money gain = daily[k].equity - daily[k].flow - before;
        out.push_back(before.is_positive() ? gain.to_double() / before.to_double() : 0);
    }
    return out;
}

Metric total_return(const ReturnSeries& s) {
    if (std::isnan(s.total)) return Metric::undefined(MetricId::total_return, no_start);
    return Metric::defined(MetricId::total_return, s.total);
}

Metric cagr(const ReturnSeries& s) {
    if (std::isnan(s.total)) return Metric::undefined(MetricId::cagr, no_start);
    if (s.days < 30) return Metric::undefined(MetricId::cagr, under_30_days);
    if (s.total < -1) return Metric::undefined(MetricId::cagr, "equity ended below zero");
    return Metric::defined(MetricId::cagr, std::pow(1 + s.total, 365.25 / s.days) - 1);
}

Metric volatility(const ReturnSeries& s) {
    if (s.moments.count < 2) return Metric::undefined(MetricId::volatility, under_2_days);
    return Metric::defined(MetricId::volatility, s.moments.deviation() * annual(s));
}

std::optional<double> daily_sharpe(const ReturnSeries& s) noexcept {
    if (s.moments.count < 2 || s.moments.is_constant()) return {};
    return (s.moments.mean - s.risk_free) / s.moments.deviation();
}

Metric sharpe(const ReturnSeries& s) {
    if (s.moments.count < 2) return Metric::undefined(MetricId::sharpe, under_2_days);
    const auto ratio = daily_sharpe(s);
    if (!ratio) return Metric::undefined(MetricId::sharpe, no_spread);
    return Metric::defined(MetricId::sharpe, *ratio * annual(s));
}

Metric sortino(const ReturnSeries& s) {
    if (s.daily.empty()) return Metric::undefined(MetricId::sortino, no_day);
    double squares = 0;
    for (const double r : s.daily) {
        const double below = std::min(0.0, r - s.minimum_return);
        squares += below * below;
    }
    if (squares == 0) return Metric::undefined(MetricId::sortino, "no day below the minimum return");
    const double deviation = std::sqrt(squares / static_cast<double>(s.daily.size()));
    return Metric::defined(MetricId::sortino, (s.moments.mean - s.minimum_return) / deviation * annual(s));
}

Metric calmar(const ReturnSeries& s, double max_drawdown) {
    const Metric growth = cagr(s);
    if (!growth.value) return Metric::undefined(MetricId::calmar, growth.reason);
    if (max_drawdown <= 0) return Metric::undefined(MetricId::calmar, "equity never fell");
    return Metric::defined(MetricId::calmar, *growth.value / max_drawdown);
}

Metric omega(const ReturnSeries& s) {
    double above = 0, below = 0;
    for (const double r : s.daily) {
        above += std::max(r - s.minimum_return, 0.0);
        below += std::max(s.minimum_return - r, 0.0);
    }
    if (below == 0) return Metric::undefined(MetricId::omega, "no day below the minimum return");
    return Metric::defined(MetricId::omega, above / below);
}

Metric ulcer_index(const ReturnSeries& s) {
    if (s.daily.empty()) return Metric::undefined(MetricId::ulcer_index, no_day);
    double index = 1, peak = 1, squares = 0;
    for (const double r : s.daily) {
        index *= 1 + r;
        peak = std::max(peak, index);
        const double fall = (peak - index) / peak;
        squares += fall * fall;
    }
    return Metric::defined(MetricId::ulcer_index, std::sqrt(squares / static_cast<double>(s.daily.size())));
}

Metric value_at_risk_95(const ReturnSeries& s) {
    if (s.daily.size() < 20) return Metric::undefined(MetricId::value_at_risk_95, under_20_days);
    return Metric::defined(MetricId::value_at_risk_95, -tail_of(s).quantile);
}

Metric conditional_value_at_risk_95(const ReturnSeries& s) {
    if (s.daily.size() < 20) return Metric::undefined(MetricId::conditional_value_at_risk_95, under_20_days);
    const Tail tail = tail_of(s);
    double sum = 0;
    std::size_t count = 0;
    for (; count < tail.ascending.size() && tail.ascending[count] <= tail.quantile; ++count)
        sum += tail.ascending[count];
    return Metric::defined(MetricId::conditional_value_at_risk_95, -sum / static_cast<double>(count));
}

Metric skew(const ReturnSeries& s) {
    if (s.moments.count < 2) return Metric::undefined(MetricId::skew, under_2_days);
    if (s.moments.is_constant()) return Metric::undefined(MetricId::skew, no_spread);
    return Metric::defined(MetricId::skew, s.moments.skew());
}

Metric kurtosis(const ReturnSeries& s) {
    if (s.moments.count < 2) return Metric::undefined(MetricId::kurtosis, under_2_days);
    if (s.moments.is_constant()) return Metric::undefined(MetricId::kurtosis, no_spread);
    return Metric::defined(MetricId::kurtosis, s.moments.kurtosis());
}

Metric best_day(const ReturnSeries& s) {
    if (s.daily.empty()) return Metric::undefined(MetricId::best_day, no_day);
    return Metric::defined(MetricId::best_day, std::ranges::max(s.daily));
}

Metric worst_day(const ReturnSeries& s) {
    if (s.daily.empty()) return Metric::undefined(MetricId::worst_day, no_day);
    return Metric::defined(MetricId::worst_day, std::ranges::min(s.daily));
}

Metric probabilistic_sharpe(const ReturnSeries& s) {
    constexpr auto id = MetricId::probabilistic_sharpe;
    if (s.daily.size() < 30) return Metric::undefined(id, under_30_days);
    if (!daily_sharpe(s)) return Metric::undefined(id, no_spread);
    return Metric::defined(id, probability_above(s, 0));
}

Metric deflated_sharpe(const ReturnSeries& s, std::uint64_t trials, std::optional<double> trial_variance) {
    constexpr auto id = MetricId::deflated_sharpe;
    if (s.daily.size() < 30) return Metric::undefined(id, under_30_days);
    if (!daily_sharpe(s)) return Metric::undefined(id, no_spread);
    if (trials <= 1) return Metric::defined(id, probability_above(s, 0));
    if (!trial_variance) return Metric::undefined(id, "the variance of the Sharpe ratio over the trials is not known");
    const auto n = static_cast<double>(trials);
    const double gamma = std::numbers::egamma;
    const double expected_best =
        std::sqrt(*trial_variance) *
        ((1 - gamma) * normal_upper_quantile(1 / n) + gamma * normal_upper_quantile(1 / (n * std::numbers::e)));
    return Metric::defined(id, probability_above(s, expected_best));
}

}  // namespace argosy::performance
