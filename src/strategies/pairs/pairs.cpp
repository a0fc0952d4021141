#include "strategies/pairs/pairs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "indicators/comoments.hpp"
#include "strategy/reason.hpp"
#include "strategy/stance.hpp"

namespace argosy::strategies::pairs {
namespace {

using domain::Direction;
using strategy::ParameterType;

constexpr strategy::ParameterSpec parameters[] = {
    {"window", ParameterType::integer, 480, 10, 20000, "bars", "bars of the regression that gives the hedge ratio"},
    {"entry", ParameterType::number, 2, 0.1, 20, "sd", "distance of the spread that opens a position"},
    {"exit", ParameterType::number, 0.5, 0, 20, "sd", "distance at which the spread counts as closed"},
    {"stop", ParameterType::number, 4, 0.1, 40, "sd", "distance that is given up on until the spread is closed"},
    {"correlation", ParameterType::number, 0.7, 0, 1, "",
     "of the log prices in the window; below it nothing is opened"},
    {"patience", ParameterType::integer, 480, 0, 100000, "bars", "a position held so long is closed; 0: never"},
};

struct Settings {
    std::size_t window, patience;
    double entry, exit, stop, correlation;
    Duration interval;
};

/// The regression line of one log price on the other; a spread is a distance from it.
struct Line {
    double slope = 0, mean_x = 0, mean_y = 0;
    double sd = 0;  ///< of the distances

    [[nodiscard]] double z(double x, double y) const noexcept {
        return sd > 0 ? (y - mean_y - slope * (x - mean_x)) / sd : 0;
    }
};

class Pairs final : public strategy::Strategy {
public:
    Pairs(InstrumentId first, InstrumentId second, const Settings& s)
        : settings_(s), legs_{Leg{first}, Leg{second}}, moments_(s.window) {}

    [[nodiscard]] std::size_t warm_up() const noexcept override { return settings_.window; }

    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        Leg& leg = legs_[bar.instrument() == legs_[0].id ? 0 : 1];
        leg.time = bar.close_time();
        leg.close = bar.close();
        // The spread exists only where both closed; a bar without its partner is left out.
        if (legs_[0].time == legs_[1].time) step(std::log(legs_[1].close), std::log(legs_[0].close), context);
    }

private:
    struct Leg {
        InstrumentId id;
        Time time = Time::min();
        double close = 0;
    };

    void step(double x, double y, strategy::Context& context) {
        const indicators::Comoments m = moments_.update({x, y});
        if (!moments_.full()) return;
        const Line fresh = fit(m);
        // A position is judged by the line that it was opened on: a refit could pull z to zero without any gain.
        const Line& line = stance_.is_flat() ? fresh : opened_;
        const double z = line.z(x, y);
        const bool tradable = fresh.slope > 0 && m.xy >= settings_.correlation * std::sqrt(m.xx * m.yy);
        given_up_ = std::fabs(z) >= settings_.stop || (given_up_ && std::fabs(z) > settings_.exit);
        const bool flat = stance_.is_flat();
        const bool tired = !flat && settings_.patience > 0 && held_ >= settings_.patience;
        const Direction now = strategy::next_direction(stance_.direction(),
                                                       {.buy = flat && tradable && !given_up_ && z <= -settings_.entry,
                                                        .sell = flat && tradable && !given_up_ && z >= settings_.entry,
                                                        .exit_long = z >= -settings_.exit || given_up_ || tired,
                                                        .exit_short = z <= settings_.exit || given_up_ || tired});
        ++held_;
        if (!stance_.turns_to(now)) return;
        held_ = 1;
        given_up_ = given_up_ || tired;
        opened_ = fresh;
        say(context, line.slope, z);
    }

    [[nodiscard]] Line fit(const indicators::Comoments& m) const noexcept {
        const double slope = m.xx > 0 ? m.xy / m.xx : 0;
        const double left = m.yy - slope * m.xy;  // squares that the line does not explain
        return {.slope = slope,
                .mean_x = m.mean_x,
                .mean_y = m.mean_y,
                .sd = left > 0 ? std::sqrt(left / static_cast<double>(settings_.window)) : 0};
    }

    /// buy is long the first and short the second, in the proportion of the hedge ratio.
    void say(strategy::Context& context, double slope, double z) {
        const Direction now = stance_.direction();
        const double larger = std::max(1.0, slope);
        const bool flat = now == Direction::hold;
        const auto why =
            context.reason("spread ", strategy::Fixed{z, 2, true}, " sd, hedge ratio ", strategy::Fixed{slope, 3});
        const Duration horizon = settings_.interval * static_cast<std::int64_t>(settings_.window);
        context.emit(legs_[0].id, now, {.strength = flat ? 1 : 1 / larger, .horizon = horizon, .reason = why});
        context.emit(legs_[1].id, static_cast<Direction>(-static_cast<int>(now)),
                     {.strength = flat ? 1 : slope / larger, .horizon = horizon, .reason = why});
    }

    Settings settings_;
    std::array<Leg, 2> legs_;
    indicators::RollingComoments moments_;
    Line opened_;
    std::size_t held_ = 0;
    bool given_up_ = false;
    strategy::Stance stance_;  ///< of the spread
};

Result<std::unique_ptr<strategy::Strategy>> make(const strategy::Parameters& p, const strategy::Setup& setup) {
    if (setup.instruments.size() != 2)
        return fail(Errc::invalid_argument,
                    fmt::format("pairs trades two instruments, got {}", setup.instruments.size()));
    const Settings s{.window = p.integer("window"),
                     .patience = p.integer("patience"),
                     .entry = p.number("entry"),
                     .exit = p.number("exit"),
                     .stop = p.number("stop"),
                     .correlation = p.number("correlation"),
                     .interval = setup.interval};
    if (s.exit >= s.entry || s.entry >= s.stop)
        return fail(Errc::invalid_argument,
                    fmt::format("expected exit < entry < stop, got {} < {} < {}", s.exit, s.entry, s.stop));
    return std::make_unique<Pairs>(setup.instruments[0], setup.instruments[1], s);
}

}  // namespace

strategy::Descriptor descriptor() {
    return {.name = "pairs",
            .title = "Pairs",
            .summary = "trades the log-price spread of two instruments back to its mean, with a rolling hedge ratio",
            .parameters = parameters,
            .scope = strategy::Scope::all,
            .instruments_min = 2,
            .make = make};
}

}  // namespace argosy::strategies::pairs
