#include "portfolio/portfolio.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "domain/margin.hpp"

namespace argosy::portfolio {
namespace {

using domain::Currency;
using domain::Fill;
using domain::InstrumentKind;
using domain::OrderPurpose;

bool is_cash_kind(const domain::Instrument& i) noexcept { return !i.is_perpetual(); }

Position empty_position(const domain::Instrument& instrument, InstrumentId id, StrategyId strategy) {
    Position p;
    p.instrument = id;
    p.strategy = strategy;
    p.multiplier = instrument.multiplier;
    p.is_inverse = instrument.is_inverse();
    return p;
}

std::vector<Position> empty_positions(const domain::InstrumentTable& instruments, StrategyId strategy) {
    std::vector<Position> out;
    out.reserve(instruments.size());
    for (std::uint32_t i = 0; const auto& instrument : instruments)
        out.push_back(empty_position(instrument, InstrumentId(i++), strategy));
    return out;
}

/// Orders that close whatever there is, not one strategy's decision.
bool closes_for_all(const Fill& fill) noexcept {
    return fill.strategy.is_none() && fill.purpose != OrderPurpose::entry && fill.purpose != OrderPurpose::manual;
}

}  // namespace

Portfolio::Portfolio(const domain::InstrumentTable& instruments, Settings settings)
    : instruments_(&instruments),
      settings_(std::move(settings)),
      hedging_(settings_.position_mode == PositionMode::hedging),
      positions_(empty_positions(instruments, StrategyId{})),
      leverages_(instruments.size(), settings_.leverage),
      rates_(instruments) {
    ARGOSY_ASSERT(settings_.leverage >= Ratio::from_int(1), "leverage is at least 1");
    account_index(settings_.reporting);
    for (const auto& balance : settings_.deposits) deposit(balance.currency, balance.amount);
    for (const auto& i : instruments) {
        const bool is_cash = is_cash_kind(i);
        const bool is_simple = !hedging_ && !i.is_inverse() && i.multiplier == Ratio::from_int(1);
        routes_.push_back({account_index(i.settlement), is_simple, is_cash});
    }
    if (hedging_)
        for (const auto& p : positions_) legs_.push_back({p, p});
}

FillOutcome Portfolio::on_fill(const Fill& fill) {
    ARGOSY_ASSERT(fill.qty.is_positive() && fill.price.is_positive(), "a fill has a quantity and a price");
    ARGOSY_ASSERT(fill.instrument.value() < positions_.size(), "a fill of an unknown instrument");
    parts_.clear();
    Position& p = positions_[fill.instrument.value()];
    if (p.mark.is_zero()) {
        p.mark = fill.price;
        p.marked_at = fill.time;
    }
    const Qty qty = signed_qty(fill.side, fill.qty);
    FillOutcome outcome;
    outcome.before = p.qty;
    const Money worth = instrument(fill.instrument).worth(fill.price, qty);
    outcome.change = book_account(fill, qty, worth);
    if (closes_for_all(fill)) [[unlikely]]
        book_for_all(fill, qty, worth);
    else
        book_part(fill.strategy, fill, qty, worth);
    book_fee(fill, outcome);
    note_settled();
    outcome.after = p.qty;
    outcome.parts = parts_;
    return outcome;
}

Change Portfolio::book_account(const Fill& fill, Qty qty, Money worth) {
    Position& p = positions_[fill.instrument.value()];
    const Money cost = p.cost, realised = p.realised;
    const Change change = hedging_ ? book_legs(fill, qty, worth) : book_position(p, fill, qty, worth);
    settle(fill.instrument, cost, realised);
    return change;
}

Change Portfolio::book_legs(const Fill& fill, Qty qty, Money worth) {
    Legs& legs = legs_[fill.instrument.value()];
    const bool is_buy = qty.is_positive();
    Position& own = is_buy ? legs.long_leg : legs.short_leg;
    Position& opposite = is_buy ? legs.short_leg : legs.long_leg;
    const Qty closing = fill.purpose == OrderPurpose::entry ? Qty{} : std::min(opposite.qty.abs(), qty.abs());
    if (closing.is_zero()) return book_position(own, fill, qty, worth);
    if (closing == qty.abs()) return book_position(opposite, fill, qty, worth);
    // More than the opposite leg holds: a leg never flips, the rest opens its own.
    const Qty part = is_buy ? closing : -closing;
    const Money part_worth = instrument(fill.instrument).worth(fill.price, part);
    Change change = book_position(opposite, fill, part, part_worth);
    change.opened = book_position(own, fill, qty - part, worth - part_worth).opened;
    change.effect = Effect::flipped;
    return change;
}

Change Portfolio::book_position(Position& p, const Fill& fill, Qty qty, Money worth) {
    const domain::Instrument& i = instrument(fill.instrument);
    const Money cost = p.cost;
    const Change change = apply_fill(p, i, qty, worth, fill.price, fill.time);
    if (settings_.margin_mode == MarginMode::isolated && i.is_perpetual()) [[unlikely]]
        move_isolated_margin(p, cost, qty, change);
    return change;
}

void Portfolio::move_isolated_margin(Position& p, Money cost_before, Qty qty, const Change& change) const noexcept {
    const auto margin_of = [&](Money cost) {
        return domain::initial_margin(instrument(p.instrument), cost, leverages_[p.instrument.value()]);
    };
    switch (change.effect) {
        case Effect::opened:
        case Effect::increased: p.margin += margin_of(p.cost) - margin_of(cost_before); return;
        case Effect::reduced:
            p.margin -= share(p.margin, change.closed, (p.qty - qty).abs(), Rounding::half_even);
            return;
        case Effect::closed: p.margin = Money{}; return;
        case Effect::flipped: p.margin = margin_of(p.cost); return;
    }
    std::unreachable();
}

void Portfolio::settle(InstrumentId id, Money cost_before, Money realised_before) noexcept {
    Position& p = positions_[id.value()];
    if (hedging_) [[unlikely]] {
        const auto& [l, s] = legs_[id.value()];
        p.qty = l.qty + s.qty;
        p.cost = l.cost + s.cost;
        p.realised = l.realised + s.realised;
        p.margin = l.margin + s.margin;
        p.updated_at = std::max(l.updated_at, s.updated_at);
    }
    Account& account = account_of(id);
    account.realised += p.realised - realised_before;
    if (routes_[id.value()].is_cash) account.spot_cost += p.cost - cost_before;
    // What left the cost became realised or cash; the new value is what the rest is worth now.
    account.unrealised -= p.cost - cost_before;
    if (!routes_[id.value()].is_simple) return revalue_position(id);
    const Money value = p.mark * p.qty, delta = value - p.value;
    account.unrealised += delta;
    account.net += delta;
    account.gross += value.abs() - p.value.abs();
    p.value = value;
}

void Portfolio::revalue_position(InstrumentId id) noexcept {
    Position& p = positions_[id.value()];
    const domain::Instrument& i = instrument(id);
    const auto gross_of = [&] {
        return hedging_ ? legs_[id.value()].long_leg.value.abs() + legs_[id.value()].short_leg.value.abs()
                        : p.value.abs();
    };
    const Money value = p.value, exposure = p.exposure(), gross = gross_of();
    revalue(p, i, p.mark);
    if (hedging_) {
        auto& [l, s] = legs_[id.value()];
        revalue(l, i, p.mark);
        l.marked_at = s.marked_at = p.marked_at;
        s.mark = p.mark;
        s.value = p.value - l.value;  // so that the legs add up to the last digit for inverse contracts too
    }
    Account& account = account_of(id);
    account.unrealised += p.value - value;
    account.net += p.exposure() - exposure;
    account.gross += gross_of() - gross;
}

void Portfolio::book_for_all(const Fill& fill, Qty qty, Money worth) {
    const domain::Instrument& i = instrument(fill.instrument);
    Qty rest = qty;
    Money worth_of_rest = worth;
    const auto take = [&](StrategyId strategy, Qty part) {
        const Money left = part == rest ? Money{} : i.worth(fill.price, rest - part);
        book_part(strategy, fill, part, worth_of_rest - left);
        rest -= part;
        worth_of_rest = left;
    };
    const auto close = [&](StrategyId strategy) {
        const Qty held = strategy_qty(strategy, fill.instrument);
        if (rest.is_zero() || held.is_zero() || held.is_positive() == qty.is_positive()) return;
        take(strategy, held.abs() < rest.abs() ? -held : rest);
    };
    close(StrategyId{});
    for (std::size_t k = 0; k < books_.size(); ++k) close(books_[k].strategy);
    if (!rest.is_zero()) take(fill.strategy, rest);
    const bool flattens = fill.purpose == OrderPurpose::liquidation || fill.purpose == OrderPurpose::flatten;
    if (flattens && positions_[fill.instrument.value()].is_flat()) cross_strategies(fill);
}

void Portfolio::book_part(StrategyId strategy, const Fill& fill, Qty qty, Money worth) {
    Position& p = book(strategy).positions[fill.instrument.value()];
    FillPart& part = parts_.emplace_back(strategy, qty, p.qty);
    part.change = apply_fill(p, instrument(fill.instrument), qty, worth, fill.price, fill.time);
    part.after = p.qty;
    part.cost_after = p.cost;
}

void Portfolio::cross_strategies(const Fill& fill) {
    const domain::Instrument& i = instrument(fill.instrument);
    Qty crossed;  // the worths telescope to that of the sum of the quantities, which is zero
    for (std::size_t k = 0; k < books_.size(); ++k) {
        const Qty held = books_[k].positions[fill.instrument.value()].qty;
        if (held.is_zero()) continue;
        const Qty next = crossed - held;
        book_part(books_[k].strategy, fill, -held, i.worth(fill.price, next) - i.worth(fill.price, crossed));
        crossed = next;
    }
}

void Portfolio::book_fee(const Fill& fill, FillOutcome& outcome) {
    if (fill.fee.is_zero()) return;
    const domain::Instrument& i = instrument(fill.instrument);
    if (i.kind == InstrumentKind::spot && book_base_fee(fill, outcome)) return;
    const bool is_own = fill.fee_currency == i.settlement;
    if (!is_own) [[unlikely]]
        return share_fee(fill, outcome, convert(-fill.fee, fill.fee_currency, i.settlement));
    outcome.fee = -fill.fee;
    account_of(fill.instrument).fees += outcome.fee;
    positions_[fill.instrument.value()].fees += outcome.fee;
    if (hedging_) [[unlikely]] {
        auto& [l, s] = legs_[fill.instrument.value()];
        ((fill.side == domain::Side::buy) == (fill.purpose == OrderPurpose::entry) ? l : s).fees += outcome.fee;
    }
    if (parts_.size() != 1) [[unlikely]]
        return share_fee(fill, outcome, outcome.fee);
    parts_.front().fee = outcome.fee;
    book(parts_.front().strategy).positions[fill.instrument.value()].fees += outcome.fee;
}

void Portfolio::share_fee(const Fill& fill, FillOutcome& outcome, const Result<Money>& converted) {
    outcome.fee_converted = converted.has_value();
    outcome.fee = converted.value_or(Money{});
    const bool is_own = fill.fee_currency == instrument(fill.instrument).settlement;
    Qty sum;  // of the parts; those crossed among strategies paid nothing
    const auto upto = [&](Money fee, Qty qty) { return share(fee, qty, fill.qty, Rounding::half_even); };
    for (auto& part : parts_) {
        const Qty next = std::min(sum + part.qty.abs(), fill.qty);
        part.fee = upto(outcome.fee, next) - upto(outcome.fee, sum);
        const Money paid = upto(-fill.fee, next) - upto(-fill.fee, sum);
        if (is_own)
            book(part.strategy).positions[fill.instrument.value()].fees += paid;
        else if (!paid.is_zero())
            add_foreign_fee(part.strategy, fill.instrument, fill.fee_currency, paid);
        sum = next;
    }
}

bool Portfolio::book_base_fee(const Fill& fill, FillOutcome& outcome) {
    const domain::Instrument& i = instrument(fill.instrument);
    Position& p = positions_[fill.instrument.value()];
    FillPart& part = parts_.front();
    if (fill.fee_currency != i.base || fill.side != domain::Side::buy || hedging_ || parts_.size() != 1) return false;
    constexpr int128 step = 10'000'000'000;  // money has ten decimals more than a quantity
    const Qty qty = Qty::from_raw(divide(fill.fee.raw(), step, Rounding::ceiling));
    if (qty.is_zero() || qty >= p.qty || qty >= part.after) return false;
    const Money worth = i.worth(fill.price, -qty);
    Position& own = book(part.strategy).positions[fill.instrument.value()];
    outcome.change.realised += book_account(fill, -qty, worth).realised;
    part.change.realised += apply_fill(own, i, -qty, worth, fill.price, fill.time).realised;
    part.after = own.qty;
    part.cost_after = own.cost;
    outcome.fee = part.fee = worth;
    p.fees += worth;
    own.fees += worth;
    account_of(fill.instrument).fees += worth;
    const Money dust = Money::from_raw(qty.raw() * step) - fill.fee;
    if (!dust.is_zero()) add_foreign_fee(part.strategy, fill.instrument, i.base, dust);
    return true;
}

void Portfolio::add_foreign_fee(StrategyId strategy, InstrumentId id, const Currency& currency, Money amount) {
    accounts_[account_index(currency)].fees += amount;
    const auto it = std::ranges::find_if(foreign_fees_, [&](const ForeignFee& f) {
        return f.strategy == strategy && f.instrument == id && f.currency == currency;
    });
    if (it != foreign_fees_.end())
        it->amount += amount;
    else
        foreign_fees_.push_back({strategy, id, currency, amount});
}

std::span<const FundingPart> Portfolio::on_funding(const domain::FundingPaid& funding) {
    const InstrumentId id = funding.instrument;
    Position& p = positions_[id.value()];
    p.funding += funding.amount;
    account_of(id).funding += funding.amount;
    note_settled();
    const auto upto = [&](Qty qty) { return share(funding.amount, qty, p.qty, Rounding::half_even); };
    if (hedging_) {
        auto& [l, s] = legs_[id.value()];
        const Money long_part = p.is_flat() ? funding.amount : upto(l.qty);
        l.funding += long_part;
        s.funding += funding.amount - long_part;
    }
    funding_parts_.clear();
    const auto give = [&](Book& to, Money amount) {
        to.positions[id.value()].funding += amount;
        if (!amount.is_zero()) funding_parts_.push_back({to.strategy, amount});
    };
    if (p.is_flat()) {
        give(book(StrategyId{}), funding.amount);
        return funding_parts_;
    }
    Qty sum;
    for (auto& b : books_) {
        const Qty next = sum + b.positions[id.value()].qty;
        if (next != sum) give(b, upto(next) - upto(sum));
        sum = next;
    }
    return funding_parts_;
}

void Portfolio::deposit(const Currency& currency, Money amount) {
    accounts_[account_index(currency)].deposits += amount;
    note_settled();
}

void Portfolio::set_rate(const Currency& from, const Currency& to, Price rate, Time at) {
    rates_.set(from, to, rate, at);
}

void Portfolio::set_leverage(InstrumentId id, Ratio leverage) {
    ARGOSY_ASSERT(leverage >= Ratio::from_int(1), "leverage is at least 1");
    leverages_[id.value()] = leverage;
}

std::uint16_t Portfolio::account_index(const Currency& currency) {
    const auto it = std::ranges::find(accounts_, currency, &Account::currency);
    if (it != accounts_.end()) return static_cast<std::uint16_t>(it - accounts_.begin());
    accounts_.push_back({.currency = currency});
    return static_cast<std::uint16_t>(accounts_.size() - 1);
}

Portfolio::Book& Portfolio::book(StrategyId strategy) {
    const auto it = std::ranges::lower_bound(books_, strategy, {}, &Book::strategy);
    if (it != books_.end() && it->strategy == strategy) return *it;
    return *books_.insert(it, {strategy, empty_positions(*instruments_, strategy)});
}

const Portfolio::Book* Portfolio::find_book(StrategyId strategy) const noexcept {
    const auto it = std::ranges::lower_bound(books_, strategy, {}, &Book::strategy);
    return it != books_.end() && it->strategy == strategy ? &*it : nullptr;
}

}  // namespace argosy::portfolio
