// Positions that follow the strength of the decisions, through engine and venue, against fills worked out by hand.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>

#include "backtest/replay.hpp"
#include "backtest/run.hpp"
#include "backtest/session.hpp"
#include "engine/engine.hpp"
#include "strategies/builtin.hpp"

namespace argosy::backtest {
namespace {

using domain::Direction;
using domain::Side;
using engine::ResizeWhen;

struct Say {
    Direction direction = Direction::buy;
    double strength = 1;
    Price stop;
};
using Script = std::map<int, Say>;

/// Says what the test tells it to, by the number of the bar (0, 1, 2 ...).
class Scripted final : public strategy::Strategy {
public:
    explicit Scripted(Script script) : script_(std::move(script)) {}
    [[nodiscard]] std::size_t warm_up() const noexcept override { return 1; }
    void on_bar(const strategy::BarView& bar, strategy::Context& context) override {
        if (const auto it = script_.find(bar_++); it != script_.end())
            context.emit(bar.instrument(), it->second.direction,
                         {.strength = it->second.strength, .stop_price = it->second.stop});
    }

private:
    Script script_;
    int bar_ = 0;
};

/// A perpetual with a fee of 0.1 % and no slippage; a full position is worth half of the equity.
struct Desk {
    RunConfig config;
    domain::InstrumentTable table;
    strategy::Catalogue catalogue;
    std::vector<domain::Bar> bars;
    Market market;

    explicit Desk(std::string strategy, const Script& script = {}) {
        strategies::add_builtin(catalogue);
        add("scripted", script);
        config.instruments = {{.symbol = "BTC/USDT:USDT",
                               .tick_size = "0.1"_px,
                               .lot_size = "0.001"_qty,
                               .maker = "0.001"_ratio,
                               .taker = "0.001"_ratio,
                               .funding = false}};
        config.books = {{.strategies = {{.name = std::move(strategy), .timeframe = 1h}}}};
        book().sizing.method = risk::FixedFraction{"0.5"_ratio};
        config.statistics.resamples = 0;
    }
    void add(std::string_view name, const Script& script) {
        const auto added =
            catalogue.add({.name = name,
                           .title = "Scripted",
                           .summary = "says what the test says",
                           .scales = true,
                           .make = [script](const auto&, const auto&) -> Result<std::unique_ptr<strategy::Strategy>> {
                               return std::make_unique<Scripted>(script);
                           }});
        EXPECT_TRUE(added) << name;
    }
    engine::BookSettings& book() { return config.books[0]; }

    void bar(Price open, Price high, Price low, Price close) {
        bars.push_back({.open_time = *parse_iso8601("2026-01-01") + 1h * bars.size(),
                        .open = open,
                        .high = high,
                        .low = low,
                        .close = close,
                        .volume = "1000"_qty});
    }
    void bar(Price open, Price close) { bar(open, std::max(open, close), std::min(open, close), close); }
    void bars_at(Price price, int count) {
        for (int i = 0; i < count; ++i) bar(price, price);
    }

