#include "performance/rebuild.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy::performance {
namespace {

/// The exposure changes by this.
struct Step {
    Time time{};
    Money gross, net;
};

std::vector<Step> steps_of(std::span<const domain::RoundTrip> trades, Time from, Time to) {
    std::vector<Step> out;
    for (const auto& t : trades) {
        const Money size = Money::from_raw(t.turnover.raw() / 2);
        const Money net = t.side == domain::Side::buy ? size : -size;
        out.push_back({std::clamp(t.entry_time, from, to), size, net});
        if (t.exit_time < to) out.push_back({std::clamp(t.exit_time, from, to), -size, -net});
    }
    // At one instant what ends comes first: a reversal is not held twice.
    std::ranges::sort(out, {}, [](const Step& s) { return std::pair(s.time, s.gross); });
    return out;
}

}  // namespace

std::vector<CurvePoint> closed_trade_curve(CurvePoint start, std::span<const domain::RoundTrip> trades) {
    std::vector<CurvePoint> out{start};
    for (const auto& t : trades) out.push_back({std::max(t.exit_time, start.time), out.back().equity + t.net()});
    return out;
}

EquityRecorder rebuild(std::span<const CurvePoint> curve, std::span<const domain::RoundTrip> trades, Time end,
                       EquityRecorder::Settings settings) {
    ARGOSY_ASSERT(!curve.empty(), "an account has a first value");
    EquityRecorder recorder(settings, curve.front().time, curve.front().equity);
    const auto steps = steps_of(trades, curve.front().time, end);
    Money gross, net;
    auto step = steps.begin();
    const auto expose = [&](Time until) {
        for (; step != steps.end() && step->time <= until; ++step) {
            gross += step->gross;
            net += step->net;
            recorder.on_exposure(step->time, gross, net);
        }
    };
    for (const auto& point : curve) {
        expose(point.time);
        recorder.on_mark(point.time, point.equity);
    }
    expose(end);
    recorder.finish(end);
    return recorder;
}

EquityRecorder rebuild_from_trades(Money start, std::span<const domain::RoundTrip> trades, Time now,
                                   EquityRecorder::Settings settings) {
    Time first = now, last = now;
    for (const auto& t : trades) first = std::min(first, t.entry_time), last = std::max(last, t.exit_time);
    return rebuild(closed_trade_curve({first, start}, trades), trades, last, settings);
}

}  // namespace argosy::performance
