#include "strategies/bollinger_reversion/bollinger_reversion.hpp"

#include <fmt/format.h>

#include "base/archive.hpp"
#include "indicators/bollinger.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::bollinger_reversion {
namespace {

using domain::Direction;
using indicators::BollingerValue;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"period", ParameterType::integer, 20, 2, 1000, "bars", "period of the bands"},
    {"deviations", ParameterType::number, 2, 0.1, 10, "sd", "distance of the bands from their middle"},
    {"stop_deviations", ParameterType::number, 3.5, 0.2, 20, "sd", "distance of the stop from the middle"},
    {"confirm", ParameterType::boolean, 1, 0, 1, "", "wait for the close to come back inside the band"},
};

struct Settings {
    std::size_t period;
    double deviations, stop_deviations;
    bool confirm;
    Duration interval;
};

class BollingerReversion final : public strategy::BarStrategy<BollingerReversion> {
public:
    explicit BollingerReversion(const Settings& s) : settings_(s), bands_(s.period, s.deviations) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override {
        return settings_.period + (settings_.confirm ? 1 : 0);
    }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double close = bar.close();
        const BollingerValue v = bands_.update(close);
        if (!bands_.ready()) [[unlikely]]
            return;
        const bool below = close<v.lower, above = close> v.upper;
        const bool was_below = std::exchange(below_, below), was_above = std::exchange(above_, above);
        if (settings_.confirm && !std::exchange(compared_, true)) [[unlikely]]
            return;
        const double reach = (v.upper - v.middle) * (settings_.stop_deviations / settings_.deviations);
        const Direction now = strategy::next_direction(
            stance_.direction(),
            {.buy = (settings_.confirm ? was_below && !below : below) && close < v.middle && close > v.middle - reach,
             .sell = (settings_.confirm ? was_above && !above : above) && close > v.middle && close < v.middle + reach,
             .exit_long = close >= v.middle,
             .exit_short = close <= v.middle});
        if (stance_.turns_to(now)) [[unlikely]]
            say(bar, context, v, reach);
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.bands_, self.below_, self.above_, self.compared_, self.stance_);
    }

private:
    void say(const strategy::BarView& bar, strategy::Context& context, const BollingerValue& v, double reach) {
        const double stop = v.middle - static_cast<double>(stance_.direction()) * reach;
        context.emit(
            bar.instrument(), stance_.direction(),
            {.horizon = settings_.interval * static_cast<std::int64_t>(settings_.period),
             .stop_price = stance_.is_flat() ? Price{} : strategy::stop_at(stop, context.instrument(bar.instrument())),
             .reason = context.reason("close ", bar.close(), ", bands ", v.lower, " to ", v.upper)});
    }

    Settings settings_;
    indicators::Bollinger bands_;
    bool below_ = false, above_ = false, compared_ = false;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const Settings s{.period = p.integer("period"),
                     .deviations = p.number("deviations"),
                     .stop_deviations = p.number("stop_deviations"),
                     .confirm = p.flag("confirm"),
                     .interval = setup.interval};
    if (s.stop_deviations <= s.deviations)
        return fail(Errc::invalid_argument,
                    fmt::format("stop_deviations = {} must be above deviations = {}", s.stop_deviations, s.deviations));
    return std::make_unique<BollingerReversion>(s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "bollinger_reversion",
            .title = "Bollinger reversion",
            .summary = "fades a close outside the Bollinger bands, back to the middle band",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::bollinger_reversion
