#include "risk/describe.hpp"

#include <algorithm>

#include "base/describe.hpp"
#include "base/suggest.hpp"

namespace argosy::risk {
namespace {

constexpr Ratio one = Ratio::from_int(1);
constexpr Ratio none{};

}  // namespace

void describe(Described<Cap>& d) {
    d.name("cap").doc("An upper bound in money, as a fraction of its base, or both: the smaller holds. 0 is none.");
    d.field("amount", &Cap::amount, {.min = Money{}, .doc = "In the account currency."});
    d.field("fraction", &Cap::of_base, {.min = none, .doc = "Of the base."});
}

void describe(Described<Limits>& d) {
    d.name("limits").doc("Pre-trade limits; 0 is no limit. Every one is a reason code in docs/risk.md.");
    d.field("order_notional_max", &Limits::order_notional_max, {.min = Money{}, .doc = "Value of one order."});
    d.field("price_band", &Limits::price_band,
            {.min = none, .max = one, .doc = "Distance of an order's price from the last price."});
    d.field("gross_exposure", &Limits::gross_exposure, {.doc = "Sum of all positions and open orders, of equity."});
    d.field("net_exposure", &Limits::net_exposure, {.doc = "Longs less shorts, of equity."});
    d.field("instrument_exposure", &Limits::instrument_exposure, {.doc = "One instrument, of equity."});
    d.field("strategy_exposure", &Limits::strategy_exposure, {.doc = "One book, of equity."});
    d.field("open_orders_max", &Limits::open_orders_max,
            {.unit = "orders", .doc = "Open orders, unknown ones included."});
    d.field("open_orders_per_instrument_max", &Limits::open_orders_per_instrument_max,
            {.unit = "orders", .doc = "The same for one instrument."});
    d.field("order_rate_max", &Limits::order_rate_max, {.unit = "orders", .doc = "Orders in order_rate_window."});
    d.field("order_rate_window", &Limits::order_rate_window, {.above = Duration{}, .doc = "Window of order_rate_max."});
    d.field("order_rate_reserve", &Limits::order_rate_reserve,
            {.unit = "orders", .doc = "Part of the rate that only exits may use."});
    d.field("concurrent_trades_max", &Limits::concurrent_trades_max,
            {.unit = "trades", .doc = "Instruments with a position or an entry under way."});
    d.field("daily_trades_max", &Limits::daily_trades_max, {.unit = "trades", .doc = "Entries in a risk day."});
    d.field("daily_loss", &Limits::daily_loss, {.doc = "Loss since the start of the risk day; entries stop."});
    d.field("total_loss", &Limits::total_loss, {.doc = "Loss since the start or the last re-arm; entries stop."});
    d.field("data_age_max", &Limits::data_age_max, {.min = Duration{}, .doc = "Oldest price that entries may use."});
    d.field("check_margin", &Limits::check_margin, {.doc = "Refuse what free margin does not cover."});
    d.check([](const Limits& l) { return validate(l); });
}

namespace {

std::unexpected<Error> no_limit(const TypeInfo& type, std::string_view name) {
    std::vector<std::string> known;
    for (const auto& field : type.fields) known.push_back(field.name);
    const auto near = nearest(name, known);
    return fail(Errc::not_found, "there is no limit \"" + std::string(name) + "\"",
                near.empty() ? "known: " + join(known) : "did you mean " + std::string(near) + "?");
}

}  // namespace

Result<> set_limit(Limits& limits, std::string_view name, std::string_view text) {
    const TypeInfo* type = &type_of<Limits>();
    void* at = &limits;
    for (std::string_view rest = name;;) {
        const auto dot = rest.find('.');
        const auto field = std::ranges::find(type->fields, rest.substr(0, dot), &Field::name);
        if (field == type->fields.end()) return no_limit(*type, rest.substr(0, dot));
        at = static_cast<char*>(at) + field->offset;
        type = &field->type();
        if (dot != rest.npos) {
            rest.remove_prefix(dot + 1);
            continue;
        }
        if (!type->is_scalar()) return fail(Errc::invalid_argument, std::string(name) + " has parts: name one of them");
        ARGOSY_TRY(type->parse(text, at), name);
        if (field->bounds.holds && !field->bounds.holds(at))
            return fail(Errc::invalid_argument, std::string(name) + " must be " + field->bounds.text());
        return {};
    }
}

void describe(Described<RiskThresholds>& d) {
    d.name("risk_thresholds").doc("Losses at which a risk state begins; 0: this measure never causes it.");
    d.field("drawdown", &RiskThresholds::drawdown, {.min = none, .max = one, .doc = "Of the highest equity."});
    d.field("daily_loss", &RiskThresholds::daily_loss,
            {.min = none, .max = one, .doc = "Of the equity at the day's start."});
    d.field("total_loss", &RiskThresholds::total_loss, {.min = none, .max = one, .doc = "Of the equity at the start."});
}

void describe(Described<RiskStateSettings>& d) {
    using S = RiskStateSettings;
    d.name("risk_state").doc("normal -> reduced -> crisis (exits only) -> stopped (latched until re-armed by hand).");
    d.field("reduced", &S::reduced, {.doc = "Smaller positions from here."});
    d.field("crisis", &S::crisis, {.doc = "Exits only from here."});
    d.field("stopped", &S::stopped, {.doc = "Latched stop from here."});
    d.field("recovery", &S::recovery,
            {.max = one, .above = none, .doc = "A state is left when the loss is below this part of its threshold."});
    d.field("hold", &S::hold, {.min = Duration{}, .doc = "A state lasts at least this long."});
    d.field("latch_reduced", &S::latch_reduced, {.doc = "Leave `reduced` by hand only."});
    d.field("latch_crisis", &S::latch_crisis, {.doc = "Leave `crisis` by hand only."});
    d.field("reduced_size", &S::reduced_size,
            {.max = one, .above = none, .doc = "Size of new positions in `reduced`."});
    d.field("day_start", &S::day_start,
            {.min = Duration{}, .below = Duration{24h}, .doc = "The risk day starts so long after 00:00 UTC."});
    d.check([](const S& s) { return validate(s); });
}

void describe(Described<ProtectionSettings::StoplossGuard>& d) {
    using S = ProtectionSettings::StoplossGuard;
    d.name("stoploss_guard").doc("Rest after several stops in a row of time.");
    d.field("stops", &S::stops, {.doc = "This many stops; 0 is off."});
    d.field("window", &S::window, {.min = Duration{}, .doc = "Within this time."});
    d.field("lock", &S::lock, {.min = Duration{}, .doc = "No entries for so long."});
    d.field("per_instrument", &S::per_instrument, {.doc = "Count and lock each instrument by itself."});
}

void describe(Described<ProtectionSettings::DrawdownGuard>& d) {
    using S = ProtectionSettings::DrawdownGuard;
    d.name("drawdown_guard").doc("Rest when recently closed trades lost much.");
    d.field("drawdown_max", &S::drawdown_max,
            {.min = none, .max = one, .doc = "Fall of realised profit, of equity; 0 is off."});
    d.field("window", &S::window, {.min = Duration{}, .doc = "Within this time."});
    d.field("lock", &S::lock, {.min = Duration{}, .doc = "No entries for so long."});
    d.field("trades_min", &S::trades_min, {.doc = "Trades needed in the window."});
}

void describe(Described<ProtectionSettings::LowProfit>& d) {
    using S = ProtectionSettings::LowProfit;
    d.name("low_profit").doc("Rest an instrument whose recent trades earned too little.");
    d.field("return_min", &S::return_min, {.doc = "Sum of returns below which it is locked."});
    d.field("window", &S::window, {.min = Duration{}, .doc = "Within this time."});
    d.field("lock", &S::lock, {.min = Duration{}, .doc = "No entries for so long."});
    d.field("trades_min", &S::trades_min, {.doc = "Trades needed in the window; 0 is off."});
}

void describe(Described<ProtectionSettings>& d) {
    using S = ProtectionSettings;
    d.name("protections").doc("No new entries for a time after exits and losses; exits go on.");
    d.field("cooldown", &S::cooldown, {.min = Duration{}, .doc = "After any exit the instrument rests so long."});
    d.field("cooldown_after_stop", &S::cooldown_after_stop,
            {.min = Duration{}, .doc = "After a stop instead, when longer."});
    d.field("stoploss_guard", &S::stoploss_guard);
    d.field("drawdown_guard", &S::drawdown_guard);
    d.field("low_profit", &S::low_profit);
    d.check([](const S& s) { return validate(s); });
}

void describe(Described<FixedFraction>& d) {
    d.name("fixed_fraction").doc("A position worth this fraction of equity.");
    d.field("fraction", &FixedFraction::fraction, {.above = none, .doc = "Of equity; above 1 uses leverage."});
}

void describe(Described<FixedRisk>& d) {
    d.name("fixed_risk").doc("A position that loses this fraction of equity when its stop is hit; needs a stop.");
    d.field("risk", &FixedRisk::risk, {.max = one, .above = none, .doc = "Of equity."});
}

void describe(Described<VolatilityTarget>& d) {
    d.name("volatility_target").doc("A position whose yearly volatility is this fraction of equity.");
    d.field("volatility", &VolatilityTarget::volatility, {.above = 0.0, .doc = "Per year, of equity."});
}

void describe(Described<CappedKelly>& d) {
    d.name("capped_kelly").doc("Kelly's fraction of the run's own past trades, scaled and capped.");
    d.field("part", &CappedKelly::part, {.max = 1.0, .above = 0.0, .doc = "Of Kelly's fraction."});
    d.field("cap", &CappedKelly::cap, {.max = 1.0, .above = 0.0, .doc = "At most this fraction of equity."});
    d.field("trades_min", &CappedKelly::trades_min, {.unit = "trades", .doc = "No position before so many trades."});
}

void describe(Described<SizingSettings>& d) {
    d.name("sizing").doc("How large a position is.");
    d.field("method", &SizingSettings::method,
            {.doc = "fixed_fraction, fixed_risk, volatility_target or capped_kelly."});
    d.field("position_max", &SizingSettings::position_max,
            {.min = none, .doc = "Value of one position, of equity; 0 is no bound."});
    d.field("margin_part", &SizingSettings::margin_part,
            {.max = one, .above = none, .doc = "Part of the free margin that one order may use."});
    d.check([](const SizingSettings& s) { return validate(s); });
}

}  // namespace argosy::risk
