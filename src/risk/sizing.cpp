#include "risk/sizing.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace argosy::risk {
namespace {

using domain::Instrument;

/// The worth of many units keeps the digits of cheap coins; it is linear in the quantity for every kind.
constexpr Qty many_units = Qty::from_raw(int128{1'000'000} * 100'000'000);

/// The part of equity that a position is worth, or why there is none.
struct Part {
    Ratio of_equity;
    Refusal refusal;
};

Part refuse(Reason reason, std::string_view detail) { return {.refusal = {.reason = reason, .detail = detail}}; }

/// Rounded down, so that a double never makes a position larger; beyond the range it is as good as unbounded.
Ratio to_ratio(double value) {
    if (!(value > 0)) return {};
    if (value == 1) return Ratio::from_int(1);  // the usual strength
    auto ratio = from_double<Ratio>(value, Rounding::floor);
    return ratio ? *ratio : Ratio::max();
}

Part part_of(const FixedFraction& m, const Instrument&, const SizeRequest&) { return {.of_equity = m.fraction}; }

/// A move from entry to stop costs risk × equity: the notional is risk × notional / loss at the stop, of equity.
Part part_of(const FixedRisk& m, const Instrument& i, const SizeRequest& r) {
    if (!r.stop_price.is_positive() || r.stop_price == r.price)
        return refuse(Reason::size_stop_missing, "fixed risk needs a stop price away from the entry");
    const Money loss = i.pnl(r.price, r.stop_price, many_units).abs();
    if (loss.is_zero()) return refuse(Reason::size_stop_missing, "the stop is too near to the entry to measure");
    bool ok = false;
    const int128 raw =
        multiply_divide(m.risk.raw(), i.notional(r.price, many_units).raw(), loss.raw(), Rounding::floor, ok);
    return {.of_equity = ok && fits64(raw) ? Ratio::from_raw(static_cast<std::int64_t>(raw)) : Ratio::max()};
}

Part part_of(const VolatilityTarget& m, const Instrument&, const SizeRequest& r) {
    if (!(r.volatility > 0) || !std::isfinite(r.volatility))
        return refuse(Reason::size_volatility_missing, "the instrument's volatility is not known");
    return {.of_equity = to_ratio(m.volatility / r.volatility)};
}

Part part_of(const CappedKelly& m, const Instrument&, const SizeRequest& r) {
    const auto& t = r.trades;
    if (t.wins + t.losses < m.trades_min)
        return {.refusal = {Reason::size_trades_few, Measure::count, t.wins + t.losses, m.trades_min, {}}};
    if (t.wins == 0 || !(t.win_sum > 0)) return refuse(Reason::size_edge_missing, "no trade has won");
    const double win_rate = static_cast<double>(t.wins) / (t.wins + t.losses);
    double kelly = win_rate;  // without a loss there is nothing to divide by: all of W, then the cap
    if (t.losses != 0 && t.loss_sum > 0) {
        const double payoff = (t.win_sum / t.wins) / (t.loss_sum / t.losses);
        kelly = win_rate - (1 - win_rate) / payoff;
    }
    if (!(kelly > 0)) return refuse(Reason::size_edge_missing, "Kelly's fraction of the past trades is not positive");
    return {.of_equity = to_ratio(std::min(kelly * m.part, m.cap))};
}

Money times(Money money, Ratio ratio) { return scale(money, ratio, Rounding::floor); }

/// What the position may be worth at most, after all bounds.
Money bounded(Money notional, const SizingSettings& settings, const SizeRequest& r) {
    if (!settings.position_max.is_zero()) notional = std::min(notional, times(r.equity, settings.position_max));
    const Money margin = times(std::max(r.margin_available, Money{}), settings.margin_part);
    if (r.initial_margin == Ratio::from_int(1)) return std::min(notional, margin);
    bool ok = false;
    const int128 affordable =
        multiply_divide(margin.raw(), Ratio::from_int(1).raw(), r.initial_margin.raw(), Rounding::floor, ok);
    return ok ? std::min(notional, Money::from_raw(affordable)) : notional;
}

/// How many units the notional buys, rounded down; none when beyond the range.
Qty units(Money notional, const Instrument& instrument, const SizeRequest& r) {
    if (instrument.is_plain() && r.rate == Ratio::from_int(1)) return divide(notional, r.price, Rounding::floor);
    const Money worth = scale(instrument.notional(r.price, many_units), r.rate, Rounding::ceiling);
    bool ok = false;
    const int128 raw = multiply_divide(notional.raw(), many_units.raw(), worth.raw(), Rounding::floor, ok);
    return ok ? Qty::from_raw(raw) : Qty{};
}

/// The lots that the notional buys, rounded down.
Qty quantity(Money notional, const Instrument& instrument, const SizeRequest& r) {
    Qty qty = round_to_step(units(notional, instrument, r), instrument.lot_size, Rounding::floor);
    if (!instrument.qty_max.is_zero())
        qty = std::min(qty, round_to_step(instrument.qty_max, instrument.lot_size, Rounding::floor));
    return qty;
}

}  // namespace

