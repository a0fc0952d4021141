#include "backtest/session.hpp"

#include <gtest/gtest.h>
#include <map>

#include "backtest/replay.hpp"
#include "backtest/run.hpp"
#include "base/prng.hpp"

namespace argosy::backtest {
namespace {

using domain::Direction;
using domain::Side;

constexpr InstrumentId btc{0};

/// A strategy that says what the test tells it to say, by the number of the bar (0, 1, 2 ...).
class Scripted final : public strategy::BarStrategy<Scripted> {
public:
    explicit Scripted(std::map<int, Direction> script) : script_(std::move(script)) {}
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }
    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        if (const auto it = script_.find(bar_++); it != script_.end()) context.emit(bar.instrument(), it->second);
    }

private:
    std::map<int, Direction> script_;
    int bar_ = 0;
};

/// The same for an engine that may not give it bars before they are played.
class Listening final : public strategy::Strategy {
public:
    explicit Listening(std::map<int, Direction> script) : scripted_(std::move(script)) {}
    [[nodiscard]] std::size_t warm_up() const noexcept override { return scripted_.warm_up(); }
    void on_bar(const strategy::BarView& bar, strategy::Context& context) override { scripted_.on_bar(bar, context); }

private:
    Scripted scripted_;
};

/// A perpetual that is bought and sold as scripted, with a fee of 0.1 % and no slippage.
struct Fixture {
    RunConfig config;
    domain::InstrumentTable table;
    strategy::Catalogue catalogue;
    std::vector<domain::Bar> bars;
    Market market;

    explicit Fixture(std::map<int, Direction> script) {
        config.account.balance = "10000"_money;
        config.instruments = {{.symbol = "BTC/USDT:USDT",
                               .tick_size = "0.1"_px,
                               .lot_size = "0.001"_qty,
                               .maker = "0.001"_ratio,
                               .taker = "0.001"_ratio,
                               .funding = false}};
        config.books = {{.strategies = {{.name = "scripted", .timeframe = 1h}}}};
        config.books[0].sizing.method = risk::FixedFraction{"0.5"_ratio};
        config.statistics.resamples = 0;
        const auto added =
            catalogue.add({.name = "scripted",
                           .title = "Scripted",
                           .summary = "says what the test says",
                           .make = [script](const auto&, const auto&) -> Result<std::unique_ptr<strategy::Strategy>> {
                               return std::make_unique<Scripted>(script);
                           }});
        EXPECT_TRUE(added);
        EXPECT_TRUE(
            catalogue.add({.name = "listening",
                           .title = "Listening",
                           .summary = "says what the test says when it is time",
                           .make = [script](const auto&, const auto&) -> Result<std::unique_ptr<strategy::Strategy>> {
                               return std::make_unique<Listening>(script);
                           }}));
    }
    void bar(Price open, Price high, Price low, Price close) {
        bars.push_back({.open_time = *parse_iso8601("2026-01-01") + 1h * bars.size(),
                        .open = open,
                        .high = high,
                        .low = low,
                        .close = close,
                        .volume = "1000"_qty});
    }
    /// A bar that opens and closes at these prices and does not leave them.
    void bar(Price open, Price close) { bar(open, std::max(open, close), std::min(open, close), close); }

    RunResult run() {
        table = *make_instruments(config);
        market.bars.clear();
        for (std::uint32_t i = 0; i < table.size(); ++i)
            market.bars.push_back({.instrument = InstrumentId(i), .interval = 1h, .bars = bars});
        auto result = backtest::run(config, table, catalogue, market);
        EXPECT_TRUE(result) << result.error().message();
        return std::move(*result);
    }
};

/// Bought 100.2 (a tick of slippage is 0.1, two of them against us), up to 110, and down to 95 in the bar after.
Fixture rise_and_fall() {
    Fixture f({{1, Direction::buy}});
    f.config.slippage = {.kind = sim::SlippageKind::ticks, .ticks = 2};
    f.bar("100"_px, "100"_px);
    f.bar("100"_px, "100"_px);  // buy is said: half of 10000 at 100 is 50
    f.bar("100"_px, "110"_px, "100"_px, "108"_px);
    f.bar("108"_px, "108"_px, "95"_px, "96"_px);
    return f;
}

