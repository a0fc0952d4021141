#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "market/order_book.hpp"
#include "sim/account.hpp"
#include "sim/detail/fifo.hpp"
#include "sim/detail/latency_draw.hpp"
#include "sim/detail/margin_band.hpp"
#include "sim/detail/order_pool.hpp"
#include "sim/detail/working_order.hpp"
#include "sim/venue.hpp"

namespace argosy::sim::detail {

using Slot = OrderPool::Slot;
/// Why something is refused or ended; empty when it is not. A report carries it as InlineString<96>.
using Reason = std::string;

/// A command on its way to the venue.
struct Pending {
    enum class Kind : std::uint8_t { submit, cancel, replace };
    Time at{};
    Kind kind = Kind::submit;
    OrderId order;
    Qty qty;
    Price limit_price, trigger_price;
};

/// The middle of a quote. Requires: both sides are there.
[[nodiscard]] inline Price mid(const domain::Quote& q) noexcept {
    return Price::from_raw(q.bid.raw() + (q.ask - q.bid).raw() / 2);
}

inline constexpr std::string_view nothing_to_reduce = "REDUCE_ONLY_NOTHING: there is no position to reduce";
inline constexpr std::string_view would_take_reason = "POST_ONLY_WOULD_TAKE: the limit reaches the other side";
[[nodiscard]] inline Reason fok_unfilled(Qty found, Qty wanted) {
    return "FOK_UNFILLED: " + to_string(found) + " of " + to_string(wanted) + " available";
}

/// An execution about to be made.
struct Deal {
    Qty qty;
    Price price;
    domain::Liquidity liquidity = domain::Liquidity::taker;
    Time at{};
};

/// A move of the price that the margin is held against.
struct Move {
    Price from, to;
    Time at{};
};

/// What one instrument is at the moment.
struct Market {
    InstrumentId id;
    const domain::Instrument* instrument = nullptr;
    std::vector<Slot> orders;  // arrived and open, in time priority
    Fifo<Pending> pending;
    Time next_expiry = time_max;
    Time reported_at = Time::min();  // of the last report: they do not overtake each other
    Time bar_time = Time::min();     // of the bar that `budget` belongs to
    Price slippage;                  // of a fixed number of ticks
    Price mark;                      // zero: none was ever told
    std::unique_ptr<market::OrderBook> book;
    std::uint64_t bad_levels = 0;  // book levels off the instrument's grid, left out
    Reach margin;                  // where the margin must be looked at
    Qty volume;                    // of the bar, trade or quote at hand; zero: not known
    Qty budget;                    // how much of it is left for us
    std::uint64_t ambiguous_bars = 0;
    std::uint32_t held = 0;  // children that wait for their parent
    bool has_moved = false;  // the position or the balance changed within the event at hand
    bool has_quote = false, has_trades = false;
    bool is_waiting = false;  // it is in Core::waiting

    [[nodiscard]] bool has_ticks() const noexcept { return has_quote || has_trades; }
    [[nodiscard]] Time next_arrival() const noexcept { return pending.empty() ? time_max : pending.front().at; }
    [[nodiscard]] Time next_timer() const noexcept { return std::min(next_arrival(), next_expiry); }
    /// All but what follows from the settings, and the book.
    void parts(this auto& self, auto& archive) {
        archive(self.orders, self.pending, self.next_expiry, self.reported_at, self.bar_time, self.mark);
        archive(self.bad_levels, self.margin, self.volume, self.budget, self.ambiguous_bars, self.held);
        archive(self.has_moved, self.has_quote, self.has_trades, self.is_waiting);
    }
};

/// The inside of the venue: one state, by topic in several sources.
///   arrivals.cpp   commands under way, what they do when they arrive, expiry
///   funds.cpp      what an order must be backed by
///   execution.cpp  triggers, fills, ends of orders, held children
///   bar_walk.cpp   the path inside a bar
///   ticks.cpp      trades and quotes
///   depth.cpp      L2 books
///   margin.cpp     funding, mark prices, liquidation
///   restart.cpp    snapshot, restore, adopt
struct Core : Front {
    Core(const domain::InstrumentTable& table, Settings chosen);

    // arrivals.cpp
    void submit(const domain::SubmitOrder& command, Time now, bool is_alone);
    void cancel(const domain::CancelOrder& command, Time now, bool is_alone);
    void replace(const domain::ReplaceOrder& command, Time now, bool is_alone);
    void run_timers(Time until);
    /// What arrives and expires in this market up to and including t.
    void catch_up(Market& m, Time t) {
        if (m.next_timer() <= t) run_market_timers(m, t);
    }
    void run_market_timers(Market& m, Time t);
    void set_wake(Market& m);
    /// Puts an order among the open ones: held, or working.
    void place(Market& m, Slot slot, const Account::Need& need, Time at);
    /// The order begins to work, backed by `need`.
    void start(Slot slot, const Account::Need& need, Time at);

