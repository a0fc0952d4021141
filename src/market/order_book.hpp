#pragma once

#include "base/decimal.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"
#include "market/grid.hpp"
#include "market/tick_ladder.hpp"

namespace argosy::market {

/// The price levels of one instrument (L2): quantity by price, best prices at hand.
///
/// It holds what it is told; market::BookFeed decides whether that is complete and in order.
///
/// Thread safety: one owner thread.
/// Known limits: prices must lie on the instrument's tick. Quantities need not lie on its lot (dust stands in real
/// books),
///               but below 9 × 10^10, or 9 × 10^16 in steps of 0.01 where the lot is one or more.
class OrderBook {
public:
    using Side = domain::Side;
    struct Level {
        Price price;
        Qty qty;
        friend bool operator==(const Level&, const Level&) = default;
    };

    explicit OrderBook(const domain::Instrument& instrument)
        : tick_(instrument.tick_size), unit_(unit_of(instrument.lot_size)) {}

    /// Sets the quantity of a level, zero removes it. False: the price is not on the instrument's tick, or the
    /// quantity is negative or cannot be kept; nothing changed.
    [[nodiscard]] bool set(Side side, Price price, Qty qty) {
        const auto ticks = tick_.count(price);
        const auto units = unit_.count(qty);
        if (!ticks || !units || *ticks <= 0 || *units < 0) [[unlikely]]
            return false;
        if (side == Side::buy)
            bids_.assign(*ticks, *units);
        else
            asks_.assign(-*ticks, *units);
        return true;
    }
    void clear() noexcept {
        bids_.clear();
        asks_.clear();
    }

    [[nodiscard]] bool empty(Side side) const noexcept { return ladder(side).empty(); }
    /// Zero price and quantity when the side is empty.
    [[nodiscard]] Level best(Side side) const noexcept {
        const Ladder& l = ladder(side);
        if (l.empty()) return {};
        return {price_of(side, l.best()), unit_.value(l.best_value())};
    }
    /// Zero when nothing stands there.
    [[nodiscard]] Qty qty_at(Side side, Price price) const noexcept;
    /// How many levels a side has.
    [[nodiscard]] std::size_t depth(Side side) const noexcept { return ladder(side).count(); }
    /// A bid at or above an ask: the data is wrong or an update is half applied.
    [[nodiscard]] bool is_crossed() const noexcept {
        return !bids_.empty() && !asks_.empty() && bids_.best() >= -asks_.best();
    }
    /// Calls visit(Level) from the best price on while it returns true.
    template <class Visit>
    void walk(Side side, Visit visit) const {
        ladder(side).descend([&](std::int64_t key, std::int64_t units) {
            return visit(Level{price_of(side, key), unit_.value(units)});
        });
    }
    /// What the book says about the best prices.
    [[nodiscard]] domain::Quote quote(InstrumentId instrument, Time time) const noexcept;

private:
    using Ladder = TickLadder<std::int64_t>;  // quantities in units; asks by negated tick
    [[nodiscard]] static constexpr Qty unit_of(Qty lot) noexcept {
        return lot < Qty::from_int(1) ? Qty::from_raw(1) : Qty::from_raw(1'000'000);
    }
    [[nodiscard]] const Ladder& ladder(Side side) const noexcept { return side == Side::buy ? bids_ : asks_; }
    [[nodiscard]] Price price_of(Side side, std::int64_t key) const noexcept {
        return tick_.value(side == Side::buy ? key : -key);
    }

    Grid<Price> tick_;
    Grid<Qty> unit_;
    Ladder bids_, asks_;
};

}  // namespace argosy::market
