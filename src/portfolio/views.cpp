// What can be asked about money: per currency, converted, per strategy.
#include <algorithm>
#include <cmath>

#include "base/near_double.hpp"
#include "portfolio/portfolio.hpp"

namespace argosy::portfolio {

using domain::Currency;

std::pair<Price, Price> EquityLine::between(Money low, Money high) const noexcept {
    const std::pair all(Price::from_raw(INT64_MIN), Price::max()), none(Price::max(), Price::from_raw(INT64_MIN));
    if (low > high) return none;
    if (qty == 0) return low <= base && base <= high ? all : none;
    const double from = near_double(base.raw()), per_unit = 1 / static_cast<double>(qty);
    const auto price_at = [&](double equity) { return (equity - from) * per_unit; };
    // Far above what the roundings of these few operations can amount to, and of the conversion to whole prices.
    const auto doubt = [&](double equity) {
        return (std::abs(equity) + std::abs(from)) * std::abs(per_unit) * 0x1p-49 + 2;
    };
    const double first = near_double(low.raw()), second = near_double(high.raw());
    const auto [below, above] = std::minmax({price_at(first), price_at(second)});
    const double room = std::max(doubt(first), doubt(second));
    constexpr double least = -0x1p63, most = 0x1.fffffffffffffp62;  // what a price can be
    if (below + room > above - room || below + room >= most || above - room <= least) return none;
    return {Price::from_raw(static_cast<std::int64_t>(std::max(below + room, least))),
            above - room > most ? Price::max() : Price::from_raw(static_cast<std::int64_t>(above - room))};
}

const Position& Portfolio::position(InstrumentId id, Leg leg) const noexcept {
    ARGOSY_ASSERT(hedging_, "legs exist in hedging mode only");
    const Legs& legs = legs_[id.value()];
    return leg == Leg::long_leg ? legs.long_leg : legs.short_leg;
}

Qty Portfolio::strategy_qty(StrategyId strategy, InstrumentId id) const noexcept {
    const Book* b = find_book(strategy);
    return b ? b->positions[id.value()].qty : Qty{};
}

Position Portfolio::strategy_position(StrategyId strategy, InstrumentId id) const {
    const Position& account = positions_[id.value()];
    const Book* b = find_book(strategy);
    Position p;
    if (b) p = b->positions[id.value()];
    p.instrument = id;
    p.strategy = strategy;
    p.multiplier = account.multiplier;
    p.is_inverse = account.is_inverse;
    p.mark = account.mark;
    p.marked_at = account.marked_at;
    p.value = b ? strategy_value(*b, id) : Money{};
    return p;
}

Money Portfolio::strategy_value(const Book& book, InstrumentId id) const noexcept {
    const std::size_t k = id.value();
    if (book.positions[k].is_flat()) return {};
    // Differences of running sums, so that the strategies' values add up to the account's although those of
    // inverse contracts are rounded.
    Qty before;
    for (const Book* b = books_.data(); b != &book; ++b) before += b->positions[k].qty;
    const auto worth = [&](Qty qty) { return qty.is_zero() ? Money{} : instrument(id).worth(positions_[k].mark, qty); };
    return worth(before + book.positions[k].qty) - worth(before);
}

std::vector<StrategyId> Portfolio::strategies() const {
    std::vector<StrategyId> out;
    out.reserve(books_.size());
    for (const auto& b : books_) out.push_back(b.strategy);
    return out;
}

const Account* Portfolio::account(const Currency& currency) const noexcept {
    const auto it = std::ranges::find(accounts_, currency, &Account::currency);
    return it == accounts_.end() ? nullptr : &*it;
}

Money Portfolio::balance(const Currency& currency) const noexcept {
    const Account* a = account(currency);
    Money sum = a ? a->cash() : Money{};
    for (const auto& p : positions_)
        if (!p.is_flat() && routes_[p.instrument.value()].is_cash && instrument(p.instrument).base == currency)
            sum += Price::from_int(1) * p.qty;
    return sum;
}

Result<Money> Portfolio::convert(Money amount, const Currency& from, const Currency& to) const {
    if (from == to) return amount;
    return rates_.convert(amount, from, to, positions_);
}

Result<Money> Portfolio::converted_equity() const {
    Money sum;
    for (const auto& a : accounts_) {
        ARGOSY_LET(const Money part, convert(a.equity(), a.currency, settings_.reporting), "equity");
        sum += part;
    }
    return sum;
}

Result<Exposure> Portfolio::exposure() const {
    if (accounts_.size() == 1) return Exposure{accounts_.front().gross, accounts_.front().net};
    Exposure sum;
    for (const auto& a : accounts_) {
        ARGOSY_LET(const Money gross, convert(a.gross, a.currency, settings_.reporting), "exposure");
        ARGOSY_LET(const Money net, convert(a.net, a.currency, settings_.reporting), "exposure");
        sum.gross += gross;
        sum.net += net;
    }
    return sum;
}

Result<Exposure> Portfolio::exposure(StrategyId strategy) const {
    Exposure sum;
    for (const auto& a : accounts_) {
        const Account own = strategy_account(strategy, a.currency);
        ARGOSY_LET(const Money gross, convert(own.gross, a.currency, settings_.reporting), "exposure");
        ARGOSY_LET(const Money net, convert(own.net, a.currency, settings_.reporting), "exposure");
        sum.gross += gross;
        sum.net += net;
    }
    return sum;
}

namespace {

/// Adds a's P&L to the totals, converted by `convert`.
template <class Convert>
Result<> add(Totals& totals, const Account& a, Convert convert) {
    const std::pair<Money Totals::*, Money> parts[] = {{&Totals::realised, a.realised},
                                                       {&Totals::unrealised, a.unrealised},
                                                       {&Totals::fees, a.fees},
                                                       {&Totals::funding, a.funding}};
    for (const auto& [field, amount] : parts) {
        ARGOSY_LET(const Money converted, convert(amount, a.currency), "totals");
        totals.*field += converted;
    }
    return {};
}

}  // namespace

Result<Totals> Portfolio::totals() const {
    Totals sum;
    for (const auto& a : accounts_)
        ARGOSY_TRY(add(sum, a, [&](Money m, const Currency& c) { return convert(m, c, settings_.reporting); }),
                   "portfolio");
    return sum;
}

Result<Totals> Portfolio::totals(StrategyId strategy) const {
    Totals sum;
    for (const auto& a : accounts_)
        ARGOSY_TRY(add(sum, strategy_account(strategy, a.currency),
                       [&](Money m, const Currency& c) { return convert(m, c, settings_.reporting); }),
                   "strategy");
    return sum;
}

Account Portfolio::strategy_account(StrategyId strategy, const Currency& currency) const {
    Account sum{.currency = currency};
    const Book* b = find_book(strategy);
    if (!b) return sum;
    for (const auto& p : b->positions) {
        if (instrument(p.instrument).settlement != currency) continue;
        const Money value = strategy_value(*b, p.instrument);
        sum.realised += p.realised;
        sum.fees += p.fees;
        sum.funding += p.funding;
        sum.unrealised += value - p.cost;
        sum.gross += value.abs();
        sum.net += p.is_inverse ? -value : value;
        if (routes_[p.instrument.value()].is_cash) sum.spot_cost += p.cost;
    }
    for (const auto& fee : foreign_fees_)
        if (fee.strategy == strategy && fee.currency == currency) sum.fees += fee.amount;
    return sum;
}

}  // namespace argosy::portfolio
