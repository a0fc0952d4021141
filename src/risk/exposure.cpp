#include "risk/exposure.hpp"

#include <bit>

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
    mark_dirty(s, id, all_strategies);
}

void Exposure::set_position(InstrumentId id, StrategyId strategy, Qty position) noexcept {
    ARGOSY_ASSERT(strategy.is_none() || strategy.value() < strategies_, "a strategy that is not counted");
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
         .open = open,
         .margin = terms.margin};
    if (terms.is_entry) {
        if (terms.day != entries_day_) entries_day_ = terms.day, entries_ = 0;
        ++entries_;
    }
    margin_reserved_ = margin_reserved_ + r.margin;
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
    const Qty qty = fill.qty;
    ARGOSY_ASSERT(qty <= r.open, "a fill beyond what its order reserved");
    r.filled = true;
    shrink_margin(r, r.open - qty);
    r.open -= qty;
    if (!r.opens) return commit_unreserved(fill);
    change(r.instrument, r.strategy, [&](ExposureLine& line) {
        line.position += signed_qty(r.side, qty);
        (r.side == Side::buy ? line.buy_reserved : line.sell_reserved) -= qty;
    });
    if (const Qty fee = base_fee(fill); !fee.is_zero()) add_position(fill.instrument, fill.strategy, -fee);
}

void Exposure::commit_unreserved(const domain::Fill& fill) noexcept {
    add_position(fill.instrument, fill.strategy, signed_qty(fill.side, fill.qty) - base_fee(fill));
}

Qty Exposure::base_fee(const domain::Fill& fill) const noexcept {
    if (fill.fee.is_zero()) return {};
    const auto& instrument = instruments_[fill.instrument];
    if (instrument.is_perpetual() || fill.fee_currency != instrument.base) return {};
    return divide(fill.fee, Price::from_int(1), Rounding::up);
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
    shrink_margin(r, open);
    const Qty delta = open - std::exchange(r.open, open);
    if (!delta.is_zero()) add_reserved(r, delta);
}

void Exposure::shrink_margin(Reservation& r, Qty open) noexcept {
    if (r.margin.is_zero()) return;
    const auto margin = open.is_zero() ? detail::MarginSum{} : r.margin.share(open, r.open);
    margin_reserved_ = margin_reserved_ - r.margin + margin;
    r.margin = margin;
}

void Exposure::add_reserved(const Reservation& r, Qty delta) noexcept {
    if (!r.opens) return;
    change(r.instrument, r.strategy,
           [&](ExposureLine& line) { (r.side == Side::buy ? line.buy_reserved : line.sell_reserved) += delta; });
}

void Exposure::add_position(InstrumentId id, StrategyId strategy, Qty delta) noexcept {
    change(id, strategy, [&](ExposureLine& line) { line.position += delta; });
}

template <class Edit>
void Exposure::change(InstrumentId id, StrategyId strategy, Edit edit) noexcept {
    auto& s = slots_[id.value()];
    const bool was_idle = s.line.is_idle();
    edit(s.line);
    busy_ += static_cast<std::uint32_t>(was_idle) - static_cast<std::uint32_t>(s.line.is_idle());
    auto* own = strategy_line(id, strategy);
    if (own != nullptr) edit(own->line);
    mark_dirty(s, id, own != nullptr ? bit_of(strategy.value()) : 0);
}

// --- values ---

Money Exposure::converted_value(const Slot& slot, InstrumentId id, Qty qty) const noexcept {
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
    const auto apply = [&](ValuedLine& v, Money& total) {
        const Money before = v.gross();
        v.highest_value = value(s, id, v.line.highest());
        v.lowest_value = value(s, id, v.line.lowest());
        total += v.gross() - before;
    };
    const Money highest = s.highest_value, lowest = s.lowest_value;
    apply(s, gross_);
    net_highest_ += s.highest_value - highest;
    net_lowest_ += s.lowest_value - lowest;
    const bool unvalued = !s.is_valued() && !s.line.is_idle();
    unvalued_ += static_cast<std::uint32_t>(unvalued) - static_cast<std::uint32_t>(s.counted_unvalued);
    s.counted_unvalued = unvalued;
    const auto due = std::exchange(s.due_strategies, 0);
    for (std::size_t i = static_cast<std::size_t>(std::countr_zero(due)); i < strategies_; ++i)
        if ((due & bit_of(i)) != 0) apply(strategy_lines_[id.value() * strategies_ + i], strategy_gross_[i]);
}

}  // namespace argosy::risk
