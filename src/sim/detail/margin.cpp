#include "domain/margin.hpp"

#include <algorithm>

#include "base/near_double.hpp"
#include "sim/detail/core.hpp"

namespace argosy::sim::detail {

using domain::Side;

void Core::on_funding(const domain::Funding& f) {
    Market& m = market(f.instrument);
    catch_up(m, f.time);
    const Qty qty = account.position(m.id).qty;
    const Price price = f.mark_price.is_positive() ? f.mark_price : margin_price(m);
    if (!qty.is_zero() && price.is_positive()) {
        const Money longs_pay = scale(m.instrument->notional(price, qty.abs()), f.rate);
        const Money amount = qty.is_positive() ? -longs_pay : longs_pay;
        account.apply_funding(m.id, amount);
        report(m, f.time, domain::FundingPaid{.instrument = m.id, .amount = amount, .rate = f.rate, .time = f.time});
        watch_margin(m);
    }
    refresh(m);
}

void Core::on_mark(const domain::MarkPrice& mark) {
    Market& m = market(mark.instrument);
    catch_up(m, mark.time);
    m.mark = mark.price;
    for_each_order(m, [&](Slot s) {
        if (orders[s].watches_mark() && pull_trigger(m, s, mark.price, mark.time) && m.has_ticks())
            engage(m, s, mark.time);
    });
    if (mark.price <= m.margin.lo || mark.price >= m.margin.hi) {
        check_margin(m, {.from = mark.price, .to = mark.price, .at = mark.time});
        watch_margin(m);
    }
    refresh(m);
}

Money Core::surplus(InstrumentId id) const noexcept {
    const Price price = margin_price(markets[id.value()]);
    const Money notional = markets[id.value()].instrument->notional(price, account.position(id).qty.abs());
    return account.unrealised(id, price) - maintenance_margin(*markets[id.value()].instrument, notional);
}

/// What backs the position beside its own result.
Money Core::collateral(const Market& m) const noexcept {
    if (settings.margin_mode == MarginMode::isolated) return account.position(m.id).margin;
    const Account::CurrencyIndex c = account.route(m.id).settlement;
    Money backing = account.cash(c);
    for (const InstrumentId id : account.open_positions())
        if (id != m.id && account.route(id).settlement == c) backing += surplus(id);
    return backing;
}

/// The most that closing this position may cost: its margin, or what the whole account is worth without it.
Money Core::loss_limit(const Market& m) const noexcept {
    if (settings.margin_mode == MarginMode::isolated) return std::max(Money{}, account.position(m.id).margin);
    const Account::CurrencyIndex c = account.route(m.id).settlement;
    Money worth = account.cash(c);
    for (const InstrumentId id : account.open_positions())
        if (id != m.id && account.route(id).settlement == c)
            worth += account.unrealised(id, margin_price(markets[id.value()]));
    return std::max(Money{}, worth);
}

namespace {

/// Account keeps the cost of a position without a sign, domain gives it that of the position's worth.
std::optional<Price> limit_price(const domain::Instrument& i, const Account::Position& p, Money backing) noexcept {
    const bool is_worth_positive = p.qty.is_positive() != i.is_inverse();
    return domain::liquidation_price(i, p.qty, is_worth_positive ? p.cost : -p.cost, backing);
}

double approximate(Money money) noexcept { return near_double(money.raw()) * 1e-18; }

}  // namespace

std::optional<Price> Core::liquidation_price(const Market& m) const noexcept {
    const Account::Position& p = account.position(m.id);
    if (p.qty.is_zero()) return {};
    return limit_price(*m.instrument, p, collateral(m));
}
void Core::watch_margin(Market& m) {
    if (account.open_positions().empty()) {
        m.margin = {};
        return;
    }
    if (settings.margin_mode == MarginMode::cross) {
        if (account.position(m.id).qty.is_zero()) m.margin = {};
        return watch_cross(account.route(m.id).settlement);
    }
    const Account::Position& p = account.position(m.id);
    m.margin = {};
    if (p.qty.is_zero()) return;
    const auto [surplus, uncertainty] = bands_[m.id.value()].standing(p, margin_price(m));
    m.margin = bands_[m.id.value()].reach(p, margin_price(m), approximate(p.margin) + surplus - uncertainty);
}

/// Every position gets an equal part of what the account can lose before it is liquidated. While none has lost its
/// part, the account is safe whatever the others do; whoever has, makes us look again.
void Core::watch_cross(Account::CurrencyIndex c) {
    double slack = approximate(account.cash(c)), count = 0;
    slack -= std::abs(slack) * 1e-9;
    for (const InstrumentId id : account.open_positions()) {
        if (account.route(id).settlement != c) continue;
        const auto [surplus, uncertainty] =
            bands_[id.value()].standing(account.position(id), margin_price(markets[id.value()]));
        slack += surplus - uncertainty;
        ++count;
    }
    for (const InstrumentId id : account.open_positions()) {
        if (account.route(id).settlement != c) continue;
        Market& m = market(id);
        m.margin = bands_[id.value()].reach(account.position(id), margin_price(m), slack / count);
        Watch& w = watch_of(m);  // refresh() of that market would take the wider of its orders and this
        w.lo = std::max(w.lo, m.margin.lo);
        w.hi = std::min(w.hi, m.margin.hi);
    }
}

void Core::check_margin(Market& m, const Move& move) {
    const auto limit = liquidation_price(m);
    if (!limit) return;
    const bool is_long = account.position(m.id).qty.is_positive();
    const Price worst = is_long ? std::min(move.from, move.to) : std::max(move.from, move.to);
    if (is_long ? worst > *limit : worst < *limit) return;
    liquidate(m, is_long ? std::min(move.from, *limit) : std::max(move.from, *limit), move.at);
    if (settings.margin_mode == MarginMode::cross) liquidate_rest(account.route(m.id).settlement, move.at);
}

/// After one position was closed, the others follow by largest loss while the account is still below its margin.
void Core::liquidate_rest(Account::CurrencyIndex c, Time at) {
    for (;;) {
        Money slack = account.cash(c), worst_result = Money::max();
        InstrumentId worst;
        for (const InstrumentId id : account.open_positions()) {
            if (account.route(id).settlement != c) continue;
            slack += surplus(id);
            const Money result = account.unrealised(id, margin_price(markets[id.value()]));
            if (result < worst_result) worst_result = result, worst = id;
        }
        if (worst.is_none() || slack.is_positive()) return;
        Market& m = market(worst);
        liquidate(m, margin_price(m), at);
        m.margin = {};
        refresh(m);
    }
}

void Core::liquidate(Market& m, Price price, Time at) {
    clear_orders(m, at);
    const Account::Position p = account.position(m.id);
    WorkingOrder closing;
    closing.request.side = p.qty.is_positive() ? Side::sell : Side::buy;
    closing.request.qty = p.qty.abs();
    Price exit = slipped(m, closing, price, closing.request.qty);
    // Nobody loses more than what backs the position: from there on it is the venue's insurance that pays.
    domain::Instrument bare = *m.instrument;
    bare.margin.clear();
    const Money most = loss_limit(m);
    if (const auto bankruptcy = limit_price(bare, p, most))
        exit = p.qty.is_positive() ? std::max(exit, *bankruptcy) : std::min(exit, *bankruptcy);
    const Money notional = m.instrument->notional(exit, closing.request.qty);
    account.roll_volume(m.id, at);
    const Money charge = account.fee(m.id, notional, domain::Liquidity::taker) +
                         (settings.charge_fees ? scale(notional, settings.liquidation_fee) : Money{});
    const Money left = std::max(Money{}, most + account.unrealised(m.id, exit));
    const Money fee = std::min(charge, left);
    account.apply({.instrument = m.id,
                   .side = closing.request.side,
                   .qty = closing.request.qty,
                   .notional = notional,
                   .fee = fee,
                   .time = at});
    m.has_moved = true;
    report(m, at, domain::Liquidated{.instrument = m.id, .price = exit, .time = at});
    report(m, at,
           domain::OrderFilled{{.id = FillId(++fills),
                                .instrument = m.id,
                                .side = closing.request.side,
                                .purpose = domain::OrderPurpose::liquidation,
                                .qty = closing.request.qty,
                                .price = exit,
                                .fee = fee,
                                .fee_currency = m.instrument->settlement,
                                .time = at}});
}

/// Isolated: the orders of this instrument; cross: all that the same margin backs.
void Core::clear_orders(Market& m, Time at) {
    const Account::CurrencyIndex c = account.route(m.id).settlement;
    for (Market& other : markets) {
        const bool is_backed = settings.margin_mode == MarginMode::cross && other.instrument->is_perpetual() &&
                               account.route(other.id).settlement == c;
        if (other.id != m.id && !is_backed) continue;
        while (!other.orders.empty())
            end_canceled(other, other.orders.front(), "LIQUIDATION: the position's margin ran out", at);
        if (other.id != m.id) refresh(other);
    }
}

}  // namespace argosy::sim::detail