constexpr execution::Distance rate(Ratio r) { return {execution::Distance::Kind::rate, r}; }

TEST(Session, slippage_of_a_stop_that_was_moved_counts_from_where_it_stood) {
    Fixture f = rise_and_fall();
    auto& exits = f.config.books[0].exits;
    exits.stop = rate("0.1"_ratio);         // first at 90.2
    exits.break_even = rate("0.05"_ratio);  // at 105.3 it moves to the entry, 100.2
    const auto r = f.run();
    const auto& fills = r.recorded->fills();
    ASSERT_EQ(fills.size(), 2U);
    EXPECT_EQ(fills[1].price, "100"_px);
    EXPECT_EQ(fills[1].decision_price, "100.2"_px);
    ASSERT_EQ(r.trades.size(), 1U);
    EXPECT_EQ(r.trades[0].slippage, "20"_money);  // 50 × 0.2 of the entry and of the stop
}

TEST(Session, slippage_of_a_stop_that_trails_at_the_venue_counts_from_where_it_got_to) {
    Fixture f = rise_and_fall();
    auto& exits = f.config.books[0].exits;
    exits.trail = rate("0.1"_ratio);
    exits.trail_mode = execution::TrailMode::at_venue;
    const auto r = f.run();
    const auto& fills = r.recorded->fills();
    ASSERT_EQ(fills.size(), 2U);
    EXPECT_EQ(fills[1].decision_price - fills[1].price, "0.2"_px);
    ASSERT_EQ(r.trades.size(), 1U);
    EXPECT_EQ(r.trades[0].slippage, "20"_money);
}

TEST(Session, time_in_the_market_is_the_time_that_trades_were_held) {
    Fixture f = rise_and_fall();
    f.config.books[0].exits.stop = rate("0.01"_ratio);  // 99.2: first reached in the last bar, from 03:00 to 04:00
    f.bar("96"_px, "96"_px);
    f.bar("96"_px, "96"_px);
    const auto r = f.run();
    ASSERT_EQ(r.trades.size(), 1U);
    EXPECT_EQ(r.trades[0].exit_time - r.trades[0].entry_time, 2h);  // from the open at 02:00 to the close at 04:00
    const auto& m = r.summary;
    EXPECT_DOUBLE_EQ(*m[performance::MetricId::exposure_time].value, 2.0 / 6);
    EXPECT_DOUBLE_EQ(*m[performance::MetricId::average_held].value, 2.0 / 24);
    EXPECT_DOUBLE_EQ(*m[performance::MetricId::longest_flat].value, 2.0 / 24);  // before as long as after
}

TEST(Session, a_position_that_lived_within_one_bar_was_in_the_market) {
    Fixture f({{1, Direction::buy}});
    f.config.books[0].exits.stop = rate("0.05"_ratio);
    f.bar("100"_px, "100"_px);
    f.bar("100"_px, "100"_px);
    f.bar("100"_px, "101"_px, "90"_px, "92"_px);  // bought at the open, stopped at 95
    f.bar("92"_px, "92"_px);
    const auto r = f.run();
    ASSERT_EQ(r.trades.size(), 1U);
    EXPECT_DOUBLE_EQ(*r.summary[performance::MetricId::exposure_time].value, 1.0 / 4);
}

TEST(Session, a_decision_at_the_close_fills_at_the_next_open) {
    Fixture f({{1, Direction::buy}, {3, Direction::hold}});
    f.bar("100"_px, "100"_px);
    f.bar("100"_px, "101"_px);  // buy is said at this close
    f.bar("102"_px, "103"_px);  // and filled at this open
    f.bar("103"_px, "104"_px);  // hold is said
    f.bar("105"_px, "105"_px);  // sold here
    const auto r = f.run();
    const auto& fills = r.recorded->fills();
    ASSERT_EQ(fills.size(), 2U);
    // half of 10000 at the decision price 101 is 49.504 (down to the lot)
    EXPECT_EQ(fills[0].qty, "49.504"_qty);
    EXPECT_EQ(fills[0].price, "102"_px);
    EXPECT_EQ(fills[0].time, *parse_iso8601("2026-01-01T02:00:00Z"));
    EXPECT_EQ(fills[1].price, "105"_px);
    ASSERT_EQ(r.trades.size(), 1U);
    // 49.504 × 3 = 148.512 less fees 0.001 × 49.504 × (102 + 105) = 10.247328
    EXPECT_EQ(r.trades[0].net(), "138.264672"_money);
    EXPECT_EQ(r.summary.end_equity, "10138.264672"_money);
    EXPECT_EQ(r.trades[0].slippage, "0"_money);  // bought 1 above the price decided at, sold 1 above it
}

