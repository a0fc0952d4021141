#include "runtime/simulation.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "backtest/run.hpp"
#include "engine/engine.hpp"
#include "runtime/views.hpp"
#include "sim/venue.hpp"
#include "strategies/builtin.hpp"
#include "support/full_disk.hpp"

namespace argosy::runtime {
namespace {

namespace fs = std::filesystem;

strategy::Catalogue strategies_known() {
    strategy::Catalogue c;
    strategies::add_builtin(c);
    return c;
}

/// A folder that is gone after the test.
struct TempFolder {
    fs::path path = fs::temp_directory_path() / ("argosy-sim-" + std::to_string(::getpid()) + "-" +
                                                 ::testing::UnitTest::GetInstance()->current_test_info()->name());
    TempFolder() { fs::remove_all(path); }
    ~TempFolder() { fs::remove_all(path); }
};

struct Fills final : Listener {
    std::vector<domain::Fill> fills;
    std::vector<domain::Order> orders;
    std::vector<domain::BarClosed> bars;
    void on_fill(const domain::Fill& f) override { fills.push_back(f); }
    void on_bar(const domain::BarClosed& b) override { bars.push_back(b); }
};

std::unique_ptr<Simulation> open_simulation(const fs::path& journal, SimulationConfig config = default_simulation()) {
    static const auto known = strategies_known();
    auto s = Simulation::open(std::move(config), known, {.journal = journal, .durability = journal::Durability::none});
    EXPECT_TRUE(s) << s.error().message();
    return s ? std::move(*s) : nullptr;
}

/// Everything that must be equal in two simulations that went the same way.
std::string state_of(Simulation& s) {
    return portfolio_json(s) + positions_json(s) + orders_json(s, 50) + trades_json(s, 50) + risk_json(s) +
           alerts_json(s, 50);
}

TEST(Simulation, the_default_trades_with_three_voters_and_more) {
    auto s = open_simulation({});
    s->play_history();
    EXPECT_EQ(s->steps(), 1440U);
    EXPECT_GE(s->engine().books()[0]->consensus().voters().size(), 3U);
    EXPECT_GT(s->engine().trades().closed().size(), 10U);
    EXPECT_GT(s->history().ballots().size(), 10U);
    EXPECT_EQ(s->engine().equity(), s->venue().equity(domain::Currency("USDT")));  // our books are the venue's
}

TEST(Simulation, the_same_bars_through_a_backtest_give_the_same_orders_and_fills) {
    auto s = open_simulation({});
    Fills seen;
    s->listen(seen);
    for (int i = 0; i < 3000; ++i) ASSERT_TRUE(s->step());
    backtest::Market market;
    std::vector<std::vector<domain::Bar>> bars(3);
    for (const auto& b : seen.bars) bars[b.instrument.value()].push_back(b.bar);
    for (std::uint32_t i = 0; i < 3; ++i)
        market.bars.push_back({.instrument = InstrumentId(i), .interval = 1min, .bars = bars[i]});
    const auto known = strategies_known();
    const auto table = backtest::make_instruments(s->config().run);
    const auto r =
        backtest::run(s->config().run, *table, known, market, {.truncation_checks = 0, .leave_one_out = false});
    ASSERT_TRUE(r) << r.error().message();
    ASSERT_GT(r->recorded->fills().size(), 20U);
    // The simulation has seen the open of the bar after the last one; the backtest ends with the last close.
    ASSERT_GE(seen.fills.size(), r->recorded->fills().size());
    for (std::size_t i = 0; i < r->recorded->fills().size(); ++i)
        EXPECT_EQ(r->recorded->fills()[i], seen.fills[i]) << i;
}

TEST(Simulation, continues_after_a_crash_where_it_was_and_like_a_twin_that_never_crashed) {
    TempFolder folder;
    auto twin = open_simulation({});
    for (int cycle = 0; cycle < 5; ++cycle) {
        auto s = open_simulation(folder.path);
        ASSERT_TRUE(s);
        EXPECT_EQ(s->steps(), twin->steps());
        EXPECT_EQ(state_of(*s), state_of(*twin));
        for (int i = 0; i < 400; ++i) {
            ASSERT_TRUE(s->step());
            ASSERT_TRUE(twin->step());
        }
        ASSERT_TRUE(s->commit());
    }
}

TEST(Simulation, an_emergency_stop_is_latched_over_a_restart) {
    TempFolder folder;
    {
        auto s = open_simulation(folder.path);
        for (int i = 0; i < 800; ++i) s->step();
        ASSERT_TRUE(s->command(domain::EmergencyStop{.flatten = true, .reason = "test"}));
        for (int i = 0; i < 5; ++i) s->step();
        for (const auto& p : s->engine().portfolio().positions()) EXPECT_TRUE(p.is_flat());
        EXPECT_FALSE(s->command(domain::StartTrading{}));
        s->commit();
    }
    auto s = open_simulation(folder.path);
    EXPECT_TRUE(s->engine().emergency().is_tripped());
    const auto orders = s->engine().orders().counters().submitted;
    for (int i = 0; i < 400; ++i) s->step();
    EXPECT_EQ(s->engine().orders().counters().submitted, orders);
    ASSERT_TRUE(s->command(domain::ResetEmergency{.confirm = false}));
    ASSERT_TRUE(s->command(domain::ResetEmergency{.confirm = true}));
    ASSERT_TRUE(s->command(domain::StartTrading{}));
    for (int i = 0; i < 400; ++i) s->step();
    EXPECT_GT(s->engine().orders().counters().submitted, orders);
}

TEST(Simulation, forgets_old_trades_without_telling_any_twice_or_losing_count) {
    struct Trades final : Listener {
        std::size_t told = 0;
        void on_trade(const domain::RoundTrip&) override { ++told; }
    } trades;
    auto s = open_simulation({});
    s->listen(trades);
    for (int i = 0; i < 1500; ++i) s->step();
    ASSERT_GT(trades.told, 20U);
    s->engine().forget_trades(3);
    const std::size_t before = trades.told;
    for (int i = 0; i < 1500; ++i) s->step();
    EXPECT_EQ(s->engine().trades().closed().size(), 3 + trades.told - before);
    EXPECT_EQ(s->history().trades().closed, trades.told);
}

TEST(Simulation, an_emergency_stop_holds_although_the_journal_cannot_take_it) {
    TempFolder folder;
    auto s = open_simulation(folder.path);
    for (int i = 0; i < 300; ++i) s->step();
    ASSERT_FALSE(s->failure());
    const testing::FullDisk full;
    EXPECT_FALSE(s->command(domain::StopTrading{})) << "it must not be confirmed before it is on the disk";
    ASSERT_TRUE(s->failure());
    EXPECT_FALSE(s->command(domain::StartTrading{}));
    EXPECT_FALSE(s->is_trading());
    const auto stopped = s->command(domain::EmergencyStop{.reason = "test"});
    ASSERT_FALSE(stopped);
    EXPECT_NE(stopped.error().message().find("not over a restart"), std::string_view::npos);
    EXPECT_TRUE(s->engine().emergency().is_tripped());
}

TEST(Simulation, a_journal_of_another_configuration_is_refused_with_the_next_step) {
    TempFolder folder;
    {
        open_simulation(folder.path)->step();
    }
    auto other = default_simulation();
    other.run.account.balance = Money::from_int(1);
    static const auto known = strategies_known();
    const auto s = Simulation::open(other, known, {.journal = folder.path});
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code(), Errc::corrupt);
    EXPECT_NE(s.error().hint().find("--new"), std::string_view::npos);
}

TEST(Simulation, a_journal_cut_at_any_place_gives_the_same_run_again) {
    TempFolder folder;
    auto twin = open_simulation({});
    for (int i = 0; i < 600; ++i) twin->step();
    {
        auto s = open_simulation(folder.path);
        for (int i = 0; i < 600; ++i) s->step();
        s->commit();
    }
    fs::path segment;
    for (const auto& e : fs::directory_iterator(folder.path))
        if (e.is_regular_file() && e.file_size() > 10'000) segment = e.path();
    ASSERT_FALSE(segment.empty());
    for (const std::uintmax_t cut : {1u, 7u, 100u, 1000u}) {
        fs::resize_file(segment, fs::file_size(segment) - cut);
        auto s = open_simulation(folder.path);
        ASSERT_TRUE(s);
        while (s->steps() < 600) ASSERT_TRUE(s->step());
        EXPECT_EQ(state_of(*s), state_of(*twin)) << cut;
    }
}

}  // namespace
}  // namespace argosy::runtime
