// What a person may change while it runs: each command does what it says, and a restart repeats it.
#include <gtest/gtest.h>

#include "engine/engine.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "sim/venue.hpp"
#include "strategies/builtin.hpp"
#include "support/full_disk.hpp"
#include "support/killed_child.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::runtime {
namespace {

using argosy::testing::TemporaryFolder;
using domain::RiskState;

constexpr InstrumentId btc{0}, eth{1};

std::unique_ptr<Simulation> open_simulation(const std::filesystem::path& journal = {},
                                            SimulationConfig config = default_simulation(),
                                            journal::Durability durability = journal::Durability::none) {
    static const strategy::Catalogue known = [] {
        strategy::Catalogue c;
        strategies::add_builtin(c);
        return c;
    }();
    auto s = Simulation::open(std::move(config), known, {.journal = journal, .durability = durability});
    EXPECT_TRUE(s) << s.error().message();
    return s ? std::move(*s) : nullptr;
}

void play(Simulation& s, int steps) {
    for (int i = 0; i < steps; ++i) ASSERT_TRUE(s.step());
}

std::string state_of(const Simulation& s) {
    return portfolio_json(s) + positions_json(s) + orders_json(s, 50) + trades_json(s, 50) + risk_json(s) +
           alerts_json(s, 50);
}

/// A limit order far below the market: it stays open.
domain::OrderRequest resting(const Simulation& s, InstrumentId id = btc) {
    return {.instrument = id,
            .type = domain::OrderType::limit,
            .qty = "0.01"_qty,
            .limit_price = round_to_step(scale(s.engine().exposure().last_price(id), "0.8"_ratio),
                                         s.instruments()[id].tick_size, Rounding::floor)};
}

/// Plays until the gate would take a resting order: no cooldown after a loss.
void play_until_free(Simulation& s, InstrumentId id = btc) {
    while (!s.engine().examine(resting(s, id)).empty()) ASSERT_TRUE(s.step());
}

const domain::Order* order_of(const Simulation& s, OrderId id) {
    const auto& orders = s.history().orders();
    const auto found = std::ranges::find(orders, id, &domain::Order::id);
    return found == orders.end() ? nullptr : &*found;
}

TEST(Commands, every_one_is_repeated_by_a_restart_like_a_twin_that_never_stopped) {
    TemporaryFolder folder;
    auto twin = open_simulation();
    std::vector<std::function<domain::Command(const Simulation&)>> commands = {
        [](auto&) { return domain::SetLimits{{{"daily_loss.fraction", "0.02"}, {"position_size", "0.1"}}}; },
        [](auto&) { return domain::SetParameters{StrategyId(0), {{"fast", "5"}, {"slow", "13"}}}; },
        [](auto&) { return domain::SelectInstruments{{eth}}; },
        [](auto& s) { return domain::PlaceOrderOnce{resting(s, eth), "a", 1}; },
        [](auto&) { return domain::SetRiskMode{RiskState::crisis, "a test"}; },
        [](auto&) { return domain::SetRiskMode{RiskState::normal, "it is over"}; },
        [](auto&) { return domain::CancelAll{}; },
        [](auto&) { return domain::SelectInstruments{.all = true}; },
        [](auto&) { return domain::RunCycle{domain::CycleType::entry}; },
        [](auto& s) {
            return domain::MoveStops{.instrument = btc,
                                     .stop = scale(s.engine().exposure().last_price(btc), "0.97"_ratio)};
        },
        [](auto&) { return domain::SetLimits{{{"no_such", "1"}}}; },
        [](auto&) {
            return domain::ApplyVersion{.version = 2,
                                        .limits = {{"open_orders_max", "40"}},
                                        .parameters = {{StrategyId(1), {{"fast", "11"}}}},
                                        .switches = {{StrategyId(2), false}}};
        },
    };
    for (const auto& command : commands) {
        auto s = open_simulation(folder.path());
        ASSERT_TRUE(s);
        ASSERT_EQ(state_of(*s), state_of(*twin));
        EXPECT_EQ(s->command(command(*s)).has_value(), twin->command(command(*twin)).has_value());
        play(*s, 150);
        play(*twin, 150);
        ASSERT_TRUE(s->commit());
    }
    auto s = open_simulation(folder.path());
    EXPECT_EQ(state_of(*s), state_of(*twin));
    EXPECT_EQ(s->engine().checks().limits().daily_loss.of_base, "0.02"_ratio);
    EXPECT_EQ(s->engine().parameters(StrategyId(0)).integer("fast"), 5U);
}

TEST(Commands, limits_are_set_by_name_all_or_none) {
    auto s = open_simulation();
    const auto before = s->engine().checks().limits().open_orders_max;
    const auto refused = s->command(domain::SetLimits{{{"open_orders_max", "7"}, {"dayly_loss.amount", "1"}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().hint(), "did you mean daily_loss?");
    EXPECT_EQ(s->engine().checks().limits().open_orders_max, before);
    EXPECT_FALSE(s->command(domain::SetLimits{{{"price_band", "1.5"}}})) << "at most 1";
    EXPECT_FALSE(s->command(domain::SetLimits{{{"daily_loss", "1"}}})) << "it has parts";
    EXPECT_FALSE(s->command(domain::SetLimits{{{"position_size", "0"}}}));
    ASSERT_TRUE(s->command(domain::SetLimits{{{"open_orders_max", "7"}, {"position_size", "0.05"}}}));
    EXPECT_EQ(s->engine().checks().limits().open_orders_max, 7U);
    EXPECT_EQ(std::get<risk::FixedFraction>(s->engine().books()[0]->settings().sizing.method).fraction, "0.05"_ratio);
}

bool is_enabled(const Simulation& s, std::uint16_t id) { return s.engine().is_enabled(StrategyId(id)); }

TEST(Commands, a_version_is_applied_as_a_whole_or_not_at_all) {
    auto s = open_simulation();
    const auto before = s->engine().checks().limits().open_orders_max;
    const domain::ApplyVersion good{.version = 2,
                                    .limits = {{"open_orders_max", "7"}},
                                    .parameters = {{StrategyId(0), {{"fast", "5"}}}},
                                    .switches = {{StrategyId(1), false}}};
    auto bad = good;
    bad.limits.push_back({"no_such", "1"});
    EXPECT_FALSE(s->command(bad));
    bad = good;
    bad.parameters.push_back({StrategyId(2), {{"no_such", "1"}}});
    EXPECT_FALSE(s->command(bad));
    bad = good;
    bad.parameters[0].values[0].value = "50";  // above slow: the strategy itself refuses
    EXPECT_FALSE(s->command(bad));
    bad = good;
    bad.switches.push_back({StrategyId(99), true});
    EXPECT_FALSE(s->command(bad));
    EXPECT_EQ(s->engine().checks().limits().open_orders_max, before);
    EXPECT_EQ(s->engine().parameters(StrategyId(0)).integer("fast"), 9U);
    EXPECT_TRUE(is_enabled(*s, 1));
    ASSERT_TRUE(s->command(good));
    EXPECT_EQ(s->engine().checks().limits().open_orders_max, 7U);
    EXPECT_EQ(s->engine().parameters(StrategyId(0)).integer("fast"), 5U);
    EXPECT_FALSE(is_enabled(*s, 1));
}

TEST(Commands, a_version_that_was_cut_off_anywhere_is_a_version_that_never_was) {
    namespace fs = std::filesystem;
    const TemporaryFolder folder;
    const fs::path journal = folder.path() / "journal", whole = folder.path() / "whole";
    const auto segment = [&] {  // beside the lock, which is empty
        fs::path largest = fs::directory_iterator(journal)->path();
        for (const auto& entry : fs::directory_iterator(journal))
            if (fs::file_size(entry) > fs::file_size(largest)) largest = entry.path();
        return largest;
    };
    {
        auto s = open_simulation(journal);
        play(*s, 20);
    }
    const auto before = fs::file_size(segment());
    {
        auto s = open_simulation(journal);
        ASSERT_TRUE(s->command(domain::ApplyVersion{.version = 2,
                                                    .limits = {{"open_orders_max", "7"}},
                                                    .parameters = {{StrategyId(0), {{"fast", "5"}}}},
                                                    .switches = {{StrategyId(1), false}}}));
    }
    const auto after = fs::file_size(segment());
    ASSERT_GT(after, before);
    fs::copy_file(segment(), whole);
    constexpr std::uintmax_t stride = 5;  // each start takes its time
    for (auto size = after;; size = std::max(before, size - stride)) {
        fs::copy_file(whole, segment(), fs::copy_options::overwrite_existing);
        fs::resize_file(segment(), size);
        const auto s = open_simulation(journal);
        ASSERT_TRUE(s) << size;
        const bool is_applied = s->engine().checks().limits().open_orders_max == 7;
        EXPECT_EQ(s->engine().parameters(StrategyId(0)).integer("fast") == 5, is_applied) << "a mixture at " << size;
        EXPECT_EQ(!is_enabled(*s, 1), is_applied) << "a mixture at " << size;
        if (size == after || size == before) EXPECT_EQ(is_applied, size == after);
        if (size == before) break;
    }
}

TEST(Commands, crisis_by_hand_is_latched_with_its_cause_until_a_person_ends_it) {
    auto s = open_simulation();
    play(*s, 300);
    ASSERT_TRUE(s->command(domain::SetRiskMode{RiskState::crisis, "the venue is odd"}));
    EXPECT_FALSE(s->command(domain::SetRiskMode{RiskState::crisis, "again"})) << "it is not worse";
    const auto entries = [&] {
        return std::ranges::count_if(s->history().fills(),
                                     [](const auto& f) { return f.purpose == domain::OrderPurpose::entry; });
    };
    const auto before = entries();
    play(*s, 600);
    EXPECT_EQ(entries(), before);
    EXPECT_EQ(risk_of(*s).state, RiskState::crisis);
    EXPECT_TRUE(risk_of(*s).latched);
    EXPECT_EQ(risk_of(*s).cause, "the venue is odd");
    ASSERT_TRUE(s->command(domain::SetRiskMode{RiskState::normal, "it is fine"}));
    play(*s, 600);
    EXPECT_GT(entries(), before);
}

TEST(Commands, stops_move_to_where_a_person_wants_them) {
    auto s = open_simulation();
    while (s->engine().brackets(0).views().empty() || !s->engine().brackets(0).views()[0].qty.is_positive())
        ASSERT_TRUE(s->step());
    const auto bracket = s->engine().brackets(0).views()[0];
    const Price last = s->engine().exposure().last_price(bracket.instrument);
    const bool is_long = bracket.side == domain::Side::buy;
    const Price tick = s->instruments()[bracket.instrument].tick_size;
    const Price far = round_to_step(scale(last, is_long ? "0.9"_ratio : "1.1"_ratio), tick, Rounding::floor);
    EXPECT_FALSE(s->command(domain::MoveStops{.instrument = bracket.instrument, .take_profit = far}));
    ASSERT_TRUE(s->command(domain::MoveStops{.instrument = bracket.instrument, .stop = far}));
    ASSERT_TRUE(s->step());
    const auto found = std::ranges::find_if(s->history().orders(), [&](const domain::Order& o) {
        return o.is_open() && o.request.parent == bracket.entry && o.request.type == domain::OrderType::stop_market;
    });
    ASSERT_NE(found, s->history().orders().end());
    EXPECT_EQ(found->request.trigger_price, far);
}

TEST(Commands, parameters_are_in_force_as_if_the_strategy_had_always_had_them) {
    auto config = default_simulation();
    auto always = config;
    always.run.books[0].strategies[0].parameters = {{"fast", "5"}, {"slow", "40"}};
    auto changed = open_simulation({}, config), model = open_simulation({}, always);
    play(*changed, 700);
    play(*model, 700);
    const StrategyId ema(0);
    EXPECT_FALSE(changed->command(domain::SetParameters{ema, {{"fast", "50"}, {"slow", "40"}}}));
    EXPECT_FALSE(changed->command(domain::SetParameters{ema, {{"quick", "5"}}}));
    EXPECT_EQ(changed->engine().parameters(ema).integer("fast"), 9U);
    ASSERT_TRUE(changed->command(domain::SetParameters{ema, {{"fast", "5"}, {"slow", "40"}}}));
    EXPECT_EQ(std::string(changed->history().alerts().back().message.view()).find("warms up"), std::string::npos);
    for (int i = 0; i < 300; ++i) {
        play(*changed, 1);
        play(*model, 1);
        for (const InstrumentId id : {InstrumentId(0), InstrumentId(1), InstrumentId(2)})
            ASSERT_EQ(changed->engine().books()[0]->consensus().standing(0, id).direction,
                      model->engine().books()[0]->consensus().standing(0, id).direction)
                << i;
    }
}

TEST(Commands, a_key_places_one_order_also_after_a_crash) {
    TemporaryFolder folder;
    domain::PlaceOrderOnce wish{.request = {}, .key = "ada/1", .digest = 7};
    std::uint64_t submitted = 0;
    OrderId first;
    {
        auto s = open_simulation(folder.path());
        play(*s, 100);
        play_until_free(*s);
        wish.request = resting(*s);
        ASSERT_TRUE(s->command(wish));
        submitted = s->engine().orders().counters().submitted;
        first = s->placement("ada/1")->order.id;
        EXPECT_FALSE(first.is_none());
    }  // gone without a word
    auto s = open_simulation(folder.path());
    ASSERT_TRUE(s->placement("ada/1"));
    EXPECT_EQ(s->placement("ada/1")->order.id, first);
    EXPECT_TRUE(s->command(wish));
    EXPECT_EQ(s->engine().orders().counters().submitted, submitted);
    wish.digest = 8;
    EXPECT_EQ(s->command(wish).error().code(), Errc::invalid_argument);
    wish.key = "ada/2";
    ASSERT_TRUE(s->command(wish));
    EXPECT_EQ(s->engine().orders().counters().submitted, submitted + 1);
    wish.key = "ada/3";
    wish.request.qty = Qty::from_int(100'000);
    const auto refused = s->command(wish);
    ASSERT_FALSE(refused);
    EXPECT_EQ(s->command(wish).error().message(), s->placement("ada/3")->refusal) << "the same answer again";
}

TEST(Commands, who_asks_very_often_forgets_keys_of_their_own_alone) {
    auto s = open_simulation();
    auto request = resting(*s);
    request.qty = Qty::from_int(100'000);  // refused, and remembered as such
    const auto ask = [&](const std::string& key) {
        EXPECT_FALSE(s->command(domain::PlaceOrderOnce{.request = request, .key = std::string_view(key), .digest = 1}));
    };
    ask("bob/1");
    for (std::size_t n = 0; n <= Simulation::placements_kept; ++n) ask("ada/" + std::to_string(n));
    EXPECT_EQ(s->placement("ada/0"), nullptr);
    EXPECT_NE(s->placement("ada/1"), nullptr);
    EXPECT_NE(s->placement("bob/1"), nullptr);
}

TEST(Commands, a_retry_after_kill_9_places_nothing_twice) {
    TemporaryFolder folder;
    const auto key_of = [](std::uint64_t n) { return "ada/" + std::to_string(n); };
    const auto last = argosy::testing::last_stored_by_killed_child(
        [&](int pipe) {
            auto s = open_simulation(folder.path(), default_simulation(), journal::Durability::group);
            for (std::uint64_t n = 1;; ++n) {
                play_until_free(*s);
                const std::string key = key_of(n);
                const domain::PlaceOrderOnce wish{.request = resting(*s), .key = std::string_view(key), .digest = n};
                if (!s->command(wish) || ::write(pipe, &n, sizeof n) != sizeof n) ::_exit(1);
            }
        },
        100'000);
    auto s = open_simulation(folder.path());
    const auto submitted = s->engine().orders().counters().submitted;
    for (std::uint64_t n = 1; n <= last; ++n) {
        const std::string key = key_of(n);
        ASSERT_NE(s->placement(key), nullptr) << n << " of " << last;
        EXPECT_FALSE(s->placement(key)->order.id.is_none());
        EXPECT_TRUE(
            s->command(domain::PlaceOrderOnce{.request = resting(*s), .key = std::string_view(key), .digest = n}));
    }
    EXPECT_EQ(s->engine().orders().counters().submitted, submitted);
}

TEST(Commands, only_selected_instruments_are_opened) {
    auto s = open_simulation();
    ASSERT_TRUE(s->command(domain::SelectInstruments{{eth}}));
    play(*s, 1000);
    ASSERT_FALSE(s->history().fills().empty());
    for (const auto& fill : s->history().fills()) EXPECT_EQ(fill.instrument, eth);
    EXPECT_FALSE(s->command(domain::PlaceOrder{resting(*s, btc)}));
    ASSERT_TRUE(s->command(domain::SelectInstruments{.all = true}));
    play_until_free(*s);
    EXPECT_TRUE(s->command(domain::PlaceOrder{resting(*s, btc)}));
}

TEST(Commands, cancel_all_leaves_what_protects) {
    auto s = open_simulation();
    while (open_positions_of(*s).empty() || !s->engine().examine(resting(*s)).empty()) ASSERT_TRUE(s->step());
    ASSERT_TRUE(s->command(domain::PlaceOrder{resting(*s)}));
    const auto placed = s->engine().last_placed();
    const auto protecting = s->engine().orders().open_count() - 1;
    ASSERT_GT(protecting, 0U);
    ASSERT_TRUE(s->command(domain::CancelAll{}));
    EXPECT_EQ(order_of(*s, placed)->status, domain::OrderStatus::canceled);
    EXPECT_EQ(s->engine().orders().open_count(), protecting);
}

TEST(Commands, an_entry_cycle_follows_a_decision_that_was_refused_and_no_other) {
    auto s = open_simulation();
    ASSERT_TRUE(s->command(domain::SelectInstruments{}));
    while (s->engine().due(domain::CycleType::entry).empty()) ASSERT_TRUE(s->step());
    ASSERT_TRUE(s->history().fills().empty());
    ASSERT_TRUE(s->command(domain::SelectInstruments{.all = true}));
    ASSERT_TRUE(s->command(domain::RunCycle{domain::CycleType::entry}));
    const auto sent = s->engine().orders().counters().submitted;
    EXPECT_GT(sent, 0U);
    ASSERT_TRUE(s->command(domain::RunCycle{domain::CycleType::entry}));
    EXPECT_EQ(s->engine().orders().counters().submitted, sent);
}

TEST(Commands, cancels_go_out_although_the_journal_cannot_take_them) {
    TemporaryFolder folder;
    auto config = default_simulation();
    config.history = 300;
    auto s = open_simulation(folder.path(), config);
    s->play_history();  // from here on nothing is sent before it is on the disk
    while (!s->engine().examine(resting(*s)).empty() || !s->engine().examine(resting(*s, eth)).empty()) play(*s, 1);
    ASSERT_TRUE(s->command(domain::PlaceOrder{resting(*s)}));
    const auto first = s->engine().last_placed();
    ASSERT_TRUE(s->command(domain::PlaceOrder{resting(*s, eth)}));
    const auto second = s->engine().last_placed();
    const auto at_venue = s->venue().open_orders();
    const testing::FullDisk full;
    ASSERT_FALSE(s->command(domain::RequestCancel{first})) << "it is done, but no restart will know of it";
    EXPECT_TRUE(s->failure());
    EXPECT_EQ(s->venue().open_orders(), at_venue - 1);
    ASSERT_FALSE(s->history().alerts().empty());
    EXPECT_NE(std::string(s->history().alerts().back().message.view()).find("without a record"), std::string::npos);
    ASSERT_FALSE(s->command(domain::CancelAll{}));
    EXPECT_EQ(order_of(*s, second)->status, domain::OrderStatus::canceled);
    EXPECT_FALSE(s->command(domain::PlaceOrder{resting(*s)})) << "nothing new leaves";
    ASSERT_FALSE(s->command(domain::EmergencyStop{.reason = "disk"}));
    EXPECT_EQ(s->venue().open_orders(), 0U);
}

}  // namespace
}  // namespace argosy::runtime
