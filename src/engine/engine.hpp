#pragma once

#include <memory>
#include <string>
#include <vector>

#include "domain/command.hpp"
#include "domain/event.hpp"
#include "domain/instrument.hpp"
#include "engine/bar_history.hpp"
#include "engine/book.hpp"
#include "engine/calm.hpp"
#include "engine/feed.hpp"
#include "engine/observer.hpp"
#include "engine/settings.hpp"
#include "execution/brackets.hpp"
#include "execution/order_manager.hpp"
#include "portfolio/portfolio.hpp"
#include "portfolio/trades.hpp"
#include "risk/checks.hpp"
#include "strategy/catalogue.hpp"

/// The trading engine: market events and venue reports in, orders out. Strategies give opinions, the consensus of
/// each book decides, risk sizes and approves, execution keeps the orders, the portfolio keeps the books.
///
/// The same engine runs in a backtest, in simulation and live; who calls it makes the difference. The caller:
///   1. gives the events of one instant (on_bar ..., on_venue ...),
///   2. calls end_of_step, which decides,
///   3. takes the commands from outbox(), journals them, sends them, and clears it.
///
/// Thread safety: one owner thread. No I/O, no clock, no randomness.
/// Invariants: the same calls give the same commands; an order leaves only with the risk gate's approval; the
///             books are a fold over fills, funding and marks.
/// Known limits: an instrument belongs to one book; positions are netted (docs/adr/0004-hedging.md).
namespace argosy::engine {

/// Everything an engine is made from; the references must outlive it.
struct Parts {
    const domain::InstrumentTable& instruments;
    const strategy::Catalogue& catalogue;
    Settings settings;
    portfolio::Portfolio::Settings account;
    Observer* observer = nullptr;      ///< none: nobody looks
    const BarHistory* bars = nullptr;  ///< none: a strategy whose parameters change warms up with new bars
};

/// No strategy of the settings knows the market from `start` on: strategies made of models know what they learned from.
/// Errors: invalid_argument, naming book, voter and both times.
[[nodiscard]] Result<> check_start(const Settings& settings, const strategy::Catalogue& catalogue, Time start);

class Engine final : private strategy::SignalSink {
public:
    /// Errors: every contradiction of the settings, naming book, strategy and parameter.
    [[nodiscard]] static Result<std::unique_ptr<Engine>> make(Parts parts);

    // Market events, in order of time.

    void on_bar(const domain::BarClosed& bar);
    void on_trade(const domain::Trade& trade);
    void on_quote(const domain::Quote& quote);
    void on_funding(const domain::Funding& funding);
    void on_mark(const domain::MarkPrice& mark);
    /// A report of the venue, when it reached us.
    void on_venue(const domain::VenueEvent& event, Time now);
    /// What a person asks. Errors: invalid_argument or rejected with the reason; nothing changes then.
    [[nodiscard]] Result<> on_command(const domain::Command& command, Time now);
    /// What one unit of another currency is worth in the reporting currency. Requires: rate > 0.
    void set_rate(const domain::Currency& currency, Price rate, Time at);
    /// All events of this instant are given: expiries, risk state, decisions.
    void end_of_step(Time now) {
        now_ = now;
        if (touched_.empty()) return;
        finish_step();
    }

    // Calm stretches: the same outcome as on_bar and end_of_step for every bar, see engine/calm.hpp.

    /// The stretch that begins now; none when the next bar has to be looked at. `next` are the bars that will be
    /// played next, as far as they are known for certain: strategies may see them from here on.
    [[nodiscard]] std::optional<Calm> calm(InstrumentId instrument, Duration interval,
                                           std::span<const domain::Bar> next);
    /// Bars of the stretch that close before calm.silent_until(). Requires: some.
    void on_silent_bars(Calm& calm, std::span<const domain::Bar> bars);
    /// One bar of the stretch. True when a strategy spoke: then this bar was its last, end_calm and end_of_step follow.
    [[nodiscard]] bool on_calm_bar(Calm& calm, const domain::BarClosed& bar);
    /// After the last bar of the stretch.
    void end_calm(const Calm& calm, const domain::BarClosed& last);

    // Snapshots.

    /// Writes down everything that events have changed. False: not now (orders wait in the outbox, strategies have seen
    /// bars that are yet to be played), or never, for a strategy cannot; what was written is worth nothing then.
    [[nodiscard]] bool save(ArchiveWriter& archive) const;
    /// Takes over what an engine with the same settings has written. False: this engine must not be used any more.
    [[nodiscard]] bool load(ArchiveReader& archive);

