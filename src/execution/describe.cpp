#include "execution/describe.hpp"

#include <fmt/format.h>

#include "base/describe.hpp"

namespace argosy::execution {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

}  // namespace

Result<Distance> parse_distance(std::string_view text) {
    const auto bad = [&] {
        return fail(Errc::parse,
                    fmt::format("not a distance: \"{}\", expected like 3%, 2.5 atr or none", text.substr(0, 40)));
    };
    if (text == "none") return Distance{};
    Distance out;
    std::string_view number;
    if (text.ends_with('%')) {
        out.kind = Distance::Kind::rate;
        number = trimmed(text.substr(0, text.size() - 1));
    } else if (text.ends_with("atr")) {
        out.kind = Distance::Kind::atr;
        number = trimmed(text.substr(0, text.size() - 3));
    } else {
        return bad();
    }
    const auto value = parse_decimal<Ratio>(number);
    if (!value || !value->is_positive()) return bad();
    if (out.kind == Distance::Kind::rate && value->raw() % 100 != 0) return bad();
    out.value = out.kind == Distance::Kind::rate ? Ratio::from_raw(value->raw() / 100) : *value;
    return out;
}

std::string to_string(const Distance& d) {
    switch (d.kind) {
        case Distance::Kind::none: return "none";
        case Distance::Kind::rate: return to_string(d.value * 100) + "%";
        case Distance::Kind::atr: return to_string(d.value) + " atr";
    }
    std::unreachable();
}

std::string_view to_string(TrailMode mode) noexcept {
    return mode == TrailMode::by_replace ? "by_replace" : "at_venue";
}

void describe(Described<Distance>& d) {
    d.scalar("distance", &parse_distance, [](const Distance& v) { return to_string(v); });
}

void describe(Described<ExitRules>& d) {
    using E = ExitRules;
    d.name("exits").doc("How positions end without a signal. Distances read 3% (of the price), 2.5 atr, or none.");
    d.field("stop", &E::stop, {.doc = "Stop loss, from the entry."});
    d.field("prefer_signal_stop", &E::prefer_signal_stop,
            {.doc = "The strategy's own stop price counts as well where it gives one: the nearer of it and `stop`."});
    d.field("take_profit", &E::take_profit, {.doc = "Take profit, from the entry."});
    d.field("take_profit_risk", &E::take_profit_risk,
            {.min = Ratio{}, .doc = "Or: this many times the stop's distance; 0 is off."});
    d.field("trail", &E::trail, {.doc = "Trailing stop: distance from the best price since the entry."});
    d.field("trail_activation", &E::trail_activation, {.doc = "Profit before the stop trails."});
    d.field("trail_step", &E::trail_step, {.doc = "The stop moves in steps of at least this."});
    d.field("trail_mode", &E::trail_mode, {.doc = "Who moves it: by_replace (we do) or at_venue."});
    d.field("break_even", &E::break_even, {.doc = "Profit at which the stop moves to the entry price."});
    d.field("break_even_offset", &E::break_even_offset, {.doc = "... and this much beyond it."});
    d.field("bars_max", &E::bars_max,
            {.unit = "bars", .doc = "Close after so many bars of the first voter; 0 is never."});
    d.field("time_max", &E::time_max, {.min = Duration{}, .doc = "Close after so long; 0s is never."});
    d.field("trigger_source", &E::trigger_source, {.doc = "Price that arms stops: last, mark or index."});
    d.check([](const E& e) { return validate(e); });
}

}  // namespace argosy::execution