    // funds.cpp
    [[nodiscard]] Price reference_price(const Market& m, const WorkingOrder& o) const noexcept;
    [[nodiscard]] Account::CurrencyIndex need_currency(const WorkingOrder& o) const noexcept;
    [[nodiscard]] bool is_sale_of_asset(const WorkingOrder& o) const noexcept;
    [[nodiscard]] Money free_balance(Account::CurrencyIndex c) const noexcept;
    /// What the order must be backed by now; nothing when that is not checked, or no price is known yet.
    [[nodiscard]] Account::Need need_of(const Market& m, const WorkingOrder& o) const noexcept;
    /// There is something to reduce, where that is asked for, and the order is backed.
    [[nodiscard]] bool fits_account(const Market& m, const WorkingOrder& o, const Account::Need& need) const noexcept;
    /// Why it does not; empty when it does.
    [[nodiscard]] Reason account_refusal(const Market& m, const WorkingOrder& o, const Account::Need& need) const;
    [[nodiscard]] bool is_backed(const Account::Need& need, Money reserved) const noexcept;
    /// Why that is not backed. Requires: !is_backed(need, reserved).
    [[gnu::cold]] [[nodiscard]] Reason shortage(const Market& m, const Account::Need& need, Money reserved) const;
    void reserve(WorkingOrder& o, const Account::Need& need) noexcept;
    void unreserve(WorkingOrder& o) noexcept;

    // execution.cpp
    /// Takes at `price` made worse by slippage, as much as the budget allows; ends immediate orders.
    void take(Market& m, Slot slot, Price price, Time at);
    /// Fills a resting order at its limit.
    void make(Market& m, Slot slot, Qty most, Time at);
    /// A limit order meets its first price: it takes, rests, or ends when it is immediate.
    void meet(Market& m, Slot slot, Price price, Time at);
    void trigger(Market& m, Slot slot, Time at);
    void end_canceled(Market& m, Slot slot, std::string_view reason, Time at);
    void end_expired(Market& m, Slot slot, Time at);
    [[nodiscard]] Qty reducible(const Market& m, const WorkingOrder& o) const noexcept;
    [[nodiscard]] Price slipped(const Market& m, const WorkingOrder& o, Price price, Qty qty) const noexcept;
    template <class Event>
    Event& new_report(Market& m, Time at) {
        m.reported_at = std::max(at + response.next(), m.reported_at);
        return reports.add<Event>(m.reported_at);
    }
    template <class Event>
    void report(Market& m, Time at, const Event& event) {
        new_report<Event>(m, at) = event;
    }

    // ticks.cpp
    void on_trade(const domain::Trade& trade);
    void on_quote(const domain::Quote& quote);
    /// A new or just triggered order meets the quote that stands, or waits for the first trade.
    void engage(Market& m, Slot slot, Time at);

    // depth.cpp
    void on_book(const domain::BookUpdate& update);

    // margin.cpp
    void on_funding(const domain::Funding& funding);
    void on_mark(const domain::MarkPrice& mark);
    [[nodiscard]] Price margin_price(const Market& m) const noexcept {
        return m.mark.is_positive() ? m.mark : watch[m.id.value()].last;
    }
    [[nodiscard]] std::optional<Price> liquidation_price(const Market& m) const noexcept;
    /// Sets where the margin of every position in this market's settlement currency must be looked at.
    void watch_margin(Market& m);
    /// Liquidates when the move reaches the liquidation price.
    void check_margin(Market& m, const Move& move);

    // restart.cpp
    [[nodiscard]] VenueState snapshot() const;
    [[nodiscard]] Result<> restore(const VenueState& state);
    [[nodiscard]] Result<> adopt(const domain::Order& order);
    void set_position(const PositionState& position);
    /// To the last bit, unlike snapshot(): also what belongs to the bar at hand.
    void parts(this auto& self, auto& archive) {
        archive(self.watch, self.quotes, self.reports, self.next_timer, self.account, self.orders, self.markets);
        archive(self.waiting, self.feed.draws, self.entry.draws, self.response.draws, self.last_arrival, self.fills);
    }

    /// Recomputes what wakes us; every event that changed a market ends with it.
    void refresh(Market& m);
    [[nodiscard]] Qty budget_of(const Market& m, Qty volume) const noexcept;
    [[nodiscard]] Market& market(InstrumentId id) noexcept { return markets[id.value()]; }
    [[nodiscard]] Watch& watch_of(const Market& m) noexcept { return watch[m.id.value()]; }
    [[nodiscard]] const Watch& watch_of(const Market& m) const noexcept { return watch[m.id.value()]; }

