#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/fill.hpp"
#include "domain/instrument.hpp"
#include "domain/order.hpp"
#include "risk/detail/margin_sum.hpp"

namespace argosy::risk {

/// Names the part of the limits that one open order holds.
using ReservationId = Id<struct ReservationTag, std::uint32_t>;

/// What one instrument holds and could come to hold.
struct ExposureLine {
    Qty position;       ///< signed, from fills
    Qty buy_reserved;   ///< open quantity of buys that are not reduce-only
    Qty sell_reserved;  ///< the same for sells
    std::uint32_t open_orders = 0;

    [[nodiscard]] Qty highest() const noexcept { return position + buy_reserved; }
    [[nodiscard]] Qty lowest() const noexcept { return position - sell_reserved; }
    [[nodiscard]] bool is_idle() const noexcept {
        return (position.raw() | buy_reserved.raw() | sell_reserved.raw()) == 0;
    }
    friend bool operator==(const ExposureLine&, const ExposureLine&) = default;
};

/// The ledger of positions and of everything that open orders could still add to them.
///
/// An order reserves its quantity when it is approved, commits it fill by fill and releases the rest when it is
/// final; an order whose outcome is unknown goes on holding its reservation. So limits checked against this ledger
/// hold at every instant, whatever the venue does.
///
/// Invariants: reservations are never negative; with no open order all of them are zero.
/// Thread safety: none; the deterministic core owns it.
/// Known limits: positions are netted per instrument (a hedging account is seen by its net); exposure is
///               valued at the last price, so it drifts with the market between two checks.
class Exposure {
public:
    /// Instruments that settle in the account currency have the rate 1, the others none until set_rate().
    /// StrategyIds below `strategies` are counted apart.
    Exposure(const domain::InstrumentTable& instruments, std::size_t strategies, const domain::Currency& account);

    /// The last price and the time of the data it came from. Exposure is revalued at the next question.
    void on_price(InstrumentId instrument, Price price, Time time) noexcept {
        auto& s = slots_[instrument.value()];
        s.price = price;
        s.price_time = time;
        if (!s.line.is_idle()) [[unlikely]]
            mark_dirty(s, instrument, all_strategies);
    }
    /// One unit of the settlement currency in the account currency. Until it is set, the instrument cannot be
    /// traded: a missing rate is never a rate of one. Requires: rate > 0.
    void set_rate(InstrumentId instrument, Ratio rate) noexcept;
    /// Overwrites the position of a strategy, or with no strategy that of the account, after restart.
    /// Requires: a strategy that is counted, or none (asserted).
    void set_position(InstrumentId instrument, StrategyId strategy, Qty position) noexcept;

    /// Holds an order that nobody approved here: one placed by hand at the venue, found by reconciliation.
    [[nodiscard]] ReservationId reserve_external(const domain::OrderRequest& request, Qty open) noexcept;
    /// A fill of a reserved order: the quantity moves from the reservation to the position.
    /// Requires: fill.qty <= what is still reserved (asserted).
    void commit(ReservationId id, const domain::Fill& fill) noexcept;
    /// A fill that no reservation covers: a late one, a liquidation, an order that is not ours.
    void commit_unreserved(const domain::Fill& fill) noexcept;
    /// The order's open quantity changed without a fill (replaced).
    void resize(ReservationId id, Qty open) noexcept;
    /// The order is final: what it still reserves is free again.
    void release(ReservationId id) noexcept;

    [[nodiscard]] const ExposureLine& line(InstrumentId id) const noexcept { return slots_[id.value()].line; }
    [[nodiscard]] Qty position(InstrumentId id) const noexcept { return line(id).position; }
    [[nodiscard]] Price last_price(InstrumentId id) const noexcept { return slots_[id.value()].price; }
    [[nodiscard]] Time price_time(InstrumentId id) const noexcept { return slots_[id.value()].price_time; }
    [[nodiscard]] Ratio rate(InstrumentId id) const noexcept { return slots_[id.value()].rate; }
    [[nodiscard]] Qty reserved(ReservationId id) const noexcept { return reservations_[id.value()].open; }
    /// Instruments in the ledger.
    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }
    [[nodiscard]] std::uint32_t open_orders() const noexcept { return open_orders_; }
    /// Instruments with a position or an order that could open one.
    [[nodiscard]] std::uint32_t concurrent_trades() const noexcept { return busy_; }
    /// Entries approved on this risk day, less those that ended unfilled.
    [[nodiscard]] std::uint32_t entries_on(std::int64_t day) const noexcept {
        return day == entries_day_ ? entries_ : 0;
    }
    /// Σ worst-case |exposure|, account currency, at last prices.
    [[nodiscard]] Money gross() noexcept { return refresh(), gross_; }
    /// Σ signed exposure if every buy (highest) or every sell (lowest) fills.
    [[nodiscard]] Money net_highest() noexcept { return refresh(), net_highest_; }
    [[nodiscard]] Money net_lowest() noexcept { return refresh(), net_lowest_; }
    /// Worst-case |exposure| of one instrument.
    [[nodiscard]] Money gross(InstrumentId id) noexcept { return refresh(), slots_[id.value()].gross(); }
    /// Σ worst-case |exposure| of one strategy.
    [[nodiscard]] Money gross(StrategyId id) noexcept { return refresh(), strategy_gross_[id.value()]; }
    /// Instruments that hold something but have no price or no rate: Σ exposure does not count them, so nothing may
    /// be added while there are any.
    [[nodiscard]] std::uint32_t unvalued() noexcept { return refresh(), unvalued_; }
    /// Margin that open entries will need.
    [[nodiscard]] Money margin_reserved() const noexcept { return margin_reserved_.money(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.slots_, self.strategy_lines_, self.strategy_gross_, self.reservations_, self.free_, self.dirty_,
                self.gross_, self.net_highest_, self.net_lowest_, self.margin_reserved_, self.open_orders_, self.busy_,
                self.unvalued_, self.entries_, self.entries_day_);
    }

private:
    friend class Checks;

