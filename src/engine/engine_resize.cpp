// Open positions that follow the strength of the decisions.
#include <utility>

#include "engine/engine.hpp"

namespace argosy::engine {
namespace {

/// The difference is too small a part of a full position to be traded.
bool is_drift(const Book& book, const Holding& holding, Qty difference) {
    return difference.is_zero() ||
           difference.abs() < scale(holding.full, book.settings().resize.drift, Rounding::floor);
}

}  // namespace

void Engine::resize(Book& book, InstrumentId id) {
    Holding& holding = book.holding(id);
    if (!book.resizes() || holding.full.is_zero()) return;
    holding.resize_due = !holding.exit.is_none();
    if (holding.resize_due) return;
    const auto is_traded = [&](Qty qty) {
        return risk::at_least_minimum(qty, instruments_[id], exposure_.last_price(id)).qty.is_positive();
    };
    const Qty held = book.position(id).abs();
    const Qty wanted = risk::share_of(holding.full, holding.strength, instruments_[id]);
    const Qty change = wanted - held;
    if (is_drift(book, holding, change) || !is_traded(change.abs())) return;
    if (change.is_positive()) return enter(book, id, change);
    // A rest below the minimum could not be sold later: it goes with the part.
    reduce(book, id, is_traded(wanted) ? -change : held, domain::OrderPurpose::exit);
}

void Engine::resize_entry(Book& book, InstrumentId id, const domain::Order& entry) {
    if (!book.resizes()) return;
    Holding& holding = book.holding(id);
    const Qty leads_to = book.position(id).abs() + entry.open_qty();
    if (is_drift(book, holding, risk::share_of(holding.full, holding.strength, instruments_[id]) - leads_to)) return;
    holding.resize_due = true;
    orders_.cancel(holding.entry, now_, outbox_);
}

void Engine::catch_up(Book& book, InstrumentId id) {
    Holding& holding = book.holding(id);
    if (!holding.exit.is_none() || !holding.entry.is_none()) return;
    if (const auto purpose = std::exchange(holding.close_due, std::nullopt)) {
        if (!book.position(id).is_zero()) exit(book, id, *purpose);
    } else if (std::exchange(holding.resize_due, false)) {
        apply_target(book, id);
    }
}

}  // namespace argosy::engine
