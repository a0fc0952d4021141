#include "strategies/donchian_trend/donchian_trend.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "base/archive.hpp"
#include "indicators/true_range.hpp"
#include "indicators/window.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::donchian_trend {
namespace {

using domain::Direction;
using indicators::Extent;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"entry", ParameterType::integer, 55, 2, 2000, "bars", "channel whose break opens a position"},
    {"exit", ParameterType::integer, 20, 1, 2000, "bars", "channel whose break on the other side closes it"},
    {"atr", ParameterType::integer, 20, 1, 500, "bars", "period of the average true range"},
    {"stop_atr", ParameterType::number, 2, 0, 20, "ATR", "distance of the stop from the close; 0: no stop"},
};

struct Settings {
    std::size_t entry, exit, atr;
    double stop_atr;
    Duration interval;
};

/// Highest high and lowest low of the bars before the current one.
class Channel {
public:
    explicit Channel(std::size_t period) : range_(period) {}
    Extent before(double high, double low) noexcept { return std::exchange(newest_, range_.update({high, low})); }
    /// before() for many: of bar i at highest[i] and lowest[i].
    void before_all(const strategy::BarSeries& bars, double* highest, double* lowest) noexcept {
        const double *high = bars.highs().data(), *low = bars.lows().data();
        highest[0] = newest_.highest;
        lowest[0] = newest_.lowest;
        range_.update_all(
            bars.size(), [=](auto at) { return at.load(high); }, [=](auto at) { return at.load(low); },
            [=](auto at, auto top, auto bottom) {
                at.store(highest + 1, top);
                at.store(lowest + 1, bottom);
            },
            [](std::size_t) {});
        newest_ = {.highest = highest[bars.size()], .lowest = lowest[bars.size()]};
    }
    [[nodiscard]] std::size_t warm_up() const noexcept { return range_.length() + 1; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.range_, self.newest_); }

private:
    indicators::RollingExtremes range_;
    Extent newest_{.highest = indicators::nan, .lowest = indicators::nan};  ///< no bar yet
};

class DonchianTrend final : public strategy::BarStrategy<DonchianTrend> {
public:
    explicit DonchianTrend(const Settings& s)
        : entry_(s.entry),
          exit_(s.exit),
          atr_(s.atr),
          stop_atr_(s.stop_atr),
          horizon_(s.interval * static_cast<std::int64_t>(s.entry)),
          warm_up_(std::max({entry_.warm_up(), exit_.warm_up(), atr_.warm_up()})) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return warm_up_; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double high = bar.high(), low = bar.low(), close = bar.close();
        const Extent entry = entry_.before(high, low), exit = exit_.before(high, low);
        const double atr = atr_.update({.open = 0, .high = high, .low = low, .close = close});
        judge(bar, context, {.entry = entry, .exit = exit, .close = close, .atr = atr});
    }
    void on_bars(const strategy::BarSeries& series, strategy::Context& context) override {
        const auto close = series.closes();
        std::array<double, strategy::BarSeries::most + 1> top, bottom, exit_top, exit_bottom;
        Numbers atr;
        entry_.before_all(series, top.data(), bottom.data());
        exit_.before_all(series, exit_top.data(), exit_bottom.data());
        // Open and volume are not looked at.
        indicators::extend(
            atr_,
            indicators::OhlcvColumns{
                .open = close, .high = series.highs(), .low = series.lows(), .close = close, .volume = close},
            std::span(atr).first(series.size()));
        for_each_bar(series, context, [&](std::size_t i, const strategy::BarView& bar) {
            judge(bar, context,
                  {.entry = {top[i], bottom[i]},
                   .exit = {exit_top[i], exit_bottom[i]},
                   .close = close[i],
                   .atr = atr[i]});
        });
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.entry_, self.exit_, self.atr_, self.seen_, self.stance_);
    }

private:
    /// The channels before a bar, its close, and the average true range after it.
    struct Reading {
        Extent entry, exit;
        double close, atr;
    };
    [[gnu::always_inline]] void judge(const strategy::BarView& bar, strategy::Context& context, const Reading& r) {
        if (seen_ + 1 < warm_up_) [[unlikely]] {
            ++seen_;
            return;
        }
        const Direction now = strategy::next_direction(
            stance_.direction(), {.buy = r.close > r.entry.highest,
                                  .sell = r.close < r.entry.lowest,
                                  .exit_long = r.close<r.exit.lowest, .exit_short = r.close> r.exit.highest});
        if (stance_.turns_to(now)) [[unlikely]]
            say(bar, context, now, now == Direction::hold ? r.exit : r.entry, r.atr);
    }

    void say(const strategy::BarView& bar, strategy::Context& context, Direction now, const Extent& channel,
             double atr) {
        const double close = bar.close();
        const double stop = stop_atr_ > 0 ? close - static_cast<double>(now) * stop_atr_ * atr : 0;
        context.emit(
            bar.instrument(), now,
            {.horizon = horizon_,
             .stop_price =
                 now == Direction::hold ? Price{} : strategy::stop_at(stop, context.instrument(bar.instrument())),
             .reason = context.reason("close ", close, ", channel ", channel.lowest, " to ", channel.highest)});
    }

    Channel entry_, exit_;
    indicators::Atr atr_;
    double stop_atr_;
    Duration horizon_;
    std::size_t warm_up_, seen_ = 0;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const Settings s{p.integer("entry"), p.integer("exit"), p.integer("atr"), p.number("stop_atr"), setup.interval};
    if (s.exit > s.entry)
        return fail(Errc::invalid_argument, fmt::format("exit = {} must not be above entry = {}", s.exit, s.entry));
    return std::make_unique<DonchianTrend>(s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "donchian_trend",
            .title = "Donchian trend (turtle)",
            .summary = "follows a break of the highest high or lowest low, leaves at a shorter channel, stop by ATR",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::donchian_trend
