#include "portfolio/state.hpp"

#include <algorithm>

#include "portfolio/portfolio.hpp"

namespace argosy::portfolio {
namespace {

bool was_touched(const Position& p) noexcept {
    return p.updated_at != Time{} || !p.qty.is_zero() || !p.pnl().is_zero() || !p.funding.is_zero();
}

bool is_sum_of(const Position& p, const Position& a, const Position& b) noexcept {
    return p.qty == a.qty + b.qty && p.cost == a.cost + b.cost && p.realised == a.realised + b.realised &&
           p.fees == a.fees + b.fees && p.funding == a.funding + b.funding && p.value == a.value + b.value;
}

}  // namespace

State Portfolio::snapshot() const {
    State state{.position_mode = settings_.position_mode,
                .margin_mode = settings_.margin_mode,
                .reporting = settings_.reporting,
                .accounts = accounts_,
                .positions = positions_,
                .foreign_fees = foreign_fees_,
                .leverages = leverages_,
                .rates = rates_.entries()};
    for (const auto& [l, s] : legs_) {
        state.legs.push_back(l);
        state.legs.push_back(s);
    }
    for (const auto& b : books_) std::ranges::copy_if(b.positions, std::back_inserter(state.strategies), was_touched);
    return state;
}

/// The accounts are the sums of the positions, and the positions those of the strategies.
bool Portfolio::agrees(const State& state) const {
    std::vector<Account> sums;
    sums.reserve(state.accounts.size());
    for (const auto& a : state.accounts) sums.push_back({.currency = a.currency, .deposits = a.deposits});
    const auto sum_of = [&](const domain::Currency& currency) -> Account* {
        const auto it = std::ranges::find(sums, currency, &Account::currency);
        return it == sums.end() ? nullptr : &*it;
    };
    std::vector<Qty> held(positions_.size());
    for (const auto& p : state.strategies) held[p.instrument.value()] += p.qty;
    for (std::size_t k = 0; k < positions_.size(); ++k) {
        const Position& p = state.positions[k];
        Account* const sum = sum_of(instrument(p.instrument).settlement);
        if (!sum || held[k] != p.qty || (hedging_ && !is_sum_of(p, state.legs[2 * k], state.legs[2 * k + 1])))
            return false;
        sum->realised += p.realised;
        sum->fees += p.fees;
        sum->funding += p.funding;
        sum->unrealised += p.unrealised();
        sum->net += p.exposure();
        sum->gross += hedging_ ? state.legs[2 * k].value.abs() + state.legs[2 * k + 1].value.abs() : p.value.abs();
        if (routes_[k].is_cash) sum->spot_cost += p.cost;
    }
    for (const auto& f : state.foreign_fees) {
        Account* const sum = sum_of(f.currency);
        if (!sum) return false;
        sum->fees += f.amount;
    }
    return sums == state.accounts;
}

Result<> Portfolio::restore(const State& state) {
    const auto refuse = [](const char* what) {
        return fail(Errc::corrupt, std::string("portfolio state: ") + what,
                    "restore an older snapshot and replay the journal from there");
    };
    const std::size_t count = positions_.size();
    if (state.position_mode != settings_.position_mode || state.margin_mode != settings_.margin_mode ||
        state.reporting != settings_.reporting)
        return refuse("modes or reporting currency are not those of the configuration");
    if (state.positions.size() != count || state.leverages.size() != count || state.legs.size() != legs_.size() * 2)
        return refuse("made with another instrument table");
    for (std::size_t k = 0; k < count; ++k)
        if (state.positions[k].instrument.value() != k) return refuse("positions are out of order");
    for (const auto& p : state.strategies)
        if (p.instrument.value() >= count) return refuse("a position of an unknown instrument");
    if (state.accounts.empty() || state.accounts.front().currency != settings_.reporting || !agrees(state))
        return refuse("the accounts are not the sums of the positions");
    accounts_ = state.accounts;
    note_settled();
    positions_ = state.positions;
    // Currencies may have been added in another order.
    for (const auto& p : positions_)
        routes_[p.instrument.value()].account = account_index(instrument(p.instrument).settlement);
    for (std::size_t k = 0; k < legs_.size(); ++k) legs_[k] = {state.legs[2 * k], state.legs[2 * k + 1]};
    books_.clear();
    for (const auto& p : state.strategies) book(p.strategy).positions[p.instrument.value()] = p;
    foreign_fees_ = state.foreign_fees;
    leverages_ = state.leverages;
    rates_ = Rates(*instruments_);
    for (const auto& e : state.rates)
        if (e.source.is_none()) rates_.set(e.from, e.to, e.rate, e.at);
    return {};
}

}  // namespace argosy::portfolio
