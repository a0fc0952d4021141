#include "strategies/vwap_reversion/vwap_reversion.hpp"

#include <cmath>
#include <fmt/format.h>

#include "base/archive.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/vwap.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::vwap_reversion {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"period", ParameterType::integer, 96, 2, 5000, "bars", "window of the VWAP and of the distances from it"},
    {"entry", ParameterType::number, 2, 0.1, 20, "sd", "distance from the VWAP that is faded"},
    {"exit", ParameterType::number, 0.25, 0, 20, "sd", "distance at which the close counts as back"},
    {"stop", ParameterType::number, 4, 0.1, 40, "sd", "distance that is given up on until the close is back"},
};

struct Settings {
    std::size_t period;
    double entry, exit, stop;
    Duration interval;
};

class VwapReversion final : public strategy::BarStrategy<VwapReversion> {
public:
    explicit VwapReversion(const Settings& s) : settings_(s), vwap_(s.period), spread_(s.period) {}

    /// A window of distances behind a window of prices.
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 2 * settings_.period - 1; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const indicators::Ohlcv prices = bar.ohlcv();
        const double vwap = vwap_.update(prices);
        if (!vwap_.ready()) [[unlikely]]
            return;  // a window without a trade has no VWAP and no distance either
        const double sd = spread_.update(prices.close - vwap);
        if (!spread_.ready()) [[unlikely]]
            return;
        const double z = sd > 0 ? (prices.close - vwap) / sd : 0;
        const bool too_far = std::fabs(z) >= settings_.stop;
        given_up_ = too_far || (given_up_ && std::fabs(z) > settings_.exit);
        const Direction now =
            strategy::next_direction(stance_.direction(), {.buy = z <= -settings_.entry && !given_up_,
                                                           .sell = z >= settings_.entry && !given_up_,
                                                           .exit_long = z >= -settings_.exit || z <= -settings_.stop,
                                                           .exit_short = z <= settings_.exit || z >= settings_.stop});
        if (stance_.turns_to(now)) [[unlikely]]
            say(bar, context, {.vwap = vwap, .sd = sd, .z = z});
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.vwap_, self.spread_, self.given_up_, self.stance_); }

private:
    struct Distance {
        double vwap, sd, z;
    };
    void say(const strategy::BarView& bar, strategy::Context& context, const Distance& d) {
        const double stop = d.vwap - static_cast<double>(stance_.direction()) * settings_.stop * d.sd;
        context.emit(
            bar.instrument(), stance_.direction(),
            {.horizon = settings_.interval * static_cast<std::int64_t>(settings_.period),
             .stop_price = stance_.is_flat() ? Price{} : strategy::stop_at(stop, context.instrument(bar.instrument())),
             .reason = context.reason(strategy::Fixed{d.z, 2, true}, " sd from vwap ", d.vwap)});
    }

    Settings settings_;
    indicators::RollingVwap vwap_;
    indicators::StdDev spread_;
    bool given_up_ = false;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    const Settings s{.period = p.integer("period"),
                     .entry = p.number("entry"),
                     .exit = p.number("exit"),
                     .stop = p.number("stop"),
                     .interval = setup.interval};
    if (s.exit >= s.entry || s.entry >= s.stop)
        return fail(Errc::invalid_argument,
                    fmt::format("expected exit < entry < stop, got {} < {} < {}", s.exit, s.entry, s.stop));
    return std::make_unique<VwapReversion>(s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "vwap_reversion",
            .title = "VWAP reversion",
            .summary = "fades closes far from the rolling VWAP, measured in standard deviations of that distance",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::vwap_reversion