    [[nodiscard]] execution::Outbox& outbox() noexcept { return outbox_; }
    /// Keeps the newest closed trades only: trades().closed() would grow for ever.
    void forget_trades(std::size_t keep) { trades_seen_ -= trades_.forget(keep); }
    /// The commands in the outbox could not be recorded. Cancels were sent all the same; the others were not: new
    /// orders end as rejected. A person is told.
    void not_sent(std::string_view why, Time now);

    // Views.

    /// In the reporting currency, at the last marks. Requires: rates are known (asserted; make() checks that the
    /// instruments settle in the reporting currency or have a rate).
    [[nodiscard]] Money equity() const {
        const auto equity = portfolio_.equity();
        ARGOSY_ASSERT(equity.has_value(), "equity needs a rate for every currency held");
        return *equity;
    }
    [[nodiscard]] Time now() const noexcept { return now_; }
    [[nodiscard]] const domain::InstrumentTable& instruments() const noexcept { return instruments_; }
    [[nodiscard]] portfolio::Portfolio& portfolio() noexcept { return portfolio_; }
    [[nodiscard]] const portfolio::Portfolio& portfolio() const noexcept { return portfolio_; }
    [[nodiscard]] const portfolio::TradeLog& trades() const noexcept { return trades_; }
    [[nodiscard]] const execution::OrderManager& orders() const noexcept { return orders_; }
    [[nodiscard]] const execution::Brackets& brackets(std::size_t book) const noexcept { return *brackets_[book]; }
    [[nodiscard]] const risk::RiskMonitor& monitor() const noexcept { return monitor_; }
    [[nodiscard]] const risk::Exposure& exposure() const noexcept { return exposure_; }
    [[nodiscard]] const risk::Protections& protections() const noexcept { return protections_; }
    [[nodiscard]] const risk::Checks& checks() const noexcept { return checks_; }
    [[nodiscard]] const risk::EmergencyStop& emergency() const noexcept { return emergency_; }
    [[nodiscard]] const std::vector<std::unique_ptr<Book>>& books() const noexcept { return books_; }
    [[nodiscard]] const std::vector<Feed>& feeds() const noexcept { return feeds_; }
    /// Voters first, then books: what reports call a strategy.
    [[nodiscard]] const std::vector<std::string>& strategy_names() const noexcept { return names_; }
    [[nodiscard]] bool is_enabled(StrategyId voter) const noexcept;
    /// What it was made with, or given since. Requires: a voter's id.
    [[nodiscard]] const strategy::Parameters& parameters(StrategyId voter) const noexcept {
        return sources_[voter.value()].parameters;
    }
    [[nodiscard]] std::size_t voters() const noexcept { return sources_.size(); }
    /// The order of the last PlaceOrder that was not refused.
    [[nodiscard]] OrderId last_placed() const noexcept { return last_placed_; }
    /// Every reason that the risk gate has against an order now; empty: it would pass.
    [[nodiscard]] std::vector<risk::Refusal> examine(const domain::OrderRequest& request) {
        return checks_.check_all(request, account_view(request), now_);
    }
    /// Decisions that an entry cycle would follow, or positions that an exit cycle would close.
    [[nodiscard]] std::vector<InstrumentId> due(domain::CycleType type) const;
    /// Changes whenever a fill, funding or transfer changed what is held: exposure needs recording then.
    [[nodiscard]] std::uint64_t holdings_version() const noexcept { return holdings_version_; }
    /// Unknown when detection is off, and without an observer when nothing in the engine depends on it.
    [[nodiscard]] domain::Regime regime(InstrumentId instrument);

private:
    struct Made;  // what make() prepares
    /// What a voter's strategies are made from.
    struct Source {
        strategy::Descriptor descriptor;
        strategy::Parameters parameters;
    };
    Engine(const Parts& parts, Made made);
    void connect(Feed& feed);
    /// What is saved of the engine itself; books, feeds and strategies follow it.
    void parts(this auto& self, auto& archive);
    /// Parameters that were saved; strategies that had others are made again.
    [[nodiscard]] bool load_parameters(ArchiveReader& archive);
    /// Somebody may look at the regime or the volatility of an instrument: observers, books, or strategies.
    [[nodiscard]] bool asks_for_regimes() const noexcept;
    void connect(Instance& instance);