    /// A line and what it is worth at the instrument's last price, in the account currency.
    struct ValuedLine {
        ExposureLine line;
        Money highest_value, lowest_value;  ///< signed
        /// max(|highest|, |lowest|), given that lowest <= highest.
        [[nodiscard, gnu::always_inline]] Money gross() const noexcept {
            return std::max(highest_value, -lowest_value);
        }
    };
    struct Slot : ValuedLine {
        Price price;
        Time price_time{};
        Ratio rate;          ///< zero: not known
        bool plain = false;  ///< price × qty is the value: linear, multiplier 1, account currency
        bool dirty = false;  ///< the values are not those of the line at this price
        /// Strategies whose values are due as well, by bit; the last bit stands for all from there on.
        std::uint64_t due_strategies = 0;
        bool counted_unvalued = false;
        [[nodiscard]] bool is_valued() const noexcept { return price.is_positive() && rate.is_positive(); }
        void parts(this auto& self, auto& archive) {
            archive(self.line, self.highest_value, self.lowest_value, self.price, self.price_time, self.rate,
                    self.plain, self.dirty, self.due_strategies, self.counted_unvalued);
        }
    };
    struct Reservation {
        InstrumentId instrument;
        StrategyId strategy;
        domain::Side side = domain::Side::buy;
        bool opens = false;     ///< counts as exposure: not reduce-only
        bool is_entry = false;  ///< counts as a trade of the day until it ends unfilled
        bool filled = false;
        std::int64_t day = 0;
        Qty open;
        detail::MarginSum margin;  ///< for what is open
    };
    struct Terms {
        detail::MarginSum margin;
        bool is_entry = false;
        std::int64_t day = 0;
    };

    ReservationId reserve(const domain::OrderRequest& request, Qty open, const Terms& terms) noexcept;
    [[nodiscard]] Money value(const Slot& slot, InstrumentId id, Qty qty) const noexcept {
        return slot.plain ? slot.price * qty : converted_value(slot, id, qty);
    }
    [[nodiscard]] Money converted_value(const Slot& slot, InstrumentId id, Qty qty) const noexcept;
    /// The line of a strategy, or null when nobody is named.
    [[nodiscard]] ValuedLine* strategy_line(InstrumentId id, StrategyId strategy) noexcept {
        if (strategy.value() >= strategies_) return nullptr;
        return &strategy_lines_[id.value() * strategies_ + strategy.value()];
    }
    void set_open(Reservation& r, Qty open) noexcept;
    void shrink_margin(Reservation& r, Qty open) noexcept;
    /// What a spot fee in the base takes from the position, in full units of its smallest part.
    [[nodiscard]] Qty base_fee(const domain::Fill& fill) const noexcept;
    void add_reserved(const Reservation& r, Qty delta) noexcept;
    void add_position(InstrumentId id, StrategyId strategy, Qty delta) noexcept;
    template <class Edit>
    void change(InstrumentId id, StrategyId strategy, Edit edit) noexcept;
    static constexpr std::uint64_t all_strategies = ~std::uint64_t{0};
    [[nodiscard]] static std::uint64_t bit_of(std::size_t strategy) noexcept {
        return std::uint64_t{1} << std::min<std::size_t>(strategy, 63);
    }
    void mark_dirty(Slot& s, InstrumentId id, std::uint64_t strategies) noexcept {
        s.due_strategies |= strategies;
        if (!std::exchange(s.dirty, true)) dirty_.push_back(id);
    }
    void refresh() noexcept {
        if (!dirty_.empty()) [[unlikely]]
            revalue_dirty();
    }
    void revalue_dirty() noexcept;
    void revalue(InstrumentId id) noexcept;

    const domain::InstrumentTable& instruments_;
    std::size_t strategies_;
    std::vector<Slot> slots_;
    std::vector<ValuedLine> strategy_lines_;  ///< [instrument][strategy]
    std::vector<Money> strategy_gross_;
    std::vector<Reservation> reservations_;
    std::vector<std::uint32_t> free_;
    std::vector<InstrumentId> dirty_;
    Money gross_, net_highest_, net_lowest_;
    detail::MarginSum margin_reserved_;
    std::uint32_t open_orders_ = 0;
    std::uint32_t busy_ = 0;
    std::uint32_t unvalued_ = 0;
    std::uint32_t entries_ = 0;
    std::int64_t entries_day_ = 0;
};

}  // namespace argosy::risk
