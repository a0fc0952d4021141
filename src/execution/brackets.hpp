#pragma once

#include <array>
#include <variant>
#include <vector>

#include "domain/bar.hpp"
#include "execution/exit_rules.hpp"
#include "execution/order_manager.hpp"

/// Protective orders: places, grows, moves and removes the stop, take-profit and trailing orders of every entry.
///
/// Each entry that fills has a bracket: the part of the position that it opened and what protects it. After every event
/// a bracket compares the orders that it wants with those that it has and asks for the difference, one step per
/// order at a time, so that any crossing of answers ends in the wanted state.
///
/// Invariants: protective orders are reduce-only and on the closing side; at rest the stops (and likewise the
///             take-profits, and the venue's trailing stops) of an instrument add up to at most its position; the legs
///             of one bracket exclude each other: what one fills, the others shrink by; once protection fills,
///             what is left of the entry is canceled.
/// Thread safety: none; the deterministic core owns it.
/// Known limits: netted positions only; what closes a position from outside shrinks the oldest bracket first.
namespace argosy::execution {

/// Asks for a protective order. It passes the risk gate like every other; its bracket is told of the answer by
/// Brackets::on_placed or on_refused with this request.
struct PlaceLeg {
    domain::OrderRequest request;
};
struct CancelLeg {
    OrderId order;
};
struct ReplaceLeg {
    OrderId order;
    Replacement terms;
};
using BracketAction = std::variant<PlaceLeg, CancelLeg, ReplaceLeg>;
using BracketActions = std::vector<BracketAction>;

/// What an entry order brings along.
struct EntryPlan {
    InstrumentId instrument;
    StrategyId strategy;
    DecisionId decision;
    domain::Side side = domain::Side::buy;
    Price atr;          ///< at the decision; zero: not known
    Price signal_stop;  ///< zero: none
};

/// The state of one bracket, for pages and reports.
struct BracketView {
    OrderId entry;
    InstrumentId instrument;
    StrategyId strategy;
    domain::Side side = domain::Side::buy;  ///< of the position
    Qty qty;                                ///< what it protects
    ExitLevels levels;
    Price stop_now;         ///< where the stop is wanted now; zero: nowhere
    bool is_naked = false;  ///< something is to be protected and no protective order could be placed: look at it
};

class Brackets {
public:
    /// Requires: validate(rules) (asserted). `instruments` outlives it.
    Brackets(const domain::InstrumentTable& instruments, const ExitRules& rules);

    /// Whether the rules, or the plan's own stop, ask for anything: an entry without needs no bracket.
    [[nodiscard]] bool protects(const EntryPlan& plan) const noexcept {
        return asks_always_ || (rules_.prefer_signal_stop && plan.signal_stop.is_positive());
    }
    /// Registers an entry right after its submit; exit_levels() has said before that its levels are possible.
    /// Entries that are not attached get no protection.
    void attach(OrderId entry, const EntryPlan& plan);
    /// Every change of every order, with the position after it (signed, netted).
    void on_change(const Change& change, Qty position, Time now, BracketActions& out);
    /// The position changed without an order of ours (liquidation, reconciliation, a transfer).
    void on_position(InstrumentId instrument, Qty position, BracketActions& out);
    /// A closed bar: stops follow its favourable extreme, time stops count it.
    void on_bar(InstrumentId instrument, const domain::Bar& bar, Time now, BracketActions& out) {
        Lane& lane = lanes_[instrument.value()];
        lane.last = bar.close;
        if (!lane.is_still) [[unlikely]]
            take_bar(instrument, bar, now, out);
    }
    /// A price in between.
    void on_price(InstrumentId instrument, Price price, Time now, BracketActions& out) {
        Lane& lane = lanes_[instrument.value()];
        lane.last = price;
        if (!lane.is_still) [[unlikely]]
            take_price(instrument, price, now, out);
    }

    /// Other levels for the open brackets of an instrument, of one entry or (none) of all; zero: unchanged. They are
    /// put on the tick, toward the entry; a trail goes on from there. Errors: not_found without a bracket;
    /// invalid_argument, when a level is on the wrong side of the last price or the bracket is closing already. Nothing
    /// changes then.
    [[nodiscard]] Result<> move(InstrumentId instrument, OrderId entry, Price stop, Price take_profit,
                                BracketActions& out);

    /// No bar or price changes anything of this instrument until an order does.
    [[nodiscard]] bool is_still(InstrumentId id) const noexcept { return lanes_[id.value()].is_still; }

    /// The gate approved a leg and it was submitted under this id.
    void on_placed(const domain::OrderRequest& leg, OrderId id) noexcept;
    /// The gate refused a leg. A stop that cannot be placed becomes a market exit; a market exit that cannot be placed
    /// leaves the bracket naked and is tried again with the next bar.
    void on_refused(const domain::OrderRequest& leg, BracketActions& out);
    /// The gate takes no protection at all now (emergency stop): the leg is tried again with the next bar, as it was.
    void on_blocked(const domain::OrderRequest& leg) noexcept;

