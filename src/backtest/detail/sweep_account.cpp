#include "backtest/detail/sweep_account.hpp"

#include <limits>

#include "backtest/walk_forward.hpp"

namespace argosy::backtest::detail {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double SweepAccount::daily_sharpe(const performance::Assumptions& a) const noexcept {
    if (days_ < 2 || !has_traded_) return nothing;
    const double n = days_, mean = returns_ / n;
    const double variance = (squares_ - returns_ * mean) / (n - 1);
    if (!(variance > 0)) return nothing;
    return (mean - a.risk_free_rate / a.periods_per_year) / std::sqrt(variance);
}

double SweepAccount::objective(performance::MetricId id, const SweepTerms& t, const SweepSpan& span,
                               const performance::Assumptions& a) const noexcept {
    using enum performance::MetricId;
    const double gain = equity_before_ - t.balance;
    const double count = trades_;
    switch (id) {
        case net_profit: return gain;
        case total_return: return gain / t.balance;
        case cagr: return span.days < 30 ? nothing : growth_per_year(gain / t.balance, span.days);
        case sharpe: return daily_sharpe(a) * std::sqrt(a.periods_per_year);
        case performance::MetricId::trades: return count;
        case win_rate: return trades_ == 0 ? nothing : wins_ / count;
        case expectancy: return trades_ == 0 ? nothing : (profit_ - loss_) / count;
        case profit_factor: return loss_ > 0 ? profit_ / loss_ : nothing;
        default: return nothing;
    }
}

}  // namespace argosy::backtest::detail
