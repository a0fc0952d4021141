// Many instants in one turn: the same journal, state and facts as instant by instant, told when they are on the disk.
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>

#include "base/prng.hpp"
#include "data/catalogue.hpp"
#include "data/importer.hpp"
#include "engine/engine.hpp"
#include "journal/reader.hpp"
#include "runtime/simulation.hpp"
#include "runtime/views.hpp"
#include "strategies/builtin.hpp"
#include "support/full_disk.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::runtime {
namespace {

constexpr int bars = 4000;

const strategy::Catalogue& known() {
    static const auto catalogue = [] {
        strategy::Catalogue c;
        strategies::add_builtin(c);
        return c;
    }();
    return catalogue;
}

/// Everything that is told, as text, in its order.
struct Told final : Listener {
    std::vector<std::string> facts;
    std::size_t steps = 0;
    void on_order(const domain::Order& o) override { add("order", o.id.value(), o.updated_at); }
    void on_fill(const domain::Fill& f) override { add("fill", f.id.value(), f.time); }
    void on_ballot(const domain::Ballot& b) override { add("ballot", b.id.value(), b.time); }
    void on_alert(const domain::Alert& a) override { add("alert", a.id, a.time); }
    void on_trade(const domain::RoundTrip& t) override { add("trade", t.instrument.value(), t.exit_time); }
    void on_bar(const domain::BarClosed& b) override { add("bar", b.instrument.value(), b.close_time()); }
    void on_step() override { ++steps; }
    void add(std::string_view kind, std::uint64_t number, Time time) {
        facts.push_back(fmt::format("{} {} {}", kind, number, to_ns(time)));
    }
};

class Turn : public ::testing::TestWithParam<int> {
protected:
    /// A walk of minutes, from the second parameter on with some missing.
    void store_bars() {
        Prng random(static_cast<std::uint64_t>(GetParam()) + 5);
        const auto file = folder.path() / "bars.csv";
        std::ofstream out(file);
        out << "timestamp,open,high,low,close,volume\n";
        double price = 100;
        const auto some = [&] { return static_cast<double>(random.below(60)) / 100; };
        for (int i = 0; i < bars; ++i) {
            const double open = price, close = std::max(20.0, open + some() - some());
            price = close;
            if (GetParam() > 0 && i % 97 > 90) continue;
            out << fmt::format("{},{:.2f},{:.2f},{:.2f},{:.2f},1\n", 1'704'067'200LL + i * 60LL, open,
                               std::max(open, close) + some(), std::min(open, close) - some(), close);
        }
        out.close();
        auto store = data::Store::open(folder.path() / "data");
        ASSERT_TRUE(store);
        const auto done = data::import_file(*store, file,
                                            {.key = {.symbol = "BTC/USDT:USDT", .venue = "v", .interval = 1min},
                                             .time_is = data::BarTime::open,
                                             .zone = "UTC",
                                             .unit = data::TimeUnit::seconds});
        ASSERT_TRUE(done) << done.error().describe();
    }
    [[nodiscard]] SimulationConfig config() const {
        SimulationConfig out = default_simulation();
        out.source = SourceKind::replay;
        out.history = 50;
        auto& run = out.run;
        run.instruments = {
            {.symbol = "BTC/USDT:USDT", .venue = "v", .lot_size = Qty::from_raw(1000), .funding = false}};
        run.books[0].strategies = {{.name = "ema_cross", .timeframe = 1min}};
        run.books[0].exits.stop = {.kind = execution::Distance::Kind::rate, .value = Ratio::from_raw(8'000'000)};
        run.books[0].consensus = {};
        if (GetParam() > 1) run.books[0].strategies.push_back({.name = "donchian_trend", .timeframe = 1min});
        return out;
    }
    std::unique_ptr<Simulation> open(SimulationConfig with, std::string_view journal) {
        if (!catalogue) catalogue.emplace(*data::Catalogue::open(folder.path() / "data"));
        auto s =
            Simulation::open(std::move(with), known(), {.journal = folder.path() / journal, .catalogue = &*catalogue});
        EXPECT_TRUE(s) << s.error().describe();
        return s ? std::move(*s) : nullptr;
    }
    /// Type, time and content of every record.
    std::vector<std::string> records(std::string_view journal) {
        auto reader = journal::Reader::open(folder.path() / journal);
        EXPECT_TRUE(reader);
        std::vector<std::string> out;
        for (journal::Record r; *reader->next(r);)
            out.push_back(fmt::format("{} {} ", r.type, to_ns(r.time)) +
                          std::string(reinterpret_cast<const char*>(r.payload.data()), r.payload.size()));
        return out;
    }
    static std::string state_of(Simulation& s) {
        return fmt::format("{} {} ", s.steps(), to_ns(s.now())) + portfolio_json(s) + positions_json(s) +
               orders_json(s, 50) + trades_json(s, 50) + risk_json(s) + alerts_json(s, 50) + equity_json(s, 4000) +
               signals_json(s, 50, {});
    }
    /// Turns of a few windows, and single instants in between.
    static void play_in_turns(Simulation& s) {
        Prng random(9);
        for (bool goes_on = true; goes_on;) {
            int windows = static_cast<int>(random.below(4));
            goes_on = s.play_turn(time_max, [&] { return windows-- > 0; });
            for (auto n = random.below(3); goes_on && n > 0; --n) goes_on = s.step();
        }
    }