    [[nodiscard]] std::vector<BracketView> views() const;
    [[nodiscard]] std::size_t size() const noexcept { return brackets_.size() - free_.size(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.brackets_, self.free_, self.lanes_, self.ended_, self.ended_next_);
    }

private:
    enum class LegKind : std::uint8_t { stop, take_profit, trail, close };
    enum class LegState : std::uint8_t {
        none,
        asked,  ///< on its way through the gate
        sent,   ///< submitted, the venue has not acknowledged it
        working,
        changing,  ///< a replace or a cancel is under way, or its outcome is unknown
        given_up,  ///< not taken: tried again with the next bar
    };
    /// One protective order, as far as it is known.
    struct Leg {
        LegState state = LegState::none;
        bool cancel_asked = false;
        std::uint8_t failures = 0;  ///< in a row, without a fill
        OrderId order;
        Qty qty;     ///< total of the order
        Qty filled;  ///< of it
        Price price;
    };
    struct Bracket {
        OrderId entry;
        EntryPlan plan;
        Qty qty;
        ExitLevels levels;
        Price best;  ///< most favourable price since the first fill
        Price last;
        Price stop_now;
        Time opened_at{};
        std::uint32_t bars = 0;
        bool entry_ended = false;
        bool entry_unwanted = false;  ///< its protection has begun to close it: the rest must not fill
        bool entry_cancel_asked = false;
        bool is_open = false;  ///< has had a fill
        bool time_is_up = false;
        bool stop_failed = false;
        std::array<Leg, 4> legs{};

        [[nodiscard]] bool closes() const noexcept { return time_is_up || stop_failed; }
        [[nodiscard]] bool is_long() const noexcept { return plan.side == domain::Side::buy; }
        [[nodiscard]] Leg& leg(LegKind kind) noexcept { return legs[static_cast<std::size_t>(kind)]; }
        [[nodiscard]] const Leg& leg(LegKind kind) const noexcept { return legs[static_cast<std::size_t>(kind)]; }
    };
    static constexpr std::array kinds = {LegKind::stop, LegKind::take_profit, LegKind::trail, LegKind::close};

    /// The brackets of one instrument.
    struct Lane {
        std::vector<std::uint32_t> indices;  ///< oldest first
        /// There is no bracket, or none that follows the market, and each has
        /// what it wants. Events about orders end it.
        bool is_still = true;
        Price last;  ///< where the market went since brackets looked last; zero: nowhere
    };
    [[nodiscard]] bool has_any(InstrumentId id) const noexcept { return !lanes_[id.value()].indices.empty(); }
    [[nodiscard]] std::vector<std::uint32_t>& indices(InstrumentId id) noexcept { return lanes_[id.value()].indices; }
    /// Brackets must be looked at with every bar and price from now on.
    void wake(InstrumentId id) noexcept;
    /// After a look that has asked for everything that is wanted.
    void rest(InstrumentId id) noexcept;
    [[nodiscard]] Bracket* find(InstrumentId instrument, OrderId entry) noexcept;
    [[nodiscard]] static LegKind kind_of(const domain::OrderRequest& leg) noexcept;

    void take_bar(InstrumentId instrument, const domain::Bar& bar, Time now, BracketActions& out);
    void take_price(InstrumentId instrument, Price price, Time now, BracketActions& out);
    void take_entry(Bracket& b, const Change& change, Time now);
    void take_leg(Bracket& b, Leg& leg, LegKind kind, const Change& change);
    void leg_ended(Bracket& b, Leg& leg, LegKind kind, domain::OrderStatus status);
    void give_up(Bracket& b, Leg& leg, LegKind kind);
    void take_late_entry(const domain::Fill& fill, Time now);
    void open(Bracket& b, Price price, Time now);
    void follow(Bracket& b, Price best);
    void check_time(Bracket& b, Time now);
    void trim(InstrumentId instrument, Qty position) noexcept;
    [[nodiscard]] Result<> check_move(const Bracket& b, Price stop, Price take_profit) const;

    [[nodiscard]] bool is_wanted(const Bracket& b, LegKind kind) const noexcept;
    [[nodiscard]] Qty wanted_qty(const Bracket& b, LegKind kind) const noexcept;
    [[nodiscard]] Price wanted_price(const Bracket& b, LegKind kind) const noexcept;
    [[nodiscard]] domain::OrderRequest request(const Bracket& b, LegKind kind) const;
    void sync(InstrumentId instrument, BracketActions& out);
    void sync(Bracket& b, LegKind kind, BracketActions& out);
    void adjust(const Bracket& b, Leg& leg, LegKind kind, BracketActions& out);
    void forget_done(InstrumentId instrument);

    const domain::InstrumentTable& instruments_;
    ExitRules rules_;
    bool asks_always_;     ///< some rule is on
    bool follows_market_;  ///< the rules move stops or close with time
    std::vector<Bracket> brackets_;
    std::vector<std::uint32_t> free_;
    std::vector<Lane> lanes_;  ///< by InstrumentId
    /// Plans of entries that ended, for fills that come late: ring.
    std::vector<std::pair<OrderId, EntryPlan>> ended_;
    std::size_t ended_next_ = 0;
};

}  // namespace argosy::execution