    void on_signal(const domain::Signal& signal) override;
    void hear(const Instance& from, const domain::Signal& signal);
    /// Lets strategies that look at bars alone see the first of these, unless they have.
    void read_ahead(Feed& feed, std::span<const domain::Bar> next);
    /// What was said about bars up to now.
    void hear_due(Feed& feed);
    Feed* find_feed(InstrumentId instrument, Duration interval) noexcept;
    /// What open trades keep of this bar; feed is that of its interval, if strategies have one.
    void note_range(const Feed* feed, const domain::BarClosed& bar) noexcept;
    [[nodiscard]] bool keeps_close_only(const Feed* feed, InstrumentId id) const noexcept;
    [[nodiscard]] bool counts_trades(const Feed* feed, InstrumentId id) const noexcept;
    void feed_strategies(Feed& feed, const domain::BarClosed& bar);
    template <class Call>
    void call_strategies(InstrumentId instrument, Call&& call);
    /// The instance is about to be called: signals are its own.
    strategy::Context& scene_of(Instance& instance) noexcept {
        speaking_ = &instance;
        instance.context.set_now(now_);
        return instance.context;
    }
    void run_timers();
    void touch(InstrumentId id);

    // Decisions.
    void finish_step();
    void decide(Book& book, InstrumentId id);
    /// Of the first voter's bars: what gates votes and stands on the ballot.
    [[nodiscard]] domain::Regime ballot_regime(const Book& book, InstrumentId id);
    void apply_target(Book& book, InstrumentId id);
    /// Opens a position in the wanted direction or, with `more`, adds so much to the open one.
    void enter(Book& book, InstrumentId id, Qty more = {});
    /// Closes the position; what an exit under way leaves of it is closed after that.
    void exit(Book& book, InstrumentId id, domain::OrderPurpose purpose);
    /// Closes so much of the position. Requires: no exit is under way.
    void reduce(Book& book, InstrumentId id, Qty qty, domain::OrderPurpose purpose);
    /// Moves an open position to the decision's share of a full one, once no order of the book is under way.
    void resize(Book& book, InstrumentId id);
    /// An entry under way, of the wanted side: canceled when it leads to another size than the decision wants.
    void resize_entry(Book& book, InstrumentId id, const domain::Order& entry);
    /// Does what waited for an order to end.
    void catch_up(Book& book, InstrumentId id);
    [[nodiscard]] risk::Sized opening_size(Book& book, InstrumentId id, Price stop) const;
    [[nodiscard]] domain::OrderRequest entry_request(const Book& book, InstrumentId id, domain::Side side) const;
    [[nodiscard]] risk::SizeRequest size_request(const Book& book, InstrumentId id, Price stop) const;
    /// Per year; zero when the sizing does not ask for it.
    [[nodiscard]] double volatility_of(const Book& book, InstrumentId id) const;
    [[nodiscard]] Price atr_of(const Holding& holding) const;

    // Orders.
    /// Free margin for the instrument, in the reporting currency like all numbers of risk.
    [[nodiscard]] Money free_margin(InstrumentId id) const;
    [[nodiscard]] risk::AccountView account_view(const domain::OrderRequest& request) const;
    std::expected<OrderId, risk::Refusal> submit(const domain::OrderRequest& request);
    void refused(const domain::OrderRequest& request, const risk::Refusal& why);
    /// Does what the book's brackets asked for in actions_.
    void run_brackets(std::size_t book);
    void on_change(const execution::Change& change);
    void book_fill(const domain::Fill& fill);
    /// Tells the trade log the initial risk of an entry that filled.
    void note_risk(const domain::Fill& fill);
    void book_funding(const domain::FundingPaid& funding);
    void order_ended(const domain::Order& order);
    void note_closed_trades();
    void on_risk_change();
    void flatten(domain::OrderPurpose purpose);
    /// Nothing may be held: an emergency stop asked for it, or the risk state.
    [[nodiscard]] bool must_be_flat() const noexcept;
    void cancel_entries();
    void alert(domain::AlertLevel level, std::string_view category, std::string_view message, InstrumentId id = {});
    /// SIZE_MAX when the instrument belongs to no book.
    [[nodiscard]] std::size_t book_of(InstrumentId id) const noexcept { return book_index_[id.value()]; }

