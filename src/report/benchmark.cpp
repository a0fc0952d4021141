#include "report/benchmark.hpp"

#include <algorithm>
#include <cmath>

#include "report/chart_bars.hpp"

namespace argosy::report {
namespace {

using performance::MetricId;

constexpr MetricId compared[] = {MetricId::total_return, MetricId::cagr,   MetricId::volatility,  MetricId::sharpe,
                                 MetricId::sortino,      MetricId::calmar, MetricId::max_drawdown};

/// One instrument's price relative to its first open, as time goes on.
struct Holding {
    backtest::BarTrack track;
    std::size_t next = 0;
    double ratio = 1;

    [[nodiscard]] Time closes_at() const noexcept {
        return next == track.bars.size() ? time_max : track.bars[next].open_time + track.interval;
    }
    void advance() noexcept { ratio = track.bars[next++].close.to_double() / track.bars.front().open.to_double(); }
};

class Portfolio {
public:
    explicit Portfolio(double start) : start_(start) {}
    void add(const backtest::BarTrack& track) { holdings_.push_back({track}); }

    [[nodiscard]] bool empty() const noexcept { return holdings_.empty(); }
    [[nodiscard]] Time next() const noexcept {
        Time first = time_max;
        for (const auto& h : holdings_) first = std::min(first, h.closes_at());
        return first;
    }
    void advance(Time at) noexcept {
        for (auto& h : holdings_)
            if (h.closes_at() == at) h.advance();
    }
    [[nodiscard]] double value() const noexcept {
        double sum = 0;
        for (const auto& h : holdings_) sum += h.ratio;
        return start_ * sum / static_cast<double>(holdings_.size());
    }

private:
    double start_;
    std::vector<Holding> holdings_;
};

performance::EquityRecorder recorder_of(const Report& r) {
    const auto& s = r.result.summary;
    return {backtest::equity_settings(*r.instruments), s.start, s.start_equity};
}

/// To a millionth: exact conversion of every mark would take longer than the rest of the report.
Money money(double value) {
    constexpr double most = 9e12;
    constexpr std::int64_t millionth = 1'000'000'000'000;
    return Money::from_raw(int128{std::llround(std::min(value, most) * 1e6)} * millionth);
}

}  // namespace

const performance::Metric* Benchmark::find(MetricId id) const noexcept {
    const auto it = std::ranges::find(metrics, id, &performance::Metric::id);
    return it == metrics.end() ? nullptr : &*it;
}

std::optional<Benchmark> buy_and_hold(const Report& r) {
    const auto& s = r.result.summary;
    Portfolio portfolio(s.start_equity.to_double());
    for (std::uint32_t i = 0; i < r.instruments->size(); ++i)
        if (const auto* track = finest_bars(r, InstrumentId(i))) portfolio.add(*track);
    if (portfolio.empty() || !s.start_equity.is_positive()) return {};

    Benchmark out;
    auto recorder = recorder_of(r);
    const auto& curve = r.result.curve;
    for (Time at = portfolio.next(); at != time_max; at = portfolio.next()) {
        while (out.values.size() < curve.size() && curve[out.values.size()].time < at)
            out.values.push_back(portfolio.value());
        portfolio.advance(at);
        if (at <= s.end) recorder.on_mark(at, money(portfolio.value()));
    }
    out.values.resize(curve.size(), portfolio.value());
    recorder.finish(s.end);
    auto assumptions = s.assumptions;
    assumptions.resamples = 0;
    for (const MetricId id : compared) out.metrics.push_back(performance::metric(id, recorder, {}, assumptions));
    return out;
}

}  // namespace argosy::report
