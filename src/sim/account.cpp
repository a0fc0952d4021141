#include "sim/account.hpp"

#include <algorithm>

#include "domain/margin.hpp"

namespace argosy::sim {

using domain::Instrument;
using domain::Liquidity;
using domain::Side;

Account::Account(const domain::InstrumentTable& instruments, const Settings& settings)
    : instruments_(&instruments),
      margin_mode_(settings.margin_mode),
      leverage_(settings.leverage),
      whole_leverage_(
          is_multiple(settings.leverage, Ratio::from_int(1)) ? settings.leverage.raw() / Ratio::from_int(1).raw() : 0),
      volume_before_(settings.traded_volume),
      charge_fees_(settings.charge_fees),
      positions_(instruments.size()) {
    for (const Instrument& i : instruments) {
        Route r{.base = index_of(i.base), .quote = index_of(i.quote), .settlement = index_of(i.settlement)};
        r.is_cash = !i.is_perpetual();
        r.has_tiers = i.fees.size() > 1;
        r.is_leverage_alone = !i.margin.empty() && std::ranges::all_of(i.margin, [&](const domain::MarginTier& t) {
            return scale(t.initial, leverage_, Rounding::ceiling) <= Ratio::from_int(1);
        });
        routes_.push_back(r);
    }
    for (const Balance& b : settings.balances) cash_[index_of(b.currency)] += b.amount;
    open_.reserve(instruments.size());
}

Account::CurrencyIndex Account::index_of(const domain::Currency& currency) {
    const auto it = std::ranges::find(currencies_, currency);
    if (it != currencies_.end()) return static_cast<CurrencyIndex>(it - currencies_.begin());
    currencies_.push_back(currency);
    cash_.emplace_back();
    reserved_.emplace_back();
    volumes_.push_back({.sum = volume_before_});
    return static_cast<CurrencyIndex>(currencies_.size() - 1);
}

Money Account::balance(const domain::Currency& currency) const noexcept {
    const auto it = std::ranges::find(currencies_, currency);
    return it == currencies_.end() ? Money{} : cash_[static_cast<std::size_t>(it - currencies_.begin())];
}

Money Account::unrealised(InstrumentId id, Price mark) const noexcept {
    const Position& p = positions_[id.value()];
    if (p.qty.is_zero()) return {};
    const Instrument& i = (*instruments_)[id];
    const Money value = i.notional(mark, p.qty.abs());
    return p.qty.is_positive() != i.is_inverse() ? value - p.cost : p.cost - value;
}

Money Account::fee(InstrumentId id, Money notional, Liquidity liquidity) const noexcept {
    if (!charge_fees_) return {};
    const auto& tiers = (*instruments_)[id].fees;
    const Route& r = routes_[id.value()];
    const domain::FeeTier* tier = &tiers.front();
    if (r.has_tiers) {
        const Money traded = volumes_[r.quote].sum;
        for (const auto& t : tiers)
            if (t.volume_min <= traded) tier = &t;
    }
    const Ratio rate = liquidity == Liquidity::maker ? tier->maker : tier->taker;
    return rate == Ratio{} ? Money{} : scale(notional, rate);
}

Money Account::initial(InstrumentId id, Money notional) const noexcept {
    if (!routes_[id.value()].is_leverage_alone) return initial_margin((*instruments_)[id], notional, leverage_);
    if (whole_leverage_ == 1) return notional;
    if (whole_leverage_ > 0) return Money::from_raw(divide(notional.raw(), whole_leverage_, Rounding::ceiling));
    bool ok = false;
    const int128 raw =
        multiply_divide(notional.raw(), Ratio::from_int(1).raw(), leverage_.raw(), Rounding::ceiling, ok);
    ARGOSY_ASSERT(ok, "notional / leverage left the range of money");
    return Money::from_raw(raw);
}

Account::Need Account::need(const domain::OrderRequest& request, Qty qty, Price price) const noexcept {
    const Instrument& i = (*instruments_)[request.instrument];
    const Route& r = routes_[request.instrument.value()];
    const bool is_buy = request.side == Side::buy;
    if (r.is_cash) {
        if (request.reduce_only) return {r.settlement, {}};
        if (!is_buy) return {r.base, Money::from_raw(qty.raw() * base_digits)};
        const Money notional = i.notional(price, qty);
        return {r.quote, notional + fee(request.instrument, notional, Liquidity::taker)};
    }
    const Position& p = positions_[request.instrument.value()];
    const bool is_opposite = !p.qty.is_zero() && p.qty.is_positive() != is_buy;
    const Qty opening = request.reduce_only ? Qty{} : is_opposite ? std::max(Qty{}, qty - p.qty.abs()) : qty;
    if (opening.is_zero()) return {r.settlement, {}};
    const Money notional = i.notional(price, opening);
    const Money held = p.qty.is_zero() ? Money{} : i.notional(price, p.qty.abs());
    Money margin = initial(request.instrument, is_opposite ? notional : notional + held);
    if (!held.is_zero()) margin = std::max(Money{}, margin - initial(request.instrument, held));
    return {r.settlement, margin + fee(request.instrument, notional, Liquidity::taker)};
}

Money Account::margin_held(InstrumentId id, Price mark) const noexcept {
    const Position& p = positions_[id.value()];
    if (p.qty.is_zero()) return {};
    if (margin_mode_ == MarginMode::isolated) return p.margin;
    const Instrument& i = (*instruments_)[id];
    return initial(id, i.notional(mark, p.qty.abs()));
}

void Account::apply(const Execution& e) {
    const Route& r = routes_[e.instrument.value()];
    if (r.is_cash)
        apply_cash(r, e);
    else
        apply_perpetual((*instruments_)[e.instrument], e);
    cash_[r.settlement] -= e.fee;
    if (r.has_tiers) add_volume(volumes_[r.quote], e.notional, e.time);
}

void Account::apply_cash(const Route& route, const Execution& e) {
    const Money base = Money::from_raw(e.qty.raw() * base_digits);
    const bool is_buy = e.side == Side::buy;
    cash_[route.base] += is_buy ? base : -base;
    cash_[route.quote] += is_buy ? -e.notional : e.notional;
}

void Account::apply_perpetual(const Instrument& instrument, const Execution& e) {
    Position& p = positions_[e.instrument.value()];
    const bool was_open = !p.qty.is_zero();
    const Qty delta = signed_qty(e.side, e.qty);
    if (!was_open || p.qty.is_positive() == delta.is_positive()) {
        increase(e.instrument, p, delta, e.notional);
        return track_open(e.instrument, was_open);
    }
    const Qty held = p.qty.abs();
    const Qty closing = std::min(held, e.qty);
    const Money cost = closing == held ? p.cost : share(p.cost, closing, held, Rounding::half_even);
    const Money value = closing == e.qty ? e.notional : share(e.notional, closing, e.qty, Rounding::half_even);
    const bool gains_with_value = p.qty.is_positive() != instrument.is_inverse();
    cash_[routes_[e.instrument.value()].settlement] += gains_with_value ? value - cost : cost - value;
    p.cost -= cost;
    p.margin -= closing == held ? p.margin : share(p.margin, closing, held, Rounding::half_even);
    p.qty += signed_qty(e.side, closing);
    if (e.qty > closing) increase(e.instrument, p, signed_qty(e.side, e.qty - closing), e.notional - value);
    track_open(e.instrument, was_open);
}

void Account::increase(InstrumentId id, Position& position, Qty delta, Money notional) {
    position.qty += delta;
    position.cost += notional;
    if (margin_mode_ == MarginMode::isolated) position.margin += initial(id, notional);
}

void Account::track_open(InstrumentId id, bool was_open) {
    const bool is_open = !positions_[id.value()].qty.is_zero();
    if (is_open == was_open) return;
    const auto at = std::ranges::lower_bound(open_, id);
    if (is_open)
        open_.insert(at, id);
    else
        open_.erase(at);
}

void Account::apply_funding(InstrumentId id, Money amount) {
    cash_[routes_[id.value()].settlement] += amount;
    if (margin_mode_ == MarginMode::isolated) positions_[id.value()].margin += amount;
}

void Account::roll(Volume& volume, std::int64_t day) noexcept {
    const auto slot = [](std::int64_t d) { return static_cast<std::size_t>(d % volume_days); };
    if (volume.today == 0) {  // the first trade: what was traded before the run counts as yesterday's
        volume.today = day;
        volume.days[slot(day + volume_days - 1)] = volume.sum;
    } else if (day - volume.today >= volume_days) {
        std::ranges::fill(volume.days, Money{});
        volume.sum = Money{};
        volume.today = day;
    }
    while (volume.today < day) {
        Money& oldest = volume.days[slot(++volume.today)];
        volume.sum -= oldest;
        oldest = Money{};
    }
}

void Account::add_volume(Volume& volume, Money amount, Time time) noexcept {
    roll(volume, day_of(time));
    volume.days[static_cast<std::size_t>(volume.today % volume_days)] += amount;
    volume.sum += amount;
}

void Account::set_balance(const Balance& balance) { cash_[index_of(balance.currency)] = balance.amount; }

void Account::set_position(const PositionState& state) {
    Position& p = positions_[state.instrument.value()];
    const bool was_open = !p.qty.is_zero();
    p = {.qty = state.qty, .cost = state.cost, .margin = state.margin};
    track_open(state.instrument, was_open);
}

void Account::set_volume(const DayVolume& volume) {
    Volume& v = volumes_[index_of(volume.currency)];
    if (v.today == 0) v = Volume{.today = volume.day};
    roll(v, volume.day);
    v.days[static_cast<std::size_t>(volume.day % volume_days)] += volume.volume;
    v.sum += volume.volume;
}

void Account::clear() {
    std::ranges::fill(cash_, Money{});
    std::ranges::fill(reserved_, Money{});
    std::ranges::fill(volumes_, Volume{.sum = volume_before_});
    std::ranges::fill(positions_, Position{});
    open_.clear();
}

std::vector<Balance> Account::balances() const {
    std::vector<Balance> all;
    for (std::size_t c = 0; c < currencies_.size(); ++c) all.push_back({currencies_[c], cash_[c]});
    return all;
}

std::vector<PositionState> Account::positions() const {
    std::vector<PositionState> all;
    for (const InstrumentId id : open_) {
        const Position& p = position(id);
        all.push_back({.instrument = id, .qty = p.qty, .cost = p.cost, .margin = p.margin});
    }
    return all;
}

std::vector<DayVolume> Account::volumes() const {
    std::vector<DayVolume> all;
    for (std::size_t c = 0; c < currencies_.size(); ++c) {
        const Volume& v = volumes_[c];
        for (std::int64_t day = std::max<std::int64_t>(0, v.today - volume_days + 1); day <= v.today; ++day) {
            const Money amount = v.days[static_cast<std::size_t>(day % volume_days)];
            if (!amount.is_zero()) all.push_back({.currency = currencies_[c], .day = day, .volume = amount});
        }
    }
    return all;
}

}  // namespace argosy::sim
