#include "risk/exposure.hpp"

namespace argosy::risk {

using domain::Side;

Exposure::Exposure(const domain::InstrumentTable& instruments, std::size_t strategies, const domain::Currency& account)
    : instruments_(instruments),
      strategies_(strategies),
      slots_(instruments.size()),
      strategy_lines_(instruments.size() * strategies),
      strategy_gross_(strategies) {
    dirty_.reserve(slots_.size());
    for (std::uint32_t i = 0; i < slots_.size(); ++i)
        if (instruments_[InstrumentId(i)].settlement == account) set_rate(InstrumentId(i), Ratio::from_int(1));
}

void Exposure::set_rate(InstrumentId id, Ratio rate) noexcept {
    ARGOSY_ASSERT(rate.is_positive(), "a currency rate must be positive");
    const auto one = Ratio::from_int(1);
    auto& s = slots_[id.value()];
    s.rate = rate;
    s.plain = rate == one && !instruments_[id].is_inverse() && instruments_[id].multiplier == one;
    touch(id);
}

void Exposure::set_position(InstrumentId id, StrategyId strategy, Qty position) noexcept {
    const Qty counted = strategy_line(id, strategy) ? strategy_line(id, strategy)->line.position : this->position(id);
    add_position(id, strategy, position - counted);
}

// --- reservations ---

ReservationId Exposure::reserve(const domain::OrderRequest& request, Qty open, const Terms& terms) noexcept {
    std::uint32_t index;
    if (free_.empty()) {
        index = static_cast<std::uint32_t>(reservations_.size());
        reservations_.emplace_back();
    } else {
        index = free_.back();
        free_.pop_back();
    }
    auto& r = reservations_[index];
    r = {.instrument = request.instrument,
         .strategy = request.strategy,
         .side = request.side,
         .opens = !request.reduce_only,
         .is_entry = terms.is_entry,
         .day = terms.day,
         .margin = terms.margin};
    if (terms.is_entry) {
        if (terms.day != entries_day_) entries_day_ = terms.day, entries_ = 0;
        ++entries_;
    }
    margin_reserved_ += r.margin;
    ++open_orders_;
    ++slots_[r.instrument.value()].line.open_orders;
    add_reserved(r, open);
    return ReservationId(index);
}

ReservationId Exposure::reserve_external(const domain::OrderRequest& request, Qty open) noexcept {
    return reserve(request, open, {});
}

void Exposure::commit(ReservationId id, const domain::Fill& fill) noexcept {
    auto& r = reservations_[id.value()];
    ARGOSY_ASSERT(fill.qty <= r.open, "a fill beyond what its order reserved");
    r.filled = true;
    set_open(r, r.open - fill.qty);
    commit_unreserved(fill);
}

void Exposure::commit_unreserved(const domain::Fill& fill) noexcept {
    Qty delta = signed_qty(fill.side, fill.qty);
    const auto& instrument = instruments_[fill.instrument];
    // A fee in the bought asset itself is taken from the position, in full units of its smallest part.
    if (!fill.fee.is_zero() && !instrument.is_perpetual() && fill.fee_currency == instrument.base)
        delta -= divide(fill.fee, Price::from_int(1), Rounding::up);
    add_position(fill.instrument, fill.strategy, delta);
}

void Exposure::resize(ReservationId id, Qty open) noexcept { set_open(reservations_[id.value()], open); }

void Exposure::release(ReservationId id) noexcept {
    auto& r = reservations_[id.value()];
    ARGOSY_ASSERT(!r.instrument.is_none(), "a reservation was released twice");
    set_open(r, Qty{});
    if (r.is_entry && !r.filled && r.day == entries_day_) --entries_;
    --open_orders_;
    --slots_[r.instrument.value()].line.open_orders;
    r.instrument = {};
    free_.push_back(id.value());
}

void Exposure::set_open(Reservation& r, Qty open) noexcept {
    ARGOSY_ASSERT(!open.is_negative(), "a negative reservation");
    if (!r.margin.is_zero()) {
        const Money margin = open.is_zero() ? Money{} : share(r.margin, open, r.open, Rounding::up);
        margin_reserved_ += margin - r.margin;
        r.margin = margin;
    }
    add_reserved(r, open - r.open);
}

void Exposure::add_reserved(Reservation& r, Qty delta) noexcept {
    r.open += delta;
    if (!r.opens) return;
    auto& line = slots_[r.instrument.value()].line;
    const bool was_idle = line.is_idle();
    (r.side == Side::buy ? line.buy_reserved : line.sell_reserved) += delta;
    if (auto* own = strategy_line(r.instrument, r.strategy))
        (r.side == Side::buy ? own->line.buy_reserved : own->line.sell_reserved) += delta;
    count_busy(was_idle, line);
    touch(r.instrument);
}

void Exposure::add_position(InstrumentId id, StrategyId strategy, Qty delta) noexcept {
    auto& line = slots_[id.value()].line;
    const bool was_idle = line.is_idle();
    line.position += delta;
    if (auto* own = strategy_line(id, strategy)) own->line.position += delta;
    count_busy(was_idle, line);
    touch(id);
}

void Exposure::count_busy(bool was_idle, const ExposureLine& line) noexcept {
    if (was_idle && !line.is_idle()) ++busy_;
    if (!was_idle && line.is_idle()) --busy_;
}

Exposure::StrategyLine* Exposure::strategy_line(InstrumentId id, StrategyId strategy) noexcept {
    if (strategy.value() >= strategies_) return nullptr;
    return &strategy_lines_[id.value() * strategies_ + strategy.value()];
}

// --- values ---

void Exposure::touch(InstrumentId id) noexcept {
    if (!slots_[id.value()].dirty) mark_dirty(id);
}

void Exposure::mark_dirty(InstrumentId id) noexcept {
    slots_[id.value()].dirty = true;
    dirty_.push_back(id);
}

Money Exposure::value(const Slot& slot, InstrumentId id, Qty qty) const noexcept {
    if (slot.plain) return slot.price * qty;
    if (qty.is_zero() || !slot.is_valued()) return {};
    return scale(instruments_[id].notional(slot.price, qty), slot.rate);
}

void Exposure::revalue_dirty() noexcept {
    for (const auto id : dirty_) revalue(id);
    dirty_.clear();
}

void Exposure::revalue(InstrumentId id) noexcept {
    auto& s = slots_[id.value()];
    s.dirty = false;
    const Money highest = value(s, id, s.line.highest()), lowest = value(s, id, s.line.lowest());
    net_highest_ += highest - s.highest_value;
    net_lowest_ += lowest - s.lowest_value;
    gross_ -= s.gross();
    s.highest_value = highest;
    s.lowest_value = lowest;
    gross_ += s.gross();
    const bool unvalued = !s.is_valued() && !s.line.is_idle();
    unvalued_ += static_cast<std::uint32_t>(unvalued) - static_cast<std::uint32_t>(s.counted_unvalued);
    s.counted_unvalued = unvalued;
    for (std::size_t i = 0; i < strategies_; ++i) revalue_strategy(s, id, i);
}

void Exposure::revalue_strategy(const Slot& s, InstrumentId id, std::size_t strategy) noexcept {
    auto& own = strategy_lines_[id.value() * strategies_ + strategy];
    if (own.line.is_idle() && own.gross.is_zero()) return;
    const Money gross = std::max(value(s, id, own.line.highest()).abs(), value(s, id, own.line.lowest()).abs());
    strategy_gross_[strategy] += gross - own.gross;
    own.gross = gross;
}

}  // namespace argosy::risk