TEST(Session, an_entry_that_is_valid_for_a_bar_can_fill_in_it_whatever_else_trades) {
    Fixture f({{0, Direction::buy}});
    f.config.books[0].sizing.method = risk::FixedFraction{"0.25"_ratio};
    f.config.books[0].entry = {.type = engine::EntryType::limit, .limit_offset = "0.05"_ratio, .valid_for = 1h};
    f.bar("100"_px, "100"_px);
    f.bar("100"_px, "100"_px, "90"_px, "100"_px);
    f.bar("100"_px, "100"_px, "90"_px, "100"_px);
    EXPECT_EQ(f.run().recorded->fills().size(), 1U);
    f.config.instruments.push_back(f.config.instruments[0]);
    f.config.instruments[1].symbol = "ETH/USDT:USDT";
    EXPECT_EQ(f.run().recorded->fills().size(), 2U);
}

TEST(Session, an_entry_is_over_at_its_expiry) {
    Fixture f({{0, Direction::buy}});
    f.config.books[0].entry = {.type = engine::EntryType::limit, .limit_offset = "0.05"_ratio, .valid_for = 1h};
    f.bar("100"_px, "100"_px);
    f.bar("100"_px, "100"_px);
    f.bar("90"_px, "100"_px, "90"_px, "100"_px);  // through the limit, an instant too late
    EXPECT_TRUE(f.run().recorded->fills().empty());
}

TEST(Session, a_reversal_closes_and_opens_at_the_same_price) {
    Fixture f({{0, Direction::buy}, {1, Direction::sell}, {2, Direction::hold}});
    for (const auto price : {"100"_px, "100"_px, "110"_px, "90"_px, "90"_px}) f.bar(price, price);
    const auto r = f.run();
    ASSERT_EQ(r.recorded->fills().size(), 4U);
    EXPECT_EQ(r.recorded->fills()[1].price, "110"_px);
    EXPECT_EQ(r.recorded->fills()[2].price, "110"_px);
    EXPECT_EQ(r.recorded->fills()[2].side, Side::sell);
    ASSERT_EQ(r.trades.size(), 2U);
    EXPECT_EQ(r.trades[1].side, Side::sell);
    EXPECT_TRUE(r.trades[1].net().is_positive());
}

TEST(Session, a_protective_stop_works_within_the_bar_that_opened_the_position) {
    Fixture f({{0, Direction::buy}});
    f.config.books[0].exits.stop = {.kind = execution::Distance::Kind::rate, .value = "0.05"_ratio};
    f.bar("100"_px, "100"_px);
    f.bar("100"_px, "101"_px, "90"_px, "99"_px);  // bought at the open, then through the stop at 95
    f.bar("99"_px, "99"_px);
    const auto r = f.run();
    ASSERT_EQ(r.trades.size(), 1U);
    EXPECT_EQ(r.trades[0].exit_purpose, domain::OrderPurpose::stop_loss);
    EXPECT_EQ(r.trades[0].exit_price, "95"_px);
}

TEST(Session, the_same_run_gives_the_same_digest_and_no_lookahead) {
    const auto once = [] {
        Fixture f({{3, Direction::buy}, {7, Direction::sell}, {12, Direction::hold}});
        for (int i = 0; i < 40; ++i) f.bar(Price::from_int(100 + i % 7), Price::from_int(100 + (i + 1) % 7));
        return f.run();
    };
    const auto a = once(), b = once();
    EXPECT_EQ(a.digest, b.digest);
    EXPECT_EQ(a.truncation_checks, 3U);
    EXPECT_TRUE(a.lookahead.empty());
}

