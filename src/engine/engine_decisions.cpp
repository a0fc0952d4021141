// From opinions to entry and exit orders.
#include <fmt/format.h>

#include "engine/engine.hpp"

namespace argosy::engine {
namespace {

using domain::Direction;
using domain::Side;

constexpr Direction direction_of(Qty qty) noexcept {
    return qty.is_positive() ? Direction::buy : qty.is_negative() ? Direction::sell : Direction::hold;
}

Ratio inverse_of(Ratio leverage) noexcept {
    constexpr Ratio one = Ratio::from_int(1);
    if (leverage == one) return one;
    return Ratio::from_raw(
        static_cast<std::int64_t>(divide(int128{one.raw()} * one.raw(), leverage.raw(), Rounding::up)));
}

constexpr Side side_of(Direction d) noexcept { return d == Direction::buy ? Side::buy : Side::sell; }

}  // namespace

void Engine::finish_step() {
    equity_ = equity();
    if (monitor_.on_equity(equity_, now_)) on_risk_change();
    if (now_ >= next_timer_) run_timers();
    const bool flat = must_be_flat();
    for (std::size_t t = 0; t < touched_.size(); ++t) {  // a decision may touch more
        const InstrumentId id = touched_[t];
        const std::size_t b = book_of(id);
        if (b >= books_.size()) continue;
        auto& consensus = books_[b]->consensus();
        if (consensus.is_gated()) consensus.on_regime(id, ballot_regime(*books_[b], id));
        if (consensus.due(id, now_)) decide(*books_[b], id);
        // What filled after everything was to be closed, or was not closed then, goes now.
        if (flat && !books_[b]->position(id).is_zero()) exit(*books_[b], id, domain::OrderPurpose::flatten);
    }
    touched_.clear();
}

domain::Regime Engine::ballot_regime(const Book& book, InstrumentId id) {
    // The windows are only worth their work when somebody looks at them.
    const bool is_asked = observer_ || book.consensus().is_gated();
    if (!settings_.detect_regime || !is_asked) return domain::Regime::unknown;
    return regimes_[feeds_[book.holding(id).feed].timeframe][id.value()].regime();
}

void Engine::decide(Book& book, InstrumentId id) {
    Holding& holding = book.holding(id);
    book.consensus().decide({.instrument = id,
                             .now = now_,
                             .current = holding.wanted,
                             .regime = ballot_regime(book, id),
                             .price = exposure_.last_price(id)},
                            ballot_);
    ballot_.id = DecisionId(++decisions_);
    if (observer_) observer_->on_ballot(ballot_);
    const bool can_short = book.settings().allow_short && instruments_[id].can_short();
    holding.wanted = ballot_.outcome == Direction::sell && !can_short ? Direction::hold : ballot_.outcome;
    holding.is_agreed = ballot_.strength > 0;
    if (!book.resizes() || holding.is_agreed) holding.strength = ballot_.strength;  // who did not agree wants no size
    holding.decision = ballot_.id;
    holding.decision_price = ballot_.price;
    holding.signal_stop = book.tightest_stop(ballot_, holding.wanted);
    apply_target(book, id);
}

void Engine::apply_target(Book& book, InstrumentId id) {
    Holding& holding = book.holding(id);
    const Direction held = direction_of(book.position(id));
    holding.resize_due = false;
    if (holding.close_due == domain::OrderPurpose::exit) holding.close_due.reset();
    if (!holding.entry.is_none()) {  // an entry under way that nobody wants any more
        const auto* order = orders_.find(holding.entry);
        if (order && side_of(holding.wanted) == order->request.side && holding.wanted != Direction::hold)
            return resize_entry(book, id, *order);
        orders_.cancel(holding.entry, now_, outbox_);
    }
    holding.entry_due = holding.is_agreed && holding.wanted != Direction::hold && holding.wanted != held;
    if (held != Direction::hold && held != holding.wanted) exit(book, id, domain::OrderPurpose::exit);
    if (holding.entry_due && holding.entry.is_none() && !holding.close_due) enter(book, id);
    if (held != Direction::hold && held == holding.wanted) resize(book, id);
}

void Engine::exit(Book& book, InstrumentId id, domain::OrderPurpose purpose) {
    Holding& holding = book.holding(id);
    const Qty qty = book.position(id).abs();
    if (holding.exit.is_none()) return reduce(book, id, qty, purpose);
    const auto* order = orders_.find(holding.exit);
    const bool closes_all = order && order->open_qty() >= qty && order->status != domain::OrderStatus::cancel_in_flight;
    if (!closes_all) holding.close_due = purpose;
}

void Engine::reduce(Book& book, InstrumentId id, Qty qty, domain::OrderPurpose purpose) {
    Holding& holding = book.holding(id);
    domain::OrderRequest request{.instrument = id,
                                 .side = book.position(id).is_positive() ? Side::sell : Side::buy,
                                 .qty = qty,
                                 .reduce_only = true,
                                 .purpose = purpose,
                                 .strategy = book.id(),
                                 .decision = holding.decision,
                                 .decision_price = exposure_.last_price(id)};
    const auto order = submit(request);
    holding.exit_refused = !order;
    if (order)
        holding.exit = *order;
    else
        refused(request, order.error());
}

Price Engine::atr_of(const Holding& holding) const {
    const Feed& feed = feeds_[holding.feed];
    if (!feed.atr || !feed.atr->ready()) return {};
    return from_double<Price>(feed.atr->value(), Rounding::half_even).value_or(Price{});
}

risk::SizeRequest Engine::size_request(const Book& book, InstrumentId id, Price stop) const {
    const auto& instrument = instruments_[id];
    const Holding& holding = book.holding(id);
    const Ratio leverage = instrument.is_perpetual() ? portfolio_.leverage(id) : Ratio::from_int(1);
    return {.equity = equity_,
            .margin_available = free_margin(id),
            .price = exposure_.last_price(id),
            .stop_price = stop,
            .rate = exposure_.rate(id),
            .initial_margin = inverse_of(leverage),
            .state_factor = monitor_.size_factor(),
            .strength = holding.strength,
            .volatility = volatility_of(book, id),
            .trades = book.statistics()};
}

double Engine::volatility_of(const Book& book, InstrumentId id) const {
    if (!settings_.detect_regime || !std::holds_alternative<risk::VolatilityTarget>(book.settings().sizing.method))
        return 0;
    const Feed& feed = feeds_[book.holding(id).feed];
    return regimes_[feed.timeframe][id.value()].volatility(feed.interval);
}

domain::OrderRequest Engine::entry_request(const Book& book, InstrumentId id, Side side) const {
    const auto& entry = book.settings().entry;
    const Holding& holding = book.holding(id);
    const Price last = exposure_.last_price(id);
    domain::OrderRequest request{.instrument = id,
                                 .side = side,
                                 .purpose = domain::OrderPurpose::entry,
                                 .strategy = book.id(),
                                 .decision = holding.decision,
                                 .decision_price = holding.decision_price};
    if (entry.type == EntryType::market) return request;
    const Price away = scale(last, entry.limit_offset);
    request.type = domain::OrderType::limit;
    request.post_only = entry.post_only;
    request.limit_price = round_to_step(side == Side::buy ? last - away : last + away, instruments_[id].tick_size,
                                        side == Side::buy ? Rounding::floor : Rounding::ceiling);
    if (entry.day) request.time_in_force = domain::TimeInForce::day;
    if (entry.valid_for > Duration{}) {
        request.time_in_force = domain::TimeInForce::gtd;
        request.expire_at = now_ + entry.valid_for;
    }
    return request;
}

risk::Sized Engine::opening_size(Book& book, InstrumentId id, Price stop) const {
    auto request = size_request(book, id, stop);
    if (!book.resizes()) return book.sizer().size(instruments_[id], request);
    const double strength = std::exchange(request.strength, 1.0);
    const auto full = book.sizer().size(instruments_[id], request);
    book.holding(id).full = full.qty;
    if (full.qty.is_zero()) return full;
    return risk::at_least_minimum(risk::share_of(full.qty, strength, instruments_[id]), instruments_[id],
                                  request.price);
}

void Engine::enter(Book& book, InstrumentId id, Qty more) {
    Holding& holding = book.holding(id);
    auto request = entry_request(book, id, side_of(holding.wanted));
    const execution::EntryPlan plan{.instrument = id,
                                    .strategy = book.id(),
                                    .decision = holding.decision,
                                    .side = request.side,
                                    .atr = atr_of(holding),
                                    .signal_stop = holding.signal_stop};
    const auto levels = execution::exit_levels(
        book.settings().exits,
        {.side = request.side, .entry = exposure_.last_price(id), .atr = plan.atr, .signal_stop = plan.signal_stop},
        instruments_[id]);
    if (!levels) {  // no entry without the protection that was asked for
        if (observer_) observer_->on_refused(request, "EXIT_LEVEL: " + std::string(levels.error().message()), now_);
        return;
    }
    const auto sized = more.is_zero()
                           ? opening_size(book, id, levels->stop)
                           : risk::addition(more, monitor_.size_factor(), instruments_[id], exposure_.last_price(id));
    request.qty = sized.qty;
    if (sized.qty.is_zero()) return refused(request, sized.refusal);
    const auto order = submit(request);
    if (!order) return refused(request, order.error());
    holding.entry = *order;
    holding.entered = holding.decision;
    holding.entry_due = false;
    holding.entry_stop = levels->stop;
    if (auto& brackets = *brackets_[book_of(id)]; brackets.protects(plan)) brackets.attach(*order, plan);
}

}  // namespace argosy::engine
