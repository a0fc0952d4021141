#include "strategies/stochrsi_ema/stochrsi_ema.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/archive.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/true_range.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::stochrsi_ema {
namespace {

using domain::Direction;
using indicators::StochRsiValue;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"rsi", ParameterType::integer, 14, 2, 500, "bars", "period of the RSI"},
    {"stoch", ParameterType::integer, 14, 2, 500, "bars", "bars in whose range the RSI is placed"},
    {"k", ParameterType::integer, 3, 1, 100, "bars", "smoothing of K"},
    {"d", ParameterType::integer, 3, 2, 100, "bars", "smoothing of D"},
    {"ema", ParameterType::integer, 200, 2, 5000, "bars", "period of the trend filter"},
    {"oversold", ParameterType::number, 20, 0, 100, "", "K must have been below it for a buy"},
    {"overbought", ParameterType::number, 80, 0, 100, "", "K must have been above it for a sell"},
    {"atr", ParameterType::integer, 14, 1, 500, "bars", "period of the average true range of the stop"},
    {"stop_atr", ParameterType::number, 2, 0, 20, "ATR", "distance of the stop from the close; 0: no stop"},
};

/// K and D often agree exactly (a range of three equal K); their last bits do not decide a crossing.
constexpr double tie = 1e-9;

struct Settings {
    indicators::StochRsi::Periods periods;
    std::size_t ema, atr;
    double oversold, overbought, stop_atr;
    Duration interval;
};

class StochRsiEma final : public strategy::BarStrategy<StochRsiEma> {
public:
    explicit StochRsiEma(const Settings& s)
        : settings_(s),
          stoch_(s.periods),
          ema_(s.ema),
          atr_(s.atr),
          warm_up_(std::max({stoch_.warm_up() + 1, ema_.warm_up(), atr_.warm_up()})) {}

    /// One bar more than the indicators need: a crossing compares with the bar before.
    [[nodiscard]] std::size_t warm_up() const noexcept override { return warm_up_; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double close = bar.close();
        const StochRsiValue before = stoch_.value(), now = stoch_.update(close);
        const double ema = ema_.update(close);
        const double atr = atr_.update({.open = 0, .high = bar.high(), .low = bar.low(), .close = close});
        judge(bar, context, before, {.stoch = now, .close = close, .ema = ema, .atr = atr});
    }
    void on_bars(const strategy::BarSeries& series, strategy::Context& context) override {
        const auto close = series.closes();
        std::array<StochRsiValue, strategy::BarSeries::most> stoch;
        Numbers ema, atr;
        StochRsiValue before = stoch_.value();
        indicators::extend(stoch_, close, std::span(stoch).first(series.size()));
        indicators::extend(ema_, close, std::span(ema).first(series.size()));
        // Open and volume are not looked at.
        indicators::extend(
            atr_,
            indicators::OhlcvColumns{
                .open = close, .high = series.highs(), .low = series.lows(), .close = close, .volume = close},
            std::span(atr).first(series.size()));
        for_each_bar(series, context, [&](std::size_t i, const strategy::BarView& bar) {
            judge(bar, context, before, {.stoch = stoch[i], .close = close[i], .ema = ema[i], .atr = atr[i]});
            before = stoch[i];
        });
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.stoch_, self.ema_, self.atr_, self.seen_, self.stance_); }

private:
    /// The indicators after a bar.
    struct Reading {
        StochRsiValue stoch;
        double close, ema, atr;
    };
    [[gnu::always_inline]] void judge(const strategy::BarView& bar, strategy::Context& context,
                                      const StochRsiValue& before, const Reading& r) {
        if (seen_ + 1 < warm_up_) [[unlikely]] {
            ++seen_;
            return;
        }
        const double lead_before = before.k - before.d, lead = r.stoch.k - r.stoch.d;
        // Without && and ||: half of these comparisons go either way, and each wrong guess of the processor costs more
        // than all of them together.
        const bool turned_up = (lead_before <= tie) & (lead > tie) & (before.k < settings_.oversold);
        const bool turned_down = (lead_before >= -tie) & (lead < -tie) & (before.k > settings_.overbought);
        const bool above = r.close > r.ema, below = r.close < r.ema;
        const Direction direction = strategy::next_direction(stance_.direction(), {.buy = turned_up && above,
                                                                                   .sell = turned_down && below,
                                                                                   .exit_long = turned_down || below,
                                                                                   .exit_short = turned_up || above});
        if (stance_.turns_to(direction)) [[unlikely]]
            say(bar, context, r);
    }

    void say(const strategy::BarView& bar, strategy::Context& context, const Reading& r) {
        const Direction now = stance_.direction();
        const bool with_stop = settings_.stop_atr > 0 && now != Direction::hold;
        const double stop = r.close - static_cast<double>(now) * settings_.stop_atr * r.atr;
        context.emit(
            bar.instrument(), now,
            {.horizon = settings_.interval * static_cast<std::int64_t>(settings_.periods.rsi + settings_.periods.stoch),
             .stop_price = with_stop ? strategy::stop_at(stop, context.instrument(bar.instrument())) : Price{},
             .reason = context.reason("k ", strategy::Fixed{r.stoch.k, 1}, ", d ", strategy::Fixed{r.stoch.d, 1},
                                      ", close ", r.close, ", ema ", r.ema)});
    }

    Settings settings_;
    indicators::StochRsi stoch_;
    indicators::Ema ema_;
    indicators::Atr atr_;
    std::size_t warm_up_, seen_ = 0;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const Settings s{.periods = {p.integer("rsi"), p.integer("stoch"), p.integer("k"), p.integer("d")},
                     .ema = p.integer("ema"),
                     .atr = p.integer("atr"),
                     .oversold = p.number("oversold"),
                     .overbought = p.number("overbought"),
                     .stop_atr = p.number("stop_atr"),
                     .interval = setup.interval};
    if (s.oversold >= s.overbought)
        return fail(Errc::invalid_argument,
                    fmt::format("oversold = {} must be below overbought = {}", s.oversold, s.overbought));
    return std::make_unique<StochRsiEma>(s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "stochrsi_ema",
            .title = "StochRSI with EMA filter",
            .summary = "buys dips of an uptrend and sells rallies of a downtrend at crossings of the stochastic RSI",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::stochrsi_ema
