#include "strategies/bollinger_breakout/bollinger_breakout.hpp"

#include <limits>
#include <optional>

#include "base/archive.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/window.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::bollinger_breakout {
namespace {

using domain::Direction;
using indicators::BollingerValue;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"period", ParameterType::integer, 20, 2, 1000, "bars", "period of the bands"},
    {"deviations", ParameterType::number, 2, 0.1, 10, "sd", "distance of the bands from their middle"},
    {"squeeze", ParameterType::integer, 0, 0, 2000, "bars",
     "enter only out of a squeeze: the width before the break was near its minimum of so many bars; 0: always"},
    {"squeeze_ratio", ParameterType::number, 1.25, 1, 10, "",
     "how far above that minimum the width may be and still be a squeeze"},
};

struct Settings {
    std::size_t period;
    double deviations;
    std::size_t squeeze;
    double squeeze_ratio;
    Duration interval;
};

class BollingerBreakout final : public strategy::BarStrategy<BollingerBreakout> {
public:
    explicit BollingerBreakout(const Settings& s) : settings_(s), bands_(s.period, s.deviations) {
        if (s.squeeze > 0) narrowest_.emplace(s.squeeze);
    }

    /// With a squeeze, `squeeze` widths must lie before the bar that breaks out.
    [[nodiscard]] std::size_t warm_up() const noexcept override { return settings_.period + settings_.squeeze; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        const double close = bar.close();
        const BollingerValue v = bands_.update(close);
        if (!bands_.ready()) [[unlikely]]
            return;
        const bool quiet = quiet_;  // as of the bar before: the break itself widens the bands
        if (narrowest_) {
            const double least = narrowest_->update(v.width);
            quiet_ = v.width <= settings_.squeeze_ratio * least;
            if (seen_ < settings_.squeeze) [[unlikely]] {
                ++seen_;
                return;
            }
        }
        const Direction now = strategy::next_direction(stance_.direction(), {.buy = quiet && close > v.upper,
                                                                             .sell = quiet && close < v.lower,
                                                                             .exit_long = close <= v.middle,
                                                                             .exit_short = close >= v.middle});
        if (stance_.turns_to(now)) [[unlikely]]
            say(bar, context, v);
    }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.bands_, self.narrowest_, self.quiet_, self.seen_, self.stance_);
    }

private:
    void say(const strategy::BarView& bar, strategy::Context& context, const BollingerValue& v) {
        context.emit(
            bar.instrument(), stance_.direction(),
            {.horizon = settings_.interval * static_cast<std::int64_t>(settings_.period),
             .stop_price =
                 stance_.is_flat() ? Price{} : strategy::stop_at(v.middle, context.instrument(bar.instrument())),
             .reason = context.reason("close ", bar.close(), ", bands ", v.lower, " to ", v.upper)});
    }

    Settings settings_;
    indicators::Bollinger bands_;
    std::optional<indicators::RollingMin> narrowest_;
    bool quiet_ = true;
    std::size_t seen_ = 0;
    strategy::Stance stance_;
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    return std::make_unique<BollingerBreakout>(Settings{.period = p.integer("period"),
                                                        .deviations = p.number("deviations"),
                                                        .squeeze = p.integer("squeeze"),
                                                        .squeeze_ratio = p.number("squeeze_ratio"),
                                                        .interval = setup.interval});
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "bollinger_breakout",
            .title = "Bollinger breakout",
            .summary = "follows a close outside the Bollinger bands until the close is back at the middle band",
            .parameters = parameters,
            .make = make};
}

}  // namespace argosy::strategies::bollinger_breakout
