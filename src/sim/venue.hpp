#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/command.hpp"
#include "domain/event.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"
#include "sim/detail/report_queue.hpp"
#include "sim/settings.hpp"
#include "sim/state.hpp"

/// The simulated venue: takes commands and market data, gives reports. It serves the backtest, the running
/// simulation and wire emulators alike. docs/fills.md states every rule of filling for users.
///
/// How to drive it, event by event in order of time:
///   1. venue.on_bar(bar) (or on_trade, on_quote, on_book, on_funding, on_mark): what the market did;
///   2. venue.deliver(now, sink): hands out the reports due by now;
///   3. the strategy reacts: venue.submit(order, now) and so on, which may also be done from within the sink.
/// An order submitted at the close of bar N without latency is filled at the open of bar N+1.
///
/// Orders name the entry they protect as request.parent: while that entry is open and unfilled at the venue, they
/// are held, then work from its first fill on (within the same bar too); they go when it ends unfilled.
/// Reduce-only orders never flip a position: they fill at most what is there and are cancelled when nothing is
/// left to reduce, so that stop and target of one position cancel each other.
///
/// Thread safety: one owner thread. It has no clock and no I/O; randomness comes from the seed alone.
/// Invariants: the same calls give the same reports, bit for bit; an order is either open or final, never both;
///             the reports of one order never overtake each other.
/// Known limits: one account, netted positions (no hedging mode); our orders do not move the market that is
///               replayed; margin is per settlement currency, other currencies are no collateral.
namespace argosy {
class ArchiveReader;
class ArchiveWriter;
}  // namespace argosy

namespace argosy::sim {

namespace detail {
struct Core;
/// The figures of one instrument that decide whether an event concerns us at all.
struct Watch {
    Price lo = Price::from_raw(INT64_MIN);  ///< something happens at or below this price,
    Price hi = Price::max();                ///< or at or above this one,
    Time wake = time_max;                   ///< or at this time: arrivals and expiries
    Time time{};                            ///< of the last event
    Price last;
    bool skips_trades = false;  ///< trades between lo and hi need no look
    bool skips_quotes = false;  ///< neither do quotes that do not reach them
};
/// What the inline paths of Venue touch.
struct Front {
    std::vector<Watch> watch;           // by InstrumentId
    std::vector<domain::Quote> quotes;  // by InstrumentId
    ReportQueue reports;
    Time next_timer = time_max;
};
}  // namespace detail

class Venue {
public:
    /// The table must outlive the venue and not grow. Requires: valid settings (validate).
    Venue(const domain::InstrumentTable& instruments, Settings settings);
    Venue(Venue&&) noexcept;
    Venue& operator=(Venue&&) noexcept;
    ~Venue();

    // Commands: now is when our side sends; they reach the venue at now + entry latency, in the order sent.

    /// With others of the same instant, or alone: nothing else is sent before the next deliver(), which only makes a
    /// command without latency cheaper.
    enum class Sent : std::uint8_t { with_others, alone };
    void submit(const domain::SubmitOrder& command, Time now, Sent sent = Sent::with_others);
    void cancel(const domain::CancelOrder& command, Time now, Sent sent = Sent::with_others);
    void replace(const domain::ReplaceOrder& command, Time now, Sent sent = Sent::with_others);

    // The market, in order of time for each instrument. An instrument that has ever had a trade, quote or book
    // ignores bars: they would repeat, late, what the ticks said.

    /// A closed bar; the finest interval there is, and only one per instrument.
    void on_bar(const domain::BarClosed& bar) {
        detail::Watch& w = watch_[bar.instrument.value()];
        const Time close = bar.close_time();
        if (bar.bar.low > w.lo && bar.bar.high < w.hi && close < w.wake) [[likely]] {
            w.last = bar.bar.close;
            w.time = close;
            return;
        }
        bar_path(bar);
    }
    /// Optional, before on_bar of the same bar: what happens at its open and no more. deliver(bar.bar.open_time)
    /// then hands out the fills, and what is sent in answer (a protective stop) works within this bar.
    void on_open(const domain::BarClosed& bar) {
        const detail::Watch& w = watch_[bar.instrument.value()];
        if (bar.bar.open > w.lo && bar.bar.open < w.hi && bar.bar.open_time < w.wake) [[likely]]
            return;
        bar_open(bar);
    }
    void on_trade(const domain::Trade& trade) {
        detail::Watch& w = watch_[trade.instrument.value()];
        if (w.skips_trades && trade.price > w.lo && trade.price < w.hi && trade.time < w.wake) [[likely]] {
            w.last = trade.price;
            w.time = trade.time;
            return;
        }
        trade_path(trade);
    }
    void on_quote(const domain::Quote& quote) {
        detail::Watch& w = watch_[quote.instrument.value()];
        if (w.skips_quotes && quote.ask > w.lo && quote.bid < w.hi && quote.time < w.wake) [[likely]] {
            front_->quotes[quote.instrument.value()] = quote;
            w.time = quote.time;
            return;
        }
        quote_path(quote);
    }
    void on_book(const domain::BookUpdate& update);
    void on_funding(const domain::Funding& funding);
    void on_mark(const domain::MarkPrice& mark);