/// Looks at the last bar of the run, which no strategy may know.
class Clairvoyant final : public strategy::Strategy {
public:
    explicit Clairvoyant(const std::vector<domain::Bar>* future) : future_(future) {}
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }
    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        context.emit(bar.instrument(),
                     (*future_)[seen_++ % future_->size()].close > bar.bar().close ? Direction::buy : Direction::sell);
    }

private:
    const std::vector<domain::Bar>* future_;
    std::size_t seen_ = 1;
};

TEST(Session, the_truncation_check_names_a_strategy_that_looks_into_the_future) {
    Fixture f({});
    for (int i = 0; i < 60; ++i) f.bar(Price::from_int(100 + (i * 7) % 11), Price::from_int(100 + ((i + 1) * 7) % 11));
    // It holds on to the data that it was made with: each run is made with what is known in it.
    const Market* known = nullptr;
    std::vector<domain::Bar> future;
    (void)known;
    strategy::Catalogue catalogue;
    int made = 0;
    ASSERT_TRUE(catalogue.add({.name = "scripted",
                               .title = "",
                               .summary = "",
                               .make = [&](const auto&, const auto&) -> Result<std::unique_ptr<strategy::Strategy>> {
                                   future = f.bars;
                                   if (made++ > 0) future.resize(12);  // the truncated runs know less
                                   return std::make_unique<Clairvoyant>(&future);
                               }}));
    f.table = *make_instruments(f.config);
    f.market.bars = {{.instrument = btc, .interval = 1h, .bars = f.bars}};
    const auto r = backtest::run(f.config, f.table, catalogue, f.market, {.leave_one_out = false});
    ASSERT_TRUE(r);
    ASSERT_FALSE(r->lookahead.empty());
    EXPECT_EQ(r->lookahead[0].voter, "scripted");
}

TEST(Session, drawdown_stops_the_platform_flattens_and_stays_stopped) {
    Fixture f({{0, Direction::buy}, {4, Direction::hold}, {5, Direction::buy}});
    f.config.books[0].sizing.method = risk::FixedFraction{"0.9"_ratio};
    f.config.risk_state.stopped.drawdown = "0.1"_ratio;
    for (const auto price : {"100"_px, "100"_px, "80"_px, "80"_px, "80"_px, "80"_px, "80"_px, "80"_px})
        f.bar(price, price);
    const auto r = f.run();
    ASSERT_EQ(r.trades.size(), 1U);
    EXPECT_EQ(r.trades[0].exit_purpose, domain::OrderPurpose::flatten);
    ASSERT_FALSE(r.recorded->transitions().empty());
    EXPECT_EQ(r.recorded->transitions().back().to, domain::RiskState::stopped);
    EXPECT_TRUE(r.recorded->refusals().contains("SIZE_STATE"));
}

