#include "runtime/snapshot.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "engine/engine.hpp"
#include "journal/reader.hpp"
#include "runtime/simulation.hpp"
#include "strategies/builtin.hpp"

namespace argosy::runtime {
namespace {

namespace fs = std::filesystem;

struct TempFolder {
    fs::path path = fs::temp_directory_path() / ("argosy-snapshot-" + std::to_string(::getpid()) + "-" +
                                                 ::testing::UnitTest::GetInstance()->current_test_info()->name());
    TempFolder() { fs::remove_all(path); }
    ~TempFolder() { fs::remove_all(path); }
};

/// A run that begins with some history and writes a snapshot whenever there are so many records more.
std::unique_ptr<Simulation> open(const fs::path& journal, std::uint64_t snapshot_every,
                                 const SimulationConfig& config = default_simulation()) {
    static const auto known = [] {
        strategy::Catalogue c;
        strategies::add_builtin(c);
        return c;
    }();
    auto s = Simulation::open(
        config, known, {.journal = journal, .durability = journal::Durability::none, .snapshot_every = snapshot_every});
    EXPECT_TRUE(s) << s.error().message();
    if (s) (*s)->play_history();
    return s ? std::move(*s) : nullptr;
}

void play(Simulation& s, std::uint64_t until) {
    while (s.steps() < until) ASSERT_TRUE(s.step());
}

/// A checksum over all that was recorded; the journal's own knows also when it was synced.
std::uint64_t records_of(const fs::path& journal) {
    auto reader = journal::Reader::open(journal).value();
    journal::Record record;
    std::uint64_t sum = 0;
    while (reader.next(record).value()) {
        const std::uint64_t head[] = {record.sequence, record.type, static_cast<std::uint64_t>(to_ns(record.time))};
        sum = checksum64(record.payload, checksum64(std::as_bytes(std::span(head)), sum));
    }
    return sum;
}

SimulationConfig short_history() {
    auto c = default_simulation();
    c.history = 200;
    return c;
}

/// Every built-in strategy that can be kept, and exits that follow the market.
SimulationConfig many_strategies() {
    auto c = short_history();
    auto& book = c.run.books[0];
    for (const char* name :
         {"bollinger_breakout", "bollinger_reversion", "donchian_trend", "grid", "rsi_reversion", "vwap_reversion"})
        book.strategies.push_back({.name = name, .timeframe = 1min});
    book.consensus = {.quorum = 1, .agreement = 0.2};
    const auto atr = [](Ratio times) {
        return execution::Distance{.kind = execution::Distance::Kind::atr, .value = times};
    };
    book.exits = {.stop = atr("3"_ratio), .trail = atr("4"_ratio), .bars_max = 90};
    book.entry = {.type = engine::EntryType::limit, .limit_offset = "0.0002"_ratio, .valid_for = 10min};
    book.resize = {.when = engine::ResizeWhen::always};
    return c;
}

class Configured : public ::testing::TestWithParam<SimulationConfig> {};

TEST_P(Configured, a_restart_from_a_snapshot_is_the_run_that_was_never_stopped) {
    TempFolder folder;
    const fs::path stopped = folder.path / "stopped", whole = folder.path / "whole";
    auto twin = open(whole, 0, GetParam());
    std::uint64_t steps = twin->steps();
    for (int cycle = 0; cycle < 6; ++cycle) {
        auto s = open(stopped, 100, GetParam());
        EXPECT_EQ(s->is_from_snapshot(), cycle > 0);
        EXPECT_EQ(s->steps(), twin->steps());
        EXPECT_EQ(s->state_digest(), twin->state_digest());
        steps += 150 + 7 * static_cast<std::uint64_t>(cycle);
        play(*s, steps);
        play(*twin, steps);
        ASSERT_TRUE(twin->state_digest());
        EXPECT_EQ(s->state_digest(), twin->state_digest());
    }
    EXPECT_GT(twin->history().fills().size(), 10U);
    const auto played_again = open(stopped, 0, GetParam());
    EXPECT_FALSE(played_again->is_from_snapshot());
    EXPECT_EQ(played_again->state_digest(), twin->state_digest());
    twin.reset();
    EXPECT_EQ(records_of(stopped), records_of(whole));
}

INSTANTIATE_TEST_SUITE_P(Snapshot, Configured, ::testing::Values(short_history(), many_strategies()));

TEST(Snapshot, keeps_what_people_asked_for) {
    TempFolder folder;
    auto s = open(folder.path, 100, short_history());
    ASSERT_TRUE(s->command(domain::SetParameters{.strategy = StrategyId(0), .values = {{"fast", "5"}}}));
    ASSERT_TRUE(s->command(domain::SetLimits{.values = {{"position_size", "0.1"}, {"open_orders_max", "7"}}}));
    ASSERT_TRUE(s->command(domain::EnableStrategy{.strategy = StrategyId(1), .enabled = false}));
    const domain::PlaceOrderOnce once{
        .request = {.instrument = InstrumentId(0), .qty = "0.01"_qty}, .key = "key", .digest = 5};
    ASSERT_TRUE(s->command(once));
    play(*s, 900);
    const auto digest = s->state_digest();
    s.reset();
    s = open(folder.path, 100, short_history());
    EXPECT_TRUE(s->is_from_snapshot());
    EXPECT_EQ(s->state_digest(), digest);
    EXPECT_EQ(s->engine().parameters(StrategyId(0)).integer("fast"), 5U);
    EXPECT_EQ(s->engine().checks().limits().open_orders_max, 7U);
    EXPECT_FALSE(s->engine().is_enabled(StrategyId(1)));
    ASSERT_NE(s->placement("key"), nullptr);
    EXPECT_EQ(s->placement("key")->digest, 5U);
    play(*s, 1500);
    const auto later = s->state_digest();
    s.reset();
    EXPECT_EQ(open(folder.path, 0, short_history())->state_digest(), later);
}

/// A journal with a snapshot at its end, and what it leads to.
struct Kept {
    TempFolder folder;
    fs::path file = folder.path / "state.snapshot";
    std::optional<std::uint64_t> digest;
    Kept() {
        auto s = open(folder.path, 100, short_history());
        play(*s, 500);
        digest = s->state_digest();
    }
    void expect_full_replay() const {
        auto s = open(folder.path, 1'000'000, short_history());
        EXPECT_FALSE(s->is_from_snapshot());
        EXPECT_EQ(s->state_digest(), digest);
    }
};

TEST(Snapshot, a_damaged_one_is_ignored) {
    const Kept kept;
    const auto size = fs::file_size(kept.file);
    const auto flip = [&](std::uintmax_t at) {
        std::fstream f(kept.file, std::ios::in | std::ios::out | std::ios::binary);
        f.seekg(static_cast<std::streamoff>(at));
        const char c = static_cast<char>(f.get() ^ 0x10);
        f.seekp(static_cast<std::streamoff>(at));
        f.put(c);
    };
    for (const std::uintmax_t at : {std::uintmax_t{0}, std::uintmax_t{9}, std::uintmax_t{17}, size / 2, size - 1}) {
        flip(at);
        kept.expect_full_replay();
        flip(at);
    }
    EXPECT_TRUE(open(kept.folder.path, 1'000'000, short_history())->is_from_snapshot());
    for (const std::uintmax_t left : {size - 1, size / 3, std::uintmax_t{10}, std::uintmax_t{0}}) {
        fs::resize_file(kept.file, left);
        kept.expect_full_replay();
    }
}

TEST(Snapshot, that_of_another_program_configuration_or_journal_is_ignored) {
    const Kept kept;
    const Snapshot own = read_snapshot(kept.folder.path).value();
    const auto try_with = [&](auto change) {
        Snapshot other = own;
        change(other);
        ASSERT_TRUE(write_snapshot(kept.folder.path, other));
        kept.expect_full_replay();
    };
    try_with([](Snapshot& s) { s.program.back() = s.program.back() == '0' ? '1' : '0'; });
    try_with([](Snapshot& s) { s.program.clear(); });
    try_with([](Snapshot& s) { s.config = "other"; });
    try_with([](Snapshot& s) { ++s.place.chain; });
    try_with([](Snapshot& s) { --s.place.sequence; });
    try_with([](Snapshot& s) { s.place.sequence += 1'000'000; });  // a journal that lost its end
    try_with([](Snapshot& s) { s.state.pop_back(); });             // nothing that this program writes
    try_with([](Snapshot& s) { s.state.clear(); });
    ASSERT_TRUE(write_snapshot(kept.folder.path, own));
    EXPECT_TRUE(open(kept.folder.path, 1'000'000, short_history())->is_from_snapshot());
}

TEST(Snapshot, a_program_knows_its_own_name) {
    EXPECT_GE(build_id().size(), 16U);
    EXPECT_EQ(build_id(), build_id());
}

}  // namespace
}  // namespace argosy::runtime