void TradeStatistics::add(double gain) noexcept {
    if (gain > 0) {
        ++wins;
        win_sum += gain;
    } else {
        ++losses;
        loss_sum -= gain;
    }
}

Sized Sizer::size(const Instrument& instrument, const SizeRequest& r) const noexcept {
    const auto none = [](Reason reason, std::string_view why) {
        return Sized{.refusal = {.reason = reason, .detail = why}};
    };
    if (!r.price.is_positive() || !r.rate.is_positive())
        return none(Reason::size_price_missing, "no price, or no rate to the account currency");
    if (!r.equity.is_positive()) return none(Reason::size_equity, "equity is not positive");
    if (r.state_factor.is_zero()) return none(Reason::size_state, "the risk state allows no new position");
    const Ratio strength = to_ratio(std::min(r.strength, 1.0));
    if (strength.is_zero()) return none(Reason::size_strength, "the decision has no strength");
    const Part part = std::visit([&](const auto& method) { return part_of(method, instrument, r); }, settings_.method);
    if (part.refusal.reason != Reason::none) return {.refusal = part.refusal};
    const Money wanted = times(times(times(r.equity, part.of_equity), strength), r.state_factor);
    return at_least_minimum(quantity(bounded(wanted, settings_, r), instrument, r), instrument, r.price);
}

Qty share_of(Qty full, double strength, const Instrument& instrument) noexcept {
    const auto share = from_double<Ratio>(std::clamp(strength, 0.0, 1.0), Rounding::half_even).value_or(Ratio{});
    return round_to_step(scale(full, share, Rounding::floor), instrument.lot_size, Rounding::floor);
}

Sized at_least_minimum(Qty qty, const Instrument& instrument, Price price) noexcept {
    const Qty least = std::max(instrument.qty_min, instrument.lot_size);
    if (qty < least)
        return {.refusal = {Reason::order_quantity_min, Measure::qty, qty.raw(), least.raw(), "after rounding"}};
    const Money worth = instrument.notional(price, qty);
    if (worth < instrument.notional_min)
        return {.refusal = {Reason::order_notional_min, Measure::money, worth.raw(), instrument.notional_min.raw(),
                            "after rounding"}};
    return {.qty = qty};
}

Sized addition(Qty more, Ratio state_factor, const Instrument& instrument, Price price) noexcept {
    if (state_factor.is_zero())
        return {.refusal = {.reason = Reason::size_state, .detail = "the risk state allows no larger position"}};
    const Qty part = scale(more, state_factor, Rounding::floor);
    return at_least_minimum(round_to_step(part, instrument.lot_size, Rounding::floor), instrument, price);
}

Result<> validate(const SizingSettings& s) {
    struct Check {
        bool operator()(const FixedFraction& m) const { return m.fraction.is_positive(); }
        bool operator()(const FixedRisk& m) const { return m.risk.is_positive() && m.risk <= Ratio::from_int(1); }
        bool operator()(const VolatilityTarget& m) const { return m.volatility > 0 && std::isfinite(m.volatility); }
        bool operator()(const CappedKelly& m) const {
            return m.part > 0 && m.part <= 1 && m.cap > 0 && std::isfinite(m.cap) && m.trades_min > 0;
        }
    };
    if (!std::visit(Check{}, s.method))
        return fail(Errc::invalid_argument, "sizing: a fraction, risk, volatility, part or cap is out of its range");
    if (s.position_max.is_negative()) return fail(Errc::invalid_argument, "sizing: position_max must not be negative");
    if (!s.margin_part.is_positive() || s.margin_part > Ratio::from_int(1))
        return fail(Errc::invalid_argument, "sizing: margin_part must be above 0 and at most 1");
    return {};
}

}  // namespace argosy::risk