/// A market without direction and a script that changes its mind all the time, with stops, rests and a risk state.
Fixture restless(std::uint64_t seed) {
    Prng random(seed);
    std::map<int, Direction> script;
    constexpr Direction any[] = {Direction::buy, Direction::hold, Direction::sell};
    for (int at = 3; at < 3000; at += 1 + static_cast<int>(random.below(40))) script[at] = any[random.below(3)];
    Fixture f(script);
    if (seed != 5)  // without stops a bar is calm from the fill at its open on
        f.config.books[0].exits.stop = {.kind = execution::Distance::Kind::rate, .value = "0.01"_ratio};
    if (seed % 2 == 0) f.config.books[0].exits.trail = {.kind = execution::Distance::Kind::rate, .value = "0.02"_ratio};
    f.config.protections.cooldown = 5h;
    f.config.risk_state.reduced.daily_loss = "0.01"_ratio;
    f.config.risk_state.crisis.drawdown = "0.3"_ratio;
    Price price = "100"_px;
    const auto some = [&] { return Price::from_raw(static_cast<std::int64_t>(random.below(10)) * 1'000'000'000); };
    for (int i = 0; i < 3000; ++i) {
        const Price open = price + some() - some(), close = std::max(open + some() - some(), "10"_px);
        f.bar(open, std::max(open, close) + some(), std::min(open, close) - some(), close);
        price = close;
    }
    return f;
}

TEST(Replay, calm_stretches_leave_what_bars_one_by_one_leave) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        SCOPED_TRACE(seed);
        Fixture f = restless(seed);
        std::uint64_t number = 0;  // from 4 on with bars missing here and there
        if (seed > 3) std::erase_if(f.bars, [&](const domain::Bar&) { return ++number % 37 < 3; });
        std::vector<domain::Funding> funding;
        for (std::size_t i = 8; seed > 2 && i < f.bars.size(); i += 8)
            funding.push_back({.instrument = btc, .time = f.bars[i].open_time, .rate = "0.0001"_ratio});
        if (seed > 2) f.market.funding = {funding};
        const auto stretches = f.run();
        f.config.books[0].strategies[0].name = "listening";
        const auto heard_in_time = f.run();
        EXPECT_EQ(stretches.digest, heard_in_time.digest);
        EXPECT_EQ(stretches.curve, heard_in_time.curve);
        f.market.trades = {{}};  // beside ticks, though there are none, every bar is looked at
        const auto one_by_one = f.run();
        ASSERT_GT(stretches.trades.size(), 20U);
        EXPECT_EQ(stretches.digest, one_by_one.digest);
        EXPECT_EQ(stretches.trades, one_by_one.trades);
        EXPECT_EQ(stretches.curve, one_by_one.curve);
        EXPECT_EQ(stretches.summary.end_equity, one_by_one.summary.end_equity);
        for (std::size_t m = 0; m < performance::metric_count; ++m)  // exposure and time in the market among them
            EXPECT_EQ(stretches.summary.metrics[m].value, one_by_one.summary.metrics[m].value) << m;
        EXPECT_EQ(stretches.recorded->refusals(), one_by_one.recorded->refusals());
        EXPECT_EQ(stretches.recorded->transitions().size(), one_by_one.recorded->transitions().size());
    }
}

TEST(Session, the_runs_that_doubt_it_may_be_made_in_any_order) {
    Fixture f = restless(5);
    f.config.books[0].strategies = {{.name = "scripted", .label = "a", .timeframe = 1h},
                                    {.name = "scripted", .label = "b", .timeframe = 2h}};
    f.table = *make_instruments(f.config);
    f.market.bars = {{.instrument = btc, .interval = 1h, .bars = f.bars}};
    const auto run = [&](Executor executor) {
        return *backtest::run(f.config, f.table, f.catalogue, f.market, {.executor = std::move(executor)});
    };
    const auto forward = run(run_in_turn);
    const auto backward = run([](std::size_t count, const auto& task) {
        while (count > 0) task(--count);
    });
    EXPECT_EQ(forward.digest, backward.digest);
    EXPECT_EQ(forward.truncation_checks, 3U);
    ASSERT_EQ(backward.contributions.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(forward.contributions[i].voter, backward.contributions[i].voter);
        EXPECT_EQ(forward.contributions[i].net_profit_without.value,
                  backward.contributions[i].net_profit_without.value);
    }
}

TEST(Replay, two_instruments_and_timeframes_play_in_order_of_time) {
    Fixture f({{2, Direction::buy}});
    f.config.instruments.push_back({.symbol = "ETH/USDT:USDT", .lot_size = "0.001"_qty, .funding = false});
    for (int i = 0; i < 12; ++i) f.bar("100"_px, "100"_px);
    const std::vector<domain::Bar> two{f.bars[0], f.bars[6]};
    f.table = *make_instruments(f.config);
    f.market.bars = {{.instrument = InstrumentId(1), .interval = 6h, .bars = two},
                     {.instrument = btc, .interval = 1h, .bars = f.bars}};
    const auto r = backtest::run(f.config, f.table, f.catalogue, f.market);
    ASSERT_TRUE(r) << r.error().message();
    EXPECT_EQ(r->events, 14U);
    EXPECT_EQ(r->summary.end, *parse_iso8601("2026-01-01T12:00:00Z"));
    EXPECT_EQ(r->recorded->fills().size(), 1U);
}

}  // namespace
}  // namespace argosy::backtest
