#include "backtest/walk_forward.hpp"

#include <algorithm>
#include <cmath>

#include "backtest/search_space.hpp"
#include "performance/statistics.hpp"

namespace argosy::backtest {
namespace {

double days_of(Span span) { return std::chrono::duration<double, std::ratio<86'400>>(span.length()).count(); }

}  // namespace

double growth_per_year(double total_return, double days) noexcept {
    if (total_return <= -1) return -1;
    return std::pow(1 + total_return, 365.25 / days) - 1;
}

Result<> WalkForward::add(const Split& split, const SearchResult& found) {
    WindowResult window{.split = split,
                        .tried = found.tried,
                        .chosen = {},
                        .test_value = performance::Metric::undefined(study_.objective, "no candidate counted")};
    days_ += days_of(split.test);
    if (found.best.empty()) {
        out_.returns.push_back(0);
        out_.times.push_back(split.test.to);
        out_.windows.push_back(std::move(window));
        return {};
    }
    window.chosen = found.best.front();
    const auto config = with_candidate(study_.config, study_.space, window.chosen->candidate);
    ARGOSY_LET(window.train_growth, train_growth(config, split), "training span");
    ARGOSY_LET(const auto test,
               run_span(config, study_.instruments, study_.catalogue, study_.market, split.test, study_.objective),
               "test span");
    window.test_value = test.objective;
    window.test_return = test.total_return;
    window.test_trades = test.trades.size();
    out_.returns.insert(out_.returns.end(), test.daily_returns.begin(), test.daily_returns.end());
    out_.times.insert(out_.times.end(), test.day_ends.begin(), test.day_ends.end());
    out_.windows.push_back(std::move(window));
    return {};
}

Result<double> WalkForward::train_growth(const RunConfig& config, const Split& split) const {
    double growth = 1, days = 0;
    for (const Span span : split.train) {
        ARGOSY_LET(const auto run,
                   run_span(config, study_.instruments, study_.catalogue, study_.market, span, study_.objective), "");
        growth *= 1 + run.total_return;
        days += run.days;
    }
    return growth_per_year(growth - 1, days);
}

Stability WalkForward::stability_of(std::size_t dimension) const {
    const auto& d = study_.space[dimension];
    std::vector<double> values;
    for (const auto& w : out_.windows)
        if (w.chosen) values.push_back(w.chosen->candidate[dimension]);
    Stability s{.parameter = d.name};
    if (values.empty()) return s;
    const auto moments = performance::moments(values);
    s.smallest = std::ranges::min(values);
    s.largest = std::ranges::max(values);
    s.mean = moments.mean;
    s.deviation = values.size() > 1 ? moments.deviation() : 0;
    s.of_range = d.max > d.min ? (s.largest - s.smallest) / (d.max - d.min) : 0;
    return s;
}

WalkForwardResult WalkForward::finish() && {
    double equity = 1, peak = 1;
    for (const double r : out_.returns) {
        equity *= 1 + r;
        peak = std::max(peak, equity);
        out_.max_drawdown = std::max(out_.max_drawdown, (peak - equity) / peak);
    }
    out_.total_return = equity - 1;
    out_.growth = growth_per_year(out_.total_return, days_);
    for (const auto& w : out_.windows) out_.train_growth += w.train_growth / static_cast<double>(out_.windows.size());
    if (out_.train_growth > 0) out_.efficiency = out_.growth / out_.train_growth;
    const auto moments = performance::moments(out_.returns);
    if (moments.count > 1 && !moments.is_constant())
        out_.sharpe = moments.mean / moments.deviation() *
                      std::sqrt(assumptions_of(study_.config, study_.instruments).periods_per_year);
    for (std::size_t d = 0; d < study_.space.size(); ++d) out_.stability.push_back(stability_of(d));
    return std::move(out_);
}

}  // namespace argosy::backtest