    /// Lets time pass without market data: commands arrive, orders expire. deliver() does this by itself.
    void advance(Time now) {
        if (now >= front_->next_timer) run_timers(now);
    }

    /// Hands out the reports due by `until`, by delivery time: sink(const domain::VenueEvent&, Time delivered_at).
    /// The sink may submit, cancel and replace; what that causes by `until` is handed out as well.
    template <class Sink>
    void deliver(Time until, Sink&& sink) {
        for (;;) {
            advance(until);
            if (!front_->reports.has_due(until)) return;
            const auto report = front_->reports.pop();
            sink(report.event, report.at);
        }
    }
    /// When the next report is due; time_max when none is under way.
    [[nodiscard]] Time next_report() const noexcept { return front_->reports.next(); }
    /// No command arrives and no order expires before it; time_max when nothing waits.
    [[nodiscard]] Time next_timer() const noexcept { return front_->next_timer; }

    /// Between these prices, and before quiet_until(), nothing of ours is touched in this instrument.
    struct Band {
        Price low, high;
        [[nodiscard]] bool holds(const domain::Bar& bar) const noexcept {
            return bar.low > low && bar.high < high && bar.open > low && bar.open < high;
        }
    };
    [[nodiscard]] Band band(InstrumentId id) const noexcept { return {watch_[id.value()].lo, watch_[id.value()].hi}; }
    /// No report is due, no command arrives and no order expires in this instrument before it.
    [[nodiscard]] Time quiet_until(InstrumentId id) const noexcept {
        return std::min(watch_[id.value()].wake, front_->reports.next());
    }
    /// Nothing of ours is at stake in this instrument (no order open or under way, no margin to watch): bars may
    /// be skipped, provided note_last gets the close of the last one before the next submit.
    [[nodiscard]] bool idle(InstrumentId id) const noexcept {
        const detail::Watch& w = watch_[id.value()];
        return w.lo.raw() == INT64_MIN && w.hi == Price::max() && w.wake == time_max;
    }
    void note_last(InstrumentId id, Price last, Time time) noexcept {
        watch_[id.value()].last = last;
        watch_[id.value()].time = time;
    }
    /// When our side sees something that the market did at `event`: event + feed latency, drawn once per call.
    [[nodiscard]] Time feed_time(Time event);

    // What the venue knows of us; for reports, checks and tests. Our side learns by reports.

    [[nodiscard]] Money balance(const domain::Currency& currency) const noexcept;
    /// The balance plus the unrealised result of perpetuals that settle in it, at mark or last prices.
    [[nodiscard]] Money equity(const domain::Currency& currency) const noexcept;
    /// Signed; for spot and equities what is held of the base.
    [[nodiscard]] Qty position_qty(InstrumentId id) const noexcept;
    /// None when flat, spot, or when no positive price liquidates it.
    [[nodiscard]] std::optional<Price> liquidation_price(InstrumentId id) const noexcept;
    [[nodiscard]] std::size_t open_orders() const noexcept;
    /// Bars in which the order of high and low decided what happened to our orders.
    [[nodiscard]] std::uint64_t ambiguous_bars(InstrumentId id) const noexcept;

    // Restart.

    [[nodiscard]] VenueState snapshot() const;
    /// Takes over a state of the same instrument table; the settings stay. L2 books are not part of it: the feed
    /// must begin with a snapshot again. Errors: corrupt when the state names unknown things; nothing changes.
    [[nodiscard]] Result<> restore(const VenueState& state);
    /// The same to the last bit, for the very same program (base/archive.hpp). False: there are L2 books.
    [[nodiscard]] bool save(ArchiveWriter& archive) const;
    /// Takes over what a venue of the same settings has written.
    void load(ArchiveReader& archive);
    /// Makes one order work again as our journal knows it (accepted or partly filled), without a report.
    /// Errors: invalid_argument when it is final, known already or names an unknown instrument.
    [[nodiscard]] Result<> adopt(const domain::Order& order);
    /// Sets what is held, from our journal.
    void set_balance(const Balance& balance);
    void set_position(const PositionState& position);

private:
    void bar_path(const domain::BarClosed& bar);
    void bar_open(const domain::BarClosed& bar);
    void trade_path(const domain::Trade& trade);
    void quote_path(const domain::Quote& quote);
    void run_timers(Time until);

    std::unique_ptr<detail::Core> core_;
    detail::Front* front_;  // the hot part of core_
    detail::Watch* watch_;  // front_->watch
};

}  // namespace argosy::sim