    RunResult run() {
        table = *make_instruments(config);
        market.bars = {{.instrument = InstrumentId(0), .interval = 1h, .bars = bars}};
        auto result = backtest::run(config, table, catalogue, market);
        EXPECT_TRUE(result) << result.error().message();
        return std::move(*result);
    }
    /// "5:buy 31.25@82": hour of the fill (inside a bar: that of its end), side, quantity, price.
    std::string fills() { return fills_of(run()); }
    static std::string fills_of(const RunResult& result) {
        std::string out;
        for (const auto& f : result.recorded->fills())
            out += fmt::format("{}{}:{} {}@{}", out.empty() ? "" : " ",
                               (f.time - *parse_iso8601("2026-01-01")) / Duration(1h), to_string(f.side),
                               to_string(f.qty), to_string(f.price));
        return out;
    }
};

/// The average of the first four closes after the fall is 95, so the levels are 9.5 apart: 85.5 and 76 below it.
/// A full position is half of 10,000 at the close of 80: 62.5, a level half of that.
Desk grid_below() {
    Desk desk("grid");
    desk.book().strategies[0].parameters = {{"anchor", "4"}, {"spacing", "0.1"}, {"levels", "2"}};
    desk.bars_at("100"_px, 4);
    desk.bar("100"_px, "80"_px);  // 1.6 levels below
    desk.bar("82"_px, "76"_px);   // 2 levels
    return desk;
}

TEST(Resize, a_grid_trades_its_levels) {
    Desk desk = grid_below();
    desk.bar("77"_px, "85.5"_px);  // 1: a level is given back
    desk.bar("86"_px, "76"_px);    // 2
    desk.bar("75"_px, "95"_px);    // 0: out
    desk.bar("96"_px, "96"_px);
    desk.bar("96"_px, "105"_px);   // average 93: 1.3 above; equity is 10,000 + 1,375 - 16 of fees: half at 105 is 54.09
    desk.bar("104"_px, "112"_px);  // 2 above
    desk.bar("111"_px, "100"_px);  // 0.75
    desk.bar("101"_px, "92"_px);   // back below the anchor
    desk.bar("93"_px, "93"_px);
    const auto result = desk.run();
    EXPECT_EQ(Desk::fills_of(result),
              "5:buy 31.25@82 6:buy 31.25@77 7:sell 31.25@86 8:buy 31.25@75 9:sell 62.5@96 "
              "11:sell 27.045@104 12:sell 27.045@111 13:buy 27.045@101 14:buy 27.045@93");
    ASSERT_EQ(result.trades.size(), 2U) << "from flat to flat";
    EXPECT_EQ(result.trades[0].net(), "1359"_money);
    // 27.045 × (104 + 111 - 101 - 93) = 567.945, fees 0.001 × 27.045 × 409 = 11.061405
    EXPECT_EQ(result.trades[1].net(), "556.883595"_money);
    EXPECT_EQ(result.summary.end_equity, "11915.883595"_money);
    EXPECT_TRUE(result.lookahead.empty());
}

TEST(Resize, the_stops_of_a_grid_cover_what_it_holds_and_never_more) {
    Desk in = grid_below();
    in.bar("77"_px, "77"_px, "60"_px, "77"_px);  // through the stop, one level beyond the grid: 95 × 0.7
    EXPECT_EQ(in.fills(), "5:buy 31.25@82 6:buy 31.25@77 7:sell 31.25@66.5 7:sell 31.25@66.5");
    Desk out = grid_below();
    out.bar("77"_px, "85.5"_px);
    out.bar("86"_px, "86"_px, "60"_px, "86"_px);
    EXPECT_EQ(out.fills(), "5:buy 31.25@82 6:buy 31.25@77 7:sell 31.25@86 8:sell 31.25@66.5");
}

Script strengths(std::initializer_list<double> each) {
    Script script;
    for (const double s : each) script[static_cast<int>(script.size())] = {.strength = s};
    return script;
}

TEST(Resize, happens_only_where_it_is_asked_for) {
    Desk desk("scripted", strengths({0.5, 1, 0.25}));
    desk.bars_at("100"_px, 5);
    EXPECT_EQ(desk.fills(), "1:buy 25@100 2:buy 25@100 3:sell 37.5@100");
    desk.book().resize.when = ResizeWhen::never;
    EXPECT_EQ(desk.fills(), "1:buy 25@100");
}

TEST(Resize, a_strategy_that_does_not_scale_is_resized_when_the_book_says_always) {
    Desk desk("rsi_reversion");
    desk.book().resize.when = ResizeWhen::always;
    for (int i = 0; i < 200; ++i) desk.bar(Price::from_int(100 + i % 37), Price::from_int(100 + (i + 1) % 37));
    const auto always = desk.run();
    desk.book().resize.when = ResizeWhen::never;
    const auto never = desk.run();
    EXPECT_GT(never.recorded->fills().size(), 2U);
    EXPECT_EQ(always.recorded->fills().size(), never.recorded->fills().size()) << "its strength does not change";
}

TEST(Resize, leaves_changes_alone_that_are_too_small_to_trade) {
    Desk desk("scripted", strengths({0.5, 0.504, 0.5051, 0.5}));
    desk.bars_at("100"_px, 6);
    // Of a full position of 50: +0.2 is below 0.5 % of it, +0.255 and -0.255 are not.
    EXPECT_EQ(desk.fills(), "1:buy 25@100 3:buy 0.255@100 4:sell 0.255@100");
    desk.config.instruments[0].notional_min = "26"_money;
    EXPECT_EQ(desk.fills(), "1:buy 25@100") << "0.255 is worth 25.5";
}

TEST(Resize, a_rest_that_could_not_be_sold_goes_with_the_part) {
    Desk desk("scripted", strengths({1, 0.01}));
    desk.config.instruments[0].qty_min = "1"_qty;
    desk.bars_at("100"_px, 4);
    EXPECT_EQ(desk.fills(), "1:buy 50@100 2:sell 50@100");
}

TEST(Resize, a_full_position_stays_what_it_was_when_the_position_was_opened) {
    Desk desk("scripted", strengths({0.5, 1, 0.5, 0.4}));
    for (const auto price : {"100"_px, "50"_px, "200"_px, "80"_px, "80"_px}) desk.bar(price, price);
    EXPECT_EQ(desk.fills(), "1:buy 25@50 2:buy 25@200 3:sell 25@80 4:sell 5@80");
}

TEST(Resize, an_undecided_vote_leaves_the_size_alone) {
    Desk desk("scripted", {{0, {}}});
    desk.add("other", {{0, {}}, {1, {.direction = Direction::sell}}});
    desk.book().strategies.push_back({.name = "other", .timeframe = 1h});
    desk.bars_at("100"_px, 4);
    EXPECT_EQ(desk.fills(), "1:buy 50@100") << "a draw";
}

TEST(Resize, a_reversal_and_an_exit_close_everything_that_was_added) {
    Desk desk("scripted", {{0, {.strength = 0.5}},
                           {1, {.strength = 1}},
                           {2, {.direction = Direction::sell, .strength = 0.5}},
                           {3, {.direction = Direction::sell, .strength = 1}},
                           {4, {.direction = Direction::hold}}});
    desk.config.instruments[0].taker = "0"_ratio;
    desk.book().sizing.method = risk::FixedFraction{"0.25"_ratio};  // both sides at once fit into the margin
    desk.bars_at("100"_px, 7);
    EXPECT_EQ(desk.fills(), "1:buy 12.5@100 2:buy 12.5@100 3:sell 25@100 3:sell 12.5@100 4:sell 12.5@100 5:buy 25@100");
}

TEST(Resize, waits_for_the_order_under_way_and_then_makes_up_for_it) {
    Desk desk("scripted", strengths({0.5, 1, 0.5, 0.2}));
    desk.config.latency.entry.mean = 90min;  // an order reaches the venue in the bar after the next
    desk.bars_at("100"_px, 12);
    const auto result = desk.run();
    Qty position;
    for (const auto& f : result.recorded->fills()) position += domain::signed_qty(f.side, f.qty);
    EXPECT_EQ(position, "10"_qty) << Desk::fills_of(result);
}

TEST(Resize, an_exit_closes_what_a_part_under_way_leaves) {
    Desk desk("scripted", {{0, {.strength = 1}}, {4, {.strength = 0.5}}, {5, {.direction = Direction::hold}}});
    desk.config.latency.entry.mean = 90min;
    desk.bars_at("100"_px, 12);
    Qty position;
    const auto result = desk.run();
    for (const auto& f : result.recorded->fills()) position += domain::signed_qty(f.side, f.qty);
    EXPECT_EQ(position, Qty{}) << Desk::fills_of(result);
    EXPECT_EQ(result.recorded->fills().size(), 3U) << Desk::fills_of(result);
}

/// A session that a person can interrupt.
struct Bench {
    explicit Bench(Desk& desk)
        : engine(*engine::Engine::make({.instruments = desk.table,
                                        .catalogue = desk.catalogue,
                                        .settings = engine_settings(desk.config),
                                        .account = account_settings(desk.config)})),
          venue(desk.table, venue_settings(desk.config)),
          session(*engine, venue),
          replay(desk.market) {}