    testing::TemporaryFolder folder;
    std::optional<data::Catalogue> catalogue;
};

TEST_P(Turn, leaves_what_instants_one_by_one_leave) {
    store_bars();
    Told one, many;
    auto single = open(config(), "single"), turns = open(config(), "turns");
    ASSERT_TRUE(single && turns);
    single->listen(one);
    turns->listen(many);
    single->play_history();
    turns->play_history();
    while (single->step()) {
    }
    play_in_turns(*turns);
    ASSERT_TRUE(single->commit() && turns->commit());
    EXPECT_GT(single->engine().trades().closed().size(), 30U);
    EXPECT_LT(many.steps, one.steps / 4) << "the turns were no turns";
    EXPECT_EQ(one.facts, many.facts);
    EXPECT_EQ(state_of(*single), state_of(*turns));
    EXPECT_EQ(records("single"), records("turns"));
}

TEST_P(Turn, is_played_again_by_a_restart) {
    store_bars();
    std::string before;
    {
        auto s = open(config(), "journal");
        s->play_history();
        for (int n = 0; n < 5; ++n) ASSERT_TRUE(s->play_turn(time_max, [left = 2]() mutable { return left-- > 0; }));
        ASSERT_TRUE(s->command(domain::StopTrading{}));
        ASSERT_TRUE(s->play_turn(time_max, [left = 1]() mutable { return left-- > 0; }));
        before = state_of(*s);
    }
    auto again = open(config(), "journal");
    ASSERT_TRUE(again);
    EXPECT_EQ(state_of(*again), before);
}

INSTANTIATE_TEST_SUITE_P(Markets, Turn, ::testing::Values(0, 1, 2));

TEST(SyntheticTurn, is_told_when_it_is_on_the_disk_and_not_at_all_when_it_cannot_be) {
    const testing::TemporaryFolder folder;
    auto opened = Simulation::open(default_simulation(), known(), {.journal = folder.path() / "journal"});
    ASSERT_TRUE(opened);
    Simulation& s = **opened;
    s.play_history();
    struct Durable final : Listener {
        explicit Durable(const std::filesystem::path& path) : journal(path) {}
        void on_bar(const domain::BarClosed& bar) override {
            auto reader = journal::Reader::open(journal);
            Time last{};
            for (journal::Record r; *reader->next(r);) last = std::max(last, r.time);
            EXPECT_GE(last, bar.close_time());
            ++told;
        }
        std::filesystem::path journal;
        std::size_t told = 0;
    } durable(folder.path() / "journal");
    s.listen(durable);
    ASSERT_TRUE(s.play_turn(s.now() + 20min, [] { return true; }));
    EXPECT_EQ(durable.told, 3 * 20U);
    const testing::FullDisk full;
    EXPECT_FALSE(s.play_turn(s.now() + 20min, [] { return true; }));
    EXPECT_TRUE(s.failure());
    EXPECT_EQ(durable.told, 3 * 20U);
}

}  // namespace
}  // namespace argosy::runtime
