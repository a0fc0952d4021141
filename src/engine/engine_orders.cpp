// The risk gate, the venue's reports and what follows from them.
#include <algorithm>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "engine/engine.hpp"

namespace argosy::engine {
namespace {

/// Net result of a round trip as a fraction of its notional (turnover counts entry and exit).
Ratio gain_of(const domain::RoundTrip& trip) {
    if (!trip.turnover.is_positive()) return {};
    return ratio_of(trip.net() * 2, trip.turnover, Rounding::half_even).value_or(Ratio{});
}

}  // namespace

Money Engine::free_margin(InstrumentId id) const {
    const auto& own = instruments_[id].settlement;
    const Money free = portfolio_.available(own);
    if (own == portfolio_.reporting()) [[likely]]
        return free;
    // Without a rate there is no margin to speak of; the gate refuses with DATA_RATE_MISSING before it asks.
    return portfolio_.convert(free, own, portfolio_.reporting()).value_or(Money{});
}

risk::AccountView Engine::account_view(const domain::OrderRequest& request) const {
    // What only shrinks a position needs no margin.
    return {.equity = equity_, .margin_available = request.reduce_only ? Money{} : free_margin(request.instrument)};
}

std::expected<OrderId, risk::Refusal> Engine::submit(const domain::OrderRequest& request) {
    auto approved = checks_.check(request, account_view(request), now_);
    if (!approved) return std::unexpected(approved.error());
    const OrderId id = orders_.submit(std::move(*approved), now_, outbox_);
    if (observer_) observer_->on_order(*orders_.find(id));
    return id;
}

void Engine::refused(const domain::OrderRequest& request, const risk::Refusal& why) {
    if (!observer_) return;
    observer_->on_refused(request, risk::describe(why, instruments_[request.instrument]), now_);
}

void Engine::run_brackets(std::size_t book) {
    auto& brackets = *brackets_[book];
    auto& actions = actions_;
    for (std::size_t a = 0; a < actions.size(); ++a) {  // a refusal may add more
        const auto action = actions[a];
        if (const auto* place = std::get_if<execution::PlaceLeg>(&action)) {
            if (const auto id = submit(place->request)) {
                brackets.on_placed(place->request, *id);
            } else {
                refused(place->request, id.error());
                if (id.error().reason == risk::Reason::state_emergency)
                    brackets.on_blocked(place->request);
                else
                    brackets.on_refused(place->request, actions);
            }
        } else if (const auto* cancel = std::get_if<execution::CancelLeg>(&action)) {
            orders_.cancel(cancel->order, now_, outbox_);
        } else {
            const auto& replace = std::get<execution::ReplaceLeg>(action);
            if (auto r = orders_.replace(replace.order, replace.terms, now_, outbox_); !r)
                alert(domain::AlertLevel::warning, "order", r.error().message());
        }
    }
    actions.clear();
}

void Engine::on_venue(const domain::VenueEvent& event, Time now) {
    now_ = now;
    if (const auto* funding = std::get_if<domain::FundingPaid>(&event)) return book_funding(*funding);
    if (const auto* liquidated = std::get_if<domain::Liquidated>(&event))
        return alert(domain::AlertLevel::error, "risk",
                     fmt::format("{} was liquidated at {}", instruments_[liquidated->instrument].symbol,
                                 to_string(liquidated->price)),
                     liquidated->instrument);
    on_change(orders_.on_event(event, outbox_));
}

void Engine::not_sent(std::string_view why, Time now) {
    now_ = now;
    const auto is_cancel = [](const auto& c) { return std::holds_alternative<domain::CancelOrder>(c); };
    const auto cancels = std::ranges::count_if(outbox_, is_cancel);
    alert(domain::AlertLevel::error, "order",
          fmt::format("{} commands were not sent, {} cancels were sent without a record: {}",
                      std::ssize(outbox_) - cancels, cancels, why));
    checks_.block_entries("orders cannot be sent");
    const auto commands = std::exchange(outbox_, {});
    for (const auto& command : commands)
        if (const auto* submit = std::get_if<domain::SubmitOrder>(&command))
            on_change(orders_.not_sent(submit->order, why, now));
}

void Engine::on_change(const execution::Change& change) {
    if (change.has_new_fill()) book_fill(*change.fill);
    if (change.applied == execution::Applied::fill) note_risk(*change.fill);
    if (change.doubt != execution::Doubt::none)
        alert(domain::AlertLevel::warning, "order", fmt::format("{}: the venue must be asked", to_string(change.doubt)),
              change.order ? change.order->request.instrument : InstrumentId{});
    if (change.order && observer_ && change.applied != execution::Applied::nothing)
        observer_->on_order_changed(*change.order);
    const InstrumentId id = change.fill    ? change.fill->instrument
                            : change.order ? change.order->request.instrument
                                           : InstrumentId{};
    if (id.is_none()) return;
    const std::size_t b = book_of(id);
    if (b >= books_.size()) return;
    Book& book = *books_[b];
    if (change.order)
        brackets_[b]->on_change(change, book.position(id), now_, actions_);
    else  // a fill that no order of ours asked for: liquidation, or by hand at the venue
        brackets_[b]->on_position(id, book.position(id), actions_);
    if (change.ended()) order_ended(*change.order);
    if (!actions_.empty()) run_brackets(b);
    const Holding& holding = book.holding(id);
    if (holding.entry_due && holding.entry.is_none() && book.position(id).is_zero()) enter(book, id);
    if (holding.resize_due || holding.close_due) [[unlikely]]
        catch_up(book, id);
}

void Engine::book_fill(const domain::Fill& fill) {
    ++holdings_version_;
    const auto outcome = portfolio_.on_fill(fill);
    if (observer_) observer_->on_fill(fill, outcome);
    trades_.on_fill(fill, outcome, portfolio_);
    equity_ = equity();
    if (const std::size_t b = book_of(fill.instrument); b < books_.size())
        books_[b]->set_position(fill.instrument, portfolio_.position(fill.instrument).qty);
    note_closed_trades();
    touch(fill.instrument);
    call_strategies(fill.instrument, [&](auto& s, auto& scene) { s.on_fill(fill, scene); });
}

void Engine::note_risk(const domain::Fill& fill) {
    const std::size_t b = book_of(fill.instrument);
    if (b >= books_.size()) return;
    const Holding& holding = books_[b]->holding(fill.instrument);
    if (holding.entry == fill.order && !holding.entry_stop.is_zero())
        trades_.on_stop(books_[b]->id(), fill.instrument, holding.entry_stop);
}

void Engine::book_funding(const domain::FundingPaid& funding) {
    ++holdings_version_;
    trades_.on_funding(funding.instrument, portfolio_.on_funding(funding));
    touch(funding.instrument);
    if (observer_) observer_->on_funding(funding);
}

void Engine::order_ended(const domain::Order& order) {
    Holding& holding = books_[book_of(order.request.instrument)]->holding(order.request.instrument);
    if (holding.entry == order.id) holding.entry = {};
    if (holding.exit == order.id) holding.exit = {};
    if (order.status != domain::OrderStatus::rejected) return;
    alert(domain::AlertLevel::warning, "order",
          fmt::format("order {} in {} was rejected: {}", order.id.value(),
                      instruments_[order.request.instrument].symbol, order.reason.view()),
          order.request.instrument);
}

void Engine::note_closed_trades() {
    for (; trades_seen_ < trades_.closed().size(); ++trades_seen_) {
        const auto& trip = trades_.closed()[trades_seen_];
        const Ratio gain = gain_of(trip);
        if (const std::size_t b = book_of(trip.instrument); b < books_.size()) books_[b]->add_trade(gain.to_double());
        protections_.on_exit({.instrument = trip.instrument,
                              .purpose = trip.exit_purpose,
                              .pnl = trip.net(),
                              .gain = gain,
                              .equity = equity_,
                              .time = now_});
        if (observer_) observer_->on_trade_closed(trip);
    }
}

void Engine::on_risk_change() {
    const auto& transition = *monitor_.last_transition();
    if (observer_) observer_->on_risk(transition);
    const bool worse = transition.to > transition.from;
    alert(worse ? domain::AlertLevel::error : domain::AlertLevel::info, "risk",
          transition.measure == risk::LossMeasure::manual
              ? fmt::format("risk state {} -> {}: {}", to_string(transition.from), to_string(transition.to),
                            transition.note.view())
              : fmt::format("risk state {} -> {}: {} {} of {}, threshold {}", to_string(transition.from),
                            to_string(transition.to), to_string(transition.measure), to_string(transition.loss),
                            to_string(transition.base), to_string(transition.threshold)));
    if (!worse || transition.to < domain::RiskState::crisis) return;
    cancel_entries();
    if (transition.to == domain::RiskState::stopped && settings_.flatten_when_stopped)
        flatten(domain::OrderPurpose::flatten);
}

void Engine::cancel_entries() {
    for (const auto& book : books_)
        for (std::uint32_t i = 0; i < instruments_.size(); ++i) {
            Holding& holding = book->holding(InstrumentId(i));
            holding.entry_due = holding.resize_due = false;
            if (!holding.entry.is_none()) orders_.cancel(holding.entry, now_, outbox_);
        }
}

bool Engine::must_be_flat() const noexcept {
    if (emergency_.is_tripped() && emergency_.cause().flatten) return true;
    return settings_.flatten_when_stopped && monitor_.state() == domain::RiskState::stopped;
}

void Engine::flatten(domain::OrderPurpose purpose) {
    for (const auto& book : books_)
        for (std::uint32_t i = 0; i < instruments_.size(); ++i)
            if (!book->position(InstrumentId(i)).is_zero()) exit(*book, InstrumentId(i), purpose);
}

}  // namespace argosy::engine