    std::unique_ptr<engine::Engine> engine;
    sim::Venue venue;
    Session session;
    Replay replay;
};

TEST(Resize, an_emergency_stop_closes_also_what_an_exit_under_way_leaves_when_it_is_canceled) {
    for (const Say on_its_way : {Say{.strength = 0.5}, Say{.direction = Direction::hold}}) {
        Desk desk("scripted", {{0, {}}, {4, on_its_way}});
        desk.config.latency.entry.mean = 90min;
        desk.bars_at("100"_px, 12);
        (void)desk.run();
        Bench bench(desk);
        const Time stop = *parse_iso8601("2026-01-01T05:30:00Z");
        bench.replay.run_until(bench.session, stop);
        ASSERT_EQ(bench.engine->orders().open_count(), 1U);
        ASSERT_TRUE(bench.session.on_command(domain::EmergencyStop{.flatten = true, .reason = "test"}, stop));
        bench.replay.run(bench.session);
        EXPECT_EQ(bench.engine->books()[0]->position(InstrumentId(0)), Qty{});
    }
}

TEST(Resize, moves_a_resting_entry_to_the_size_that_is_wanted) {
    Desk desk("scripted", strengths({0.5, 1}));
    desk.book().entry = {.type = engine::EntryType::limit, .limit_offset = "0.1"_ratio};
    desk.bars_at("100"_px, 3);  // limits at 90 wait: 25, then 50 in its place
    desk.bar("100"_px, "100"_px, "80"_px, "100"_px);
    desk.bar("100"_px, "100"_px);
    EXPECT_EQ(desk.fills(), "4:buy 50@90");
}

TEST(Resize, opens_nothing_that_the_voters_do_not_agree_on) {
    Desk desk("scripted", {{0, {.direction = Direction::buy}}});
    desk.add("objector", {{2, {.direction = Direction::sell}}});
    desk.book().strategies.push_back({.name = "objector", .timeframe = 1h, .weight = 0.4, .veto = true});
    desk.book().consensus = {.quorum = 1, .agreement = 0.6};
    desk.book().exits.stop = {.kind = execution::Distance::Kind::rate, .value = "0.05"_ratio};
    desk.bar("100"_px, "100"_px);
    desk.bar("100"_px, "101"_px, "90"_px, "99"_px);  // bought, and out at the stop
    desk.bars_at("99"_px, 3);                        // at the close of the first the objector's veto stands
    const auto result = desk.run();
    EXPECT_EQ(Desk::fills_of(result), "1:buy 50@100 2:sell 50@95");
    EXPECT_EQ(result.recorded->reasons().count("VETO"), 1U);
}

TEST(Resize, adds_less_in_a_reduced_risk_state) {
    Desk desk("scripted", strengths({0.5, 0.5, 1}));
    desk.config.risk_state.reduced.drawdown = "0.1"_ratio;
    desk.config.risk_state.reduced_size = "0.4"_ratio;
    desk.bars_at("100"_px, 2);
    desk.bar("100"_px, "50"_px);  // 25 bought at 100 lose 1,250: an eighth
    desk.bar("50"_px, "50"_px);
    EXPECT_EQ(desk.fills(), "1:buy 25@100 3:buy 10@50");
}

}  // namespace
}  // namespace argosy::backtest
