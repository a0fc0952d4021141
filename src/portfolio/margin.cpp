// Margin: what positions hold, what is left, and when they are liquidated.
#include "domain/margin.hpp"

#include <algorithm>

#include "portfolio/portfolio.hpp"

namespace argosy::portfolio {

template <class Visit>
void Portfolio::for_each_margined(std::uint16_t account, Visit visit) const {
    for (const auto& p : positions_) {
        const Route route = routes_[p.instrument.value()];
        if (route.account == account && !route.is_cash && (hedging_ || !p.is_flat())) visit(p);
    }
}

Money Portfolio::perpetual_unrealised(std::uint16_t account) const noexcept {
    Money sum;
    for_each_margined(account, [&](const Position& p) { sum += p.unrealised(); });
    return sum;
}

Money Portfolio::initial_margin(InstrumentId id) const noexcept {
    if (routes_[id.value()].is_cash) return {};
    const Position& p = positions_[id.value()];
    if (settings_.margin_mode == MarginMode::isolated) return p.margin;
    const auto of = [&](const Position& x) {
        return domain::initial_margin(instrument(id), x.value, leverages_[id.value()]);
    };
    return hedging_ ? of(legs_[id.value()].long_leg) + of(legs_[id.value()].short_leg) : of(p);
}

Money Portfolio::maintenance_margin(InstrumentId id) const noexcept {
    if (routes_[id.value()].is_cash) return {};
    const auto of = [&](const Position& x) { return domain::maintenance_margin(instrument(id), x.value); };
    return hedging_ ? of(legs_[id.value()].long_leg) + of(legs_[id.value()].short_leg) : of(positions_[id.value()]);
}

Money Portfolio::available(const domain::Currency& currency) const noexcept {
    const Account* a = account(currency);
    if (!a) return {};
    const auto index = static_cast<std::uint16_t>(a - accounts_.data());
    Money sum = a->cash();
    if (settings_.margin_mode == MarginMode::cross) sum += perpetual_unrealised(index);
    for_each_margined(index, [&](const Position& p) { sum -= initial_margin(p.instrument); });
    return std::max(sum, Money{});
}

Money Portfolio::buying_power(InstrumentId id, domain::Side side) const noexcept {
    const domain::Instrument& i = instrument(id);
    const Position& p = positions_[id.value()];
    const Money funds = available(i.settlement);
    const Ratio fee = std::max(i.fees.front().taker, Ratio{});
    const auto fee_of = [&](Money notional) { return scale(notional, fee, Rounding::up); };
    const bool is_buy = side == domain::Side::buy;
    if (routes_[id.value()].is_cash) {
        if (is_buy) return domain::notional_for_margin(i, funds, Ratio::from_int(1), fee);
        const Money held = std::max(balance(i.base), Money{});
        return scale(held, Ratio::from_raw(p.mark.raw()), Rounding::down);  // both have ten decimals
    }
    if (!hedging_ && !p.is_flat() && p.is_long() != is_buy) {
        // Closing frees the margin, and in isolated mode it pays the unrealised P&L into the cash.
        const Money gain = settings_.margin_mode == MarginMode::isolated ? p.unrealised() : Money{};
        const Money free = std::max(funds + initial_margin(id) + gain - fee_of(p.value.abs()), Money{});
        return p.value.abs() + domain::notional_for_margin(i, free, leverage(id), fee);
    }
    const Position& own = !hedging_ ? p : is_buy ? legs_[id.value()].long_leg : legs_[id.value()].short_leg;
    // The tiers count from what is there already, which paid its fee.
    const Money notional = own.value.abs();
    const Money base = domain::initial_margin(i, notional, leverage(id)) + scale(notional, fee, Rounding::down);
    return std::max(domain::notional_for_margin(i, funds + base, leverage(id), fee) - notional, Money{});
}

Result<> Portfolio::move_margin(InstrumentId id, Money amount) {
    Position& p = positions_[id.value()];
    if (settings_.margin_mode != MarginMode::isolated || hedging_ || routes_[id.value()].is_cash || p.is_flat())
        return fail(Errc::invalid_argument, instrument(id).symbol + " has no position with its own margin");
    if (amount > available(instrument(id).settlement))
        return fail(Errc::invalid_argument, "margin " + to_string(amount) + " is more than the cash available, " +
                                                to_string(available(instrument(id).settlement)));
    if ((p.margin + amount).is_negative())
        return fail(Errc::invalid_argument, "the position has only " + to_string(p.margin) + " of margin");
    p.margin += amount;
    return {};
}

Money Portfolio::cross_collateral(InstrumentId id) const noexcept {
    const std::uint16_t account = routes_[id.value()].account;
    Money sum = accounts_[account].cash();
    for_each_margined(account, [&](const Position& other) {
        if (other.instrument != id) sum += other.unrealised() - maintenance_margin(other.instrument);
    });
    return sum;
}

std::optional<double> Portfolio::margin_ratio(InstrumentId id) const noexcept {
    const Position& p = positions_[id.value()];
    if (routes_[id.value()].is_cash || (p.is_flat() && !hedging_)) return {};
    Money balance, needed;
    if (settings_.margin_mode == MarginMode::isolated) {
        balance = p.margin + p.unrealised();
        needed = maintenance_margin(id);
    } else {
        const std::uint16_t account = routes_[id.value()].account;
        balance = accounts_[account].cash() + perpetual_unrealised(account);
        for_each_margined(account, [&](const Position& x) { needed += maintenance_margin(x.instrument); });
    }
    if (!balance.is_positive() || needed.is_zero()) return {};
    return needed.to_double() / balance.to_double();
}

bool Portfolio::is_liquidatable(InstrumentId id) const noexcept {
    const Position& p = positions_[id.value()];
    if (routes_[id.value()].is_cash) return false;
    const auto is_gone = [&](const Position& x, Money collateral) {
        return !x.is_flat() && collateral + x.unrealised() <= domain::maintenance_margin(instrument(id), x.value);
    };
    if (settings_.margin_mode == MarginMode::isolated) {
        if (!hedging_) return is_gone(p, p.margin);
        const auto& [l, s] = legs_[id.value()];
        return is_gone(l, l.margin) || is_gone(s, s.margin);
    }
    if (p.is_flat() && !hedging_) return false;
    return cross_collateral(id) + p.unrealised() <= maintenance_margin(id) && !maintenance_margin(id).is_zero();
}

std::optional<Price> Portfolio::liquidation_price(InstrumentId id) const {
    const Position& p = positions_[id.value()];
    const domain::Instrument& i = instrument(id);
    if (routes_[id.value()].is_cash) return {};
    const auto of = [&](const Position& x, Money collateral) -> std::optional<Price> {
        if (x.is_flat()) return {};
        return domain::liquidation_price(i, x.qty, x.cost, collateral);
    };
    const bool is_cross = settings_.margin_mode == MarginMode::cross;
    if (!hedging_) return of(p, is_cross ? cross_collateral(id) : p.margin);
    if (is_cross) return hedged_liquidation_price(id);
    const auto& [l, s] = legs_[id.value()];
    const auto low = of(l, l.margin), high = of(s, s.margin);
    if (!low || !high) return low ? low : high;
    return p.mark - *low <= *high - p.mark ? low : high;
}

std::optional<Price> Portfolio::hedged_liquidation_price(InstrumentId id) const noexcept {
    const Position& p = positions_[id.value()];
    const auto& [l, s] = legs_[id.value()];
    const domain::Instrument& i = instrument(id);
    if (p.is_flat()) return {};  // what one leg loses the other gains
    const Money collateral = cross_collateral(id) - p.cost;
    const auto is_gone = [&](Price price) {
        const Money lw = i.worth(price, l.qty), sw = i.worth(price, s.qty);
        return collateral + lw + sw <= domain::maintenance_margin(i, lw) + domain::maintenance_margin(i, sw);
    };
    // Two legs share one mark, so there is no closed form over the tiers: halve the way from the mark to an end.
    std::int64_t safe = p.mark.raw();
    std::int64_t gone = p.is_long() ? 1 : std::min(Price::max().raw() / 1000, p.mark.raw()) * 1000;
    if (is_gone(p.mark)) return p.mark;
    if (!is_gone(Price::from_raw(gone))) return {};
    while (std::max(safe, gone) - std::min(safe, gone) > 1) {
        const std::int64_t middle = safe + (gone - safe) / 2;
        (is_gone(Price::from_raw(middle)) ? gone : safe) = middle;
    }
    return Price::from_raw(gone);
}

}  // namespace argosy::portfolio
