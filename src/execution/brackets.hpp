#pragma once

#include <array>
#include <optional>
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
///             take-profits, and the venue's trailing stops) of an instrument add up to at most its position; legs of
///             one bracket exclude each other: what one fills, the others shrink by.
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
    domain::Side side = domain::Side::buy;  ///< of the position
    Qty qty;                                ///< what it protects
    ExitLevels levels;
    Price stop_now;      ///< where the stop is wanted now
    bool naked = false;  ///< no protective order could be placed: a person must look
};

class Brackets {
public:
    /// Requires: validate(rules) (asserted). `instruments` outlives it.
    Brackets(const domain::InstrumentTable& instruments, const ExitRules& rules);

    /// Registers an entry right after its submit. Entries that are not attached get no protection.
    void attach(OrderId entry, const EntryPlan& plan);
    /// Every change of every order, with the position after it (signed, netted).
    void on_change(const Change& change, Qty position, Time now, BracketActions& out);
    /// The position changed without an order of ours (liquidation, reconciliation, a fee taken from it).
    void on_position(InstrumentId instrument, Qty position, Time now, BracketActions& out);
    /// A closed bar: moves stops by its extremes and counts time stops. The adverse extreme moves nothing.
    void on_bar(InstrumentId instrument, const domain::Bar& bar, Time now, BracketActions& out);
    /// A price in between.
    void on_price(InstrumentId instrument, Price price, Time now, BracketActions& out);

    /// The gate approved a leg and it was submitted under this id.
    void on_placed(const domain::OrderRequest& leg, OrderId id);
    /// The gate refused a leg. A refused stop becomes a market exit; a refused market exit leaves the bracket naked
    /// until the next bar.
    void on_refused(const domain::OrderRequest& leg, Time now, BracketActions& out);

    [[nodiscard]] std::vector<BracketView> views() const;
    [[nodiscard]] std::size_t size() const noexcept { return live_; }

private:
    enum class LegKind : std::uint8_t { stop, take_profit, trail, close };
    enum class LegState : std::uint8_t { none, asked, working, changing };
    /// One protective order, as far as it is known.
    struct Leg {
        LegState state = LegState::none;
        OrderId order;
        Qty qty;     ///< total, as last asked for
        Qty filled;  ///< of this order
        Price price;
        [[nodiscard]] Qty open() const noexcept { return qty - filled; }
    };
    struct Bracket {
        OrderId entry;
        EntryPlan plan;
        Qty qty;
        ExitLevels levels;
        Price best;  ///< most favourable price since the first fill
        Price stop_now;
        Time opened_at{};
        std::uint32_t bars = 0;
        bool is_used = false;
        bool entry_ended = false;
        bool has_levels = false;
        bool close_now = false;  ///< time is up, or the stop cannot be placed
        bool naked = false;
        std::array<Leg, 4> legs{};
    };

    [[nodiscard]] Bracket* find(InstrumentId instrument, OrderId entry) noexcept;
    [[nodiscard]] std::vector<std::uint32_t>& of(InstrumentId instrument);
    [[nodiscard]] static LegKind kind_of(const domain::OrderRequest& leg) noexcept;
    void on_entry(Bracket& b, const Change& change, Time now);
    void on_leg(Bracket& b, const Change& change);
    void open(Bracket& b, const domain::Fill& fill, Time now);
    void trim(InstrumentId instrument, Qty position) noexcept;
    void follow(Bracket& b, Price best, Price now_at);
    [[nodiscard]] Qty wanted(const Bracket& b, LegKind kind) const noexcept;
    [[nodiscard]] Price wanted_price(const Bracket& b, LegKind kind) const noexcept;
    void sync(InstrumentId instrument, Time now, BracketActions& out);
    void sync(Bracket& b, BracketActions& out);
    void sync(Bracket& b, LegKind kind, BracketActions& out);
    [[nodiscard]] domain::OrderRequest request(const Bracket& b, LegKind kind) const;
    void forget_done(InstrumentId instrument);

    const domain::InstrumentTable& instruments_;
    ExitRules rules_;
    std::vector<Bracket> brackets_;
    std::vector<std::uint32_t> free_;
    std::vector<std::vector<std::uint32_t>> by_instrument_;  ///< oldest first
    std::size_t live_ = 0;
};

}  // namespace argosy::execution