    // Commands.
    Result<> run(const domain::StartTrading& c);
    Result<> run(const domain::StopTrading& c);
    Result<> run(const domain::EmergencyStop& c);
    Result<> run(const domain::ResetEmergency& c);
    Result<> run(const domain::RearmRisk& c);
    Result<> run(const domain::PlaceOrder& c);
    Result<> run(const domain::RequestCancel& c);
    Result<> run(const domain::ClosePosition& c);
    Result<> run(const domain::EnableStrategy& c);
    Result<> run(const domain::SetLimits& c);
    Result<> run(const domain::SetRiskMode& c);
    Result<> run(const domain::MoveStops& c);
    Result<> run(const domain::SetParameters& c);
    Result<> run(const domain::CancelAll& c);
    Result<> run(const domain::PlaceOrderOnce& c);
    Result<> run(const domain::SelectInstruments& c);
    Result<> run(const domain::RunCycle& c);
    Result<> run(const domain::ApplyVersion& c);
    [[nodiscard]] Result<risk::Limits> limits_with(std::span<const domain::NamedValue> values) const;
    /// A strategy with other parameters, before it takes its places.
    struct Recast {
        StrategyId strategy;
        strategy::Parameters parameters;
        std::vector<std::pair<Instance*, std::unique_ptr<strategy::Strategy>>> made;
    };
    [[nodiscard]] Result<Recast> recast(const domain::SetParameters& c) const;
    void take(Recast&& recast);
    void tell_limits(std::span<const domain::NamedValue> values);
    Result<> set_position_size(std::string_view text);
    /// Puts another strategy in the instance's place. Returns the bars that it still needs before it is heard.
    std::size_t restart(Instance& instance, std::unique_ptr<strategy::Strategy> fresh);
    void warm_up(Instance& instance, std::vector<std::size_t>& bars);
    [[nodiscard]] bool is_due(const Book& book, InstrumentId id, domain::CycleType type) const;

    const domain::InstrumentTable& instruments_;
    Settings settings_;
    Observer* observer_;
    Time now_{};
    Money equity_;

    portfolio::Portfolio portfolio_;
    portfolio::TradeLog trades_;
    std::size_t trades_seen_ = 0;

    risk::Exposure exposure_;
    risk::RiskMonitor monitor_;
    risk::Protections protections_;
    risk::EmergencyStop emergency_;
    risk::Checks checks_;
    execution::OrderManager orders_;
    execution::Outbox outbox_;
    execution::BracketActions actions_;

    std::vector<std::string> names_;
    std::vector<std::unique_ptr<Book>> books_;
    std::vector<std::unique_ptr<execution::Brackets>> brackets_;  // by book
    std::vector<std::size_t> book_index_;                         // by InstrumentId; none: SIZE_MAX
    std::vector<std::unique_ptr<Instance>> instances_;
    std::vector<Source> sources_;  // by StrategyId of a voter
    std::vector<Feed> feeds_;
    std::vector<std::vector<std::size_t>> feeds_of_;              // by InstrumentId
    std::vector<std::vector<strategy::RegimeDetector>> regimes_;  // by timeframe, then InstrumentId
    std::vector<std::uint8_t> has_ticks_;                         // by InstrumentId: a trade or quote has come
    std::vector<InstrumentId> touched_;
    Time next_timer_ = time_max;

    const BarHistory* bars_ = nullptr;
    OrderId last_placed_;
    std::size_t silent_bars_ = 0;  // of a strategy that is warmed up: what it still may not say
    bool is_warming_ = false;      // who speaks is fed with the past
    const Instance* speaking_ = nullptr;
    Feed* reading_ = nullptr;  ///< its strategies speak about bars that are yet to be played
    domain::Ballot ballot_;
    std::uint64_t decisions_ = 0;
    std::uint64_t alerts_ = 0;
    std::uint64_t holdings_version_ = 0;
};

template <class Call>
void Engine::call_strategies(InstrumentId instrument, Call&& call) {
    for (const std::size_t f : feeds_of_[instrument.value()])
        for (Instance* instance : feeds_[f].instances) {
            if (!instance->enabled) continue;
            call(*instance->strategy, scene_of(*instance));
        }
}

// What every bar of a calm stretch passes, here so that it becomes one loop in the caller's hands.

[[gnu::always_inline]] inline bool Engine::on_calm_bar(Calm& calm, const domain::BarClosed& bar) {
    now_ = bar.close_time();
    calm.note(bar.bar);
    feed_strategies(*calm.feed, bar);
    return !touched_.empty();
}

[[gnu::always_inline]] inline void Engine::feed_strategies(Feed& feed, const domain::BarClosed& bar) {
    ++feed.bars;
    const strategy::BarView view(bar);
    if (feed.regime) feed.regime->update(view.close());
    if (feed.atr) feed.atr->update(view.ohlcv());
    if (now_ <= feed.read_until) return hear_due(feed);
    for (Instance* instance : feed.instances)
        if (instance->enabled) [[likely]]
            instance->strategy->on_bar(view, scene_of(*instance));
}

}  // namespace argosy::engine
