#include "execution/exit_rules.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace argosy::execution {
namespace {

using domain::Side;

/// Works on prices as seen from the position: `forward` is where it gains.
class Ruler {
public:
    Ruler(const ExitInputs& inputs, Price tick) : in_(inputs), tick_(tick), is_long_(inputs.side == Side::buy) {}

    /// The length of a distance, down to the tick, at least one tick. Requires: its ATR is known.
    [[nodiscard]] Price length(const Distance& d) const {
        if (!is_on(d)) return {};
        const Price base = d.kind == Distance::Kind::atr ? in_.atr : in_.entry;
        return std::max(round_to_step(scale(base, d.value), tick_, Rounding::floor), tick_);
    }
    [[nodiscard]] Price forward(Price distance) const {
        return is_long_ ? on_tick(in_.entry + distance, Rounding::floor)
                        : on_tick(in_.entry - distance, Rounding::ceiling);
    }
    [[nodiscard]] Price backward(Price distance) const {
        return is_long_ ? on_tick(in_.entry - distance, Rounding::ceiling)
                        : on_tick(in_.entry + distance, Rounding::floor);
    }
    /// A stop that was given as a price, on the tick toward the entry.
    [[nodiscard]] Price nearer(Price price) const {
        return on_tick(price, is_long_ ? Rounding::ceiling : Rounding::floor);
    }
    [[nodiscard]] bool is_behind(Price price, Price than) const { return is_long_ ? price < than : price > than; }

private:
    [[nodiscard]] Price on_tick(Price price, Rounding rounding) const { return round_to_step(price, tick_, rounding); }
    const ExitInputs& in_;
    Price tick_;
    bool is_long_;
};

std::unexpected<Error> refuse(std::string text) { return fail(Errc::invalid_argument, "exit rules: " + text); }

ExitLevels measure(const ExitRules& rules, const ExitInputs& in, const Ruler& ruler) {
    ExitLevels out;
    if (is_on(rules.stop)) out.stop = ruler.backward(ruler.length(rules.stop));
    if (rules.prefer_signal_stop && in.signal_stop.is_positive()) {
        const Price own = ruler.nearer(in.signal_stop);
        if (!is_on(rules.stop) || ruler.is_behind(out.stop, own)) out.stop = own;
    }
    if (is_on(rules.take_profit))
        out.take_profit = ruler.forward(ruler.length(rules.take_profit));
    else if (rules.take_profit_risk.is_positive() && out.stop.is_positive())
        out.take_profit = ruler.forward(scale((in.entry - out.stop).abs(), rules.take_profit_risk));
    out.trail_distance = ruler.length(rules.trail);
    if (is_on(rules.trail_activation)) out.trail_activation = ruler.forward(ruler.length(rules.trail_activation));
    out.trail_step = ruler.length(rules.trail_step);
    if (is_on(rules.break_even)) {
        out.break_even_trigger = ruler.forward(ruler.length(rules.break_even));
        out.break_even_stop = ruler.forward(ruler.length(rules.break_even_offset));
    }
    return out;
}

}  // namespace

Result<ExitLevels> exit_levels(const ExitRules& rules, const ExitInputs& in, const domain::Instrument& instrument) {
    if (!in.entry.is_positive()) return refuse("the entry has no price");
    const auto is_atr = [](const Distance& d) { return d.kind == Distance::Kind::atr; };
    const bool needs_atr = is_atr(rules.stop) || is_atr(rules.take_profit) || is_atr(rules.trail) ||
                           is_atr(rules.trail_activation) || is_atr(rules.trail_step) || is_atr(rules.break_even) ||
                           is_atr(rules.break_even_offset);
    if (needs_atr && !in.atr.is_positive()) return refuse("a distance is a multiple of the ATR, which is not known");
    const Ruler ruler(in, instrument.tick_size);
    const auto out = measure(rules, in, ruler);
    const bool no_room =
        (is_on(rules.stop) && out.stop.is_zero()) || (is_on(rules.take_profit) && out.take_profit.is_zero()) ||
        std::min({out.stop, out.take_profit, out.trail_activation, out.break_even_trigger, out.break_even_stop})
            .is_negative();
    if (no_room) return refuse("a level would be at or below zero");
    if (out.stop.is_positive() && !ruler.is_behind(out.stop, in.entry))
        return refuse("the stop " + to_string(out.stop) + " is not on the losing side of the entry " +
                      to_string(in.entry));
    if (out.take_profit.is_positive() && !ruler.is_behind(in.entry, out.take_profit))
        return refuse("the profit " + to_string(out.take_profit) + " is not beyond the entry " + to_string(in.entry));
    if (out.break_even_trigger.is_positive() && !ruler.is_behind(out.break_even_stop, out.break_even_trigger))
        return refuse("break_even would put the stop where the price is, or beyond");
    return out;
}

Result<> validate(const ExitRules& r) {
    for (const auto& [name, d] : {std::pair{"stop", r.stop},
                                  {"take_profit", r.take_profit},
                                  {"trail", r.trail},
                                  {"trail_activation", r.trail_activation},
                                  {"trail_step", r.trail_step},
                                  {"break_even", r.break_even},
                                  {"break_even_offset", r.break_even_offset}})
        if (is_on(d) && !d.value.is_positive()) return refuse(std::string(name) + " must be positive");
    if (is_on(r.stop) && r.stop.kind == Distance::Kind::rate && r.stop.value >= Ratio::from_int(1))
        return refuse("stop must be below 1, that is 100 % of the price");
    if (r.take_profit_risk.is_negative()) return refuse("take_profit_risk must not be negative");
    if (is_on(r.take_profit) && r.take_profit_risk.is_positive())
        return refuse("take_profit and take_profit_risk exclude each other");
    if (r.take_profit_risk.is_positive() && !is_on(r.stop) && !r.prefer_signal_stop)
        return refuse("take_profit_risk needs a stop to be a multiple of");
    if (!is_on(r.trail) && (is_on(r.trail_activation) || is_on(r.trail_step)))
        return refuse("trail_activation and trail_step need a trail");
    if (r.trail_mode == TrailMode::at_venue && (is_on(r.trail_activation) || is_on(r.trail_step)))
        return refuse("the venue's trailing stop knows no activation and no step");
    if (!is_on(r.break_even) && is_on(r.break_even_offset)) return refuse("break_even_offset needs break_even");
    if (r.time_max < Duration{}) return refuse("time_max must not be negative");
    return {};
}

}  // namespace argosy::execution