    const domain::InstrumentTable* instruments;
    Settings settings;
    Account account;
    OrderPool orders;
    std::vector<Market> markets;        // by InstrumentId
    std::vector<InstrumentId> waiting;  // markets with arrivals or expiries to come
    LatencyDraw feed, entry, response;
    Time last_arrival = Time::min();
    std::uint64_t fills = 0;

private:
    [[nodiscard]] Time arrival(const Market& m, Time now);
    [[nodiscard]] Time stray_time(Time now);
    /// Puts a command on its way. One that gets there at once and is the only one that does needs no queue.
    void dispatch(Market& m, Pending command, Time now, bool is_alone);
    void arrive(Market& m, const Pending& pending);
    void arrive_submit(Market& m, Slot slot, Time at);
    /// Nothing speaks against the order, which is told without a word of text; `need` becomes what it must be backed
    /// by.
    [[nodiscard]] bool is_admitted(const Market& m, const WorkingOrder& o, Account::Need& need, Time at) const noexcept;
    /// What speaks against the order; empty: nothing.
    [[gnu::cold]] [[nodiscard]] Reason refusal(const Market& m, const WorkingOrder& o, Account::Need& need,
                                               Time at) const;
    void arrive_cancel(Market& m, const Pending& pending);
    void arrive_replace(Market& m, const Pending& pending);
    [[nodiscard]] Reason replace_refusal(const Market& m, const WorkingOrder& before, WorkingOrder& after) const;
    void requeue(Market& m, Slot slot, Time at);
    void expire_due(Market& m, Time at);
    [[nodiscard]] bool awaits_parent(const WorkingOrder& o) const noexcept;
    [[nodiscard]] bool would_take(const Market& m, const WorkingOrder& o) const noexcept;

    bool fill(Market& m, Slot slot, const Deal& deal);
    void after_fill(Market& m, Slot slot, bool is_first, Time at);
    /// What a fill must be backed by, beyond what the order has reserved; nothing when it surely is.
    [[nodiscard]] Account::Need need_of_fill(const Market& m, const WorkingOrder& o, const Deal& deal,
                                             Money whole) const noexcept;
    void settle_rest(Market& m, Slot slot, OrderId id, Time at);
    void rest(Market& m, WorkingOrder& o);
    void remove(Market& m, Slot slot);
    void release_children(Market& m, OrderId parent, Time at);
    void drop_children(Market& m, OrderId parent, Time at);
    void drop_reduce_only(Market& m, Time at);

    /// step(slot) for every order there is now that is still open when its turn comes, in time priority.
    template <class Step>
    void for_each_order(const Market& m, Step step) {
        const std::size_t base = scratch_.size();  // steps may nest
        for (const Slot s : m.orders) scratch_.emplace_back(s, orders[s].id);
        const std::size_t end = scratch_.size();
        for (std::size_t i = base; i < end; ++i) {
            const auto [slot, id] = scratch_[i];
            if (orders[slot].id == id) step(slot);
        }
        scratch_.resize(base);
    }
    void meet_trade(Market& m, Slot slot, const domain::Trade& trade, Qty& printed);
    void meet_quote(Market& m, Slot slot, const domain::Quote& quote);
    void print_at_limit(Market& m, Slot slot, const domain::Trade& trade, Qty& printed);
    void move_queues(Market& m, const domain::Quote& before, const domain::Quote& after);
    void move_queues(Market& m, std::span<const domain::BookLevel> levels);
    void cap_queues(Market& m);
    [[nodiscard]] Qty available(const Market& m, const WorkingOrder& o, Qty most) const;
    void walk_book(Market& m, Slot slot, Time at);
    void watch_last(Market& m, Time at);
    bool pull_trigger(Market& m, Slot slot, Price price, Time at);
    void end_tick(Market& m);
    [[nodiscard]] double queue_at(const Market& m, const WorkingOrder& o) const noexcept;
    [[nodiscard]] double lots_of(const Market& m, Qty qty) const noexcept;

    [[nodiscard]] Money surplus(InstrumentId id) const noexcept;
    [[nodiscard]] Money collateral(const Market& m) const noexcept;
    [[nodiscard]] Money loss_limit(const Market& m) const noexcept;
    void watch_cross(Account::CurrencyIndex c);
    void liquidate(Market& m, Price price, Time at);
    void liquidate_rest(Account::CurrencyIndex c, Time at);
    void clear_orders(Market& m, Time at);

    [[nodiscard]] Result<> check(const VenueState& state) const;
    void restore_market(const MarketState& state);
    void restore_order(const OrderState& state);
    void restore_pending(const PendingState& state);

    std::vector<MarginBand> bands_;  // by InstrumentId
    std::vector<std::pair<Slot, OrderId>> scratch_;
};

}  // namespace argosy::sim::detail
