#include "services/orchestrator/service.hpp"

#include <fmt/format.h>

#include "engine/engine.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::orchestrator {
namespace {

class OrchestratorTest : public argosy::testing::ServiceBench {
protected:
    OrchestratorTest() { start_service(); }
    void start_service(CycleSettings cycles = {.entry = {}, .exit = {}, .maintenance = {}}) {
        start(spec({.router = router,
                    .core = *core,
                    .loop = loop,
                    .bus = bus,
                    .subjects = subjects,
                    .store = *store,
                    .writer = writer,
                    .state = {},
                    .version = "test",
                    .services = [this] { return host->status(); },
                    .cycles = cycles}));
    }
    store::Writer writer{*store};
};

TEST_F(OrchestratorTest, trading_is_started_and_stopped_under_every_name) {
    for (const std::string base : {"/api/v1/trading", "/api/control", "/ops"}) {
        EXPECT_EQ(post(base + "/stop")->word("/status"), "stopped") << base;
        EXPECT_FALSE(core->is_trading());
        EXPECT_EQ(post(base + "/start")->word("/status"), "running") << base;
        EXPECT_TRUE(core->is_trading());
    }
    EXPECT_EQ(ask(net::Method::post, "/ops/stop", "{}", "viewer")->status, 403);
}

TEST_F(OrchestratorTest, the_status_has_the_documents_fields_and_ours) {
    const auto status = get("/api/v1/trading/status");
    ASSERT_EQ(status->status, 200);
    EXPECT_EQ(status->number("/active_trades"), static_cast<double>(runtime::open_positions_of(*core).size()));
    EXPECT_DOUBLE_EQ(status->number("/total_pnl"), runtime::portfolio_of(*core).total_pnl.to_double());
    EXPECT_GE(status->number("/uptime"), 0);
    EXPECT_EQ(status->size("/instruments"), 3U);
    EXPECT_TRUE(status->has("/last_cycle"));
    EXPECT_EQ(get("/api/v1/status")->status, 200);
}

TEST_F(OrchestratorTest, cycles_run_on_demand_are_told_stored_and_counted) {
    std::vector<std::string> told;
    const auto subscription = bus.topic(subjects.performance).subscribe([&](const auto& m) {
        if (const auto* cycle = std::get_if<messages::Cycle>(&m.data)) told.push_back(cycle->cycle_type);
    });
    for (const std::string type : {"entry", "exit", "maintenance"}) {
        const auto cycle = post("/api/v1/trading/cycle/" + type);
        ASSERT_EQ(cycle->status, 200) << cycle->text;
        EXPECT_EQ(cycle->word("/cycle_type"), type);
        EXPECT_EQ(cycle->size("/errors"), 0U) << cycle->text;
    }
    EXPECT_EQ(told, (std::vector<std::string>{"entry", "exit", "maintenance"}));
    ASSERT_TRUE(writer.flush());
    const auto stats = get("/api/v1/trading/cycle-stats");
    EXPECT_EQ(stats->number("/cycle_count"), 3);
    EXPECT_EQ(stats->word("/last_cycle/cycle_type"), "maintenance");
    const auto page = get("/api/v1/trading/cycles?limit=2");
    EXPECT_EQ(page->word("/cycles/0/cycle_type"), "maintenance");
    const auto rest = get("/api/v1/trading/cycles?limit=2&cursor=" + page->word("/next_cursor"));
    EXPECT_EQ(rest->word("/cycles/0/cycle_type"), "entry");
    EXPECT_EQ(post("/api/v1/trading/cycle/odd")->status, 400);
}

TEST_F(OrchestratorTest, an_entry_cycle_follows_what_the_selection_had_kept_back) {
    ASSERT_TRUE(core->command(domain::SelectInstruments{}));
    const auto is_ready = [&](InstrumentId id) {  // only the selection is in the way, no cooldown
        return core->engine().examine({.instrument = id, .qty = "0.1"_qty}).size() == 1;
    };
    while (!std::ranges::any_of(core->engine().due(domain::CycleType::entry), is_ready)) play(1);
    EXPECT_EQ(post("/api/v1/trading/cycle/entry")->number("/trades_processed"), 0) << "nothing may be opened yet";
    ASSERT_EQ(post("/api/v1/pairs/select", R"({"all":true})")->status, 200);
    EXPECT_GT(post("/api/v1/trading/cycle/entry")->number("/trades_processed"), 0);
    EXPECT_EQ(post("/api/v1/trading/cycle/entry")->number("/trades_processed"), 0) << "once";
}

TEST_F(OrchestratorTest, pairs_are_ranked_chosen_and_the_choice_holds) {
    const auto all = get("/api/v1/pairs/candidates");
    ASSERT_EQ(all->size("/candidates"), 3U) << all->text;
    const auto volume = [&](int i) {
        return *parse_decimal<Money>(all->word(fmt::format("/candidates/{}/volume_24h", i)));
    };
    EXPECT_GE(volume(0), volume(1));
    EXPECT_TRUE(volume(2).is_positive());
    EXPECT_TRUE(parse_decimal<Price>(all->word("/candidates/0/price"))->is_positive()) << "decimals are text";
    EXPECT_GT(all->number("/candidates/0/volatility"), 0);
    EXPECT_EQ(get("/api/v1/pairs/candidates?max_pairs=1")->size("/candidates"), 1U);
    EXPECT_EQ(get("/api/v1/pairs/candidates?min_volatility=9")->size("/candidates"), 0U);
    EXPECT_EQ(get("/api/v1/pairs/candidates?max_pairs=0")->status, 400);
    EXPECT_EQ(get("/api/v1/pairs/selected")->size("/pairs"), 3U);
    const auto chosen = post("/api/v1/pairs/select", R"({"pairs":["ETH-USDT"],"exchange":"binance"})");
    ASSERT_EQ(chosen->size("/pairs"), 1U) << chosen->text;
    EXPECT_TRUE(core->engine().checks().is_selected(InstrumentId(1)));
    EXPECT_FALSE(core->engine().checks().is_selected(InstrumentId(0)));
    EXPECT_EQ(post("/api/v1/pairs/select", R"({"max_pairs":2})")->size("/pairs"), 2U);
    EXPECT_EQ(post("/api/v1/pairs/select")->status, 400);
    EXPECT_EQ(post("/api/v1/pairs/select", R"({"pairs":["X-Y"]})")->status, 404);
}

TEST_F(OrchestratorTest, active_trades_are_those_of_the_books) {
    while (runtime::open_positions_of(*core).empty()) play(1);
    const auto answer = get("/api/v1/trading/active-trades");
    EXPECT_EQ(answer->size("/trades"), runtime::open_positions_of(*core).size());
    EXPECT_EQ(answer->word("/trades/0/status"), "OPEN");
}

TEST_F(OrchestratorTest, operations_see_services_risk_and_reports) {
    EXPECT_EQ(get("/ops/services")->word("/services/0/name"), "orchestrator");
    EXPECT_EQ(post("/ops/crisis/on", R"({"cause":"drill"})")->word("/state"), "crisis");
    EXPECT_EQ(get("/ops/risk")->word("/cause"), "drill");
    EXPECT_EQ(post("/ops/crisis/off")->word("/state"), "normal");
    EXPECT_EQ(get("/ops/reports")->size("/reports"), 0U);
    EXPECT_EQ(get("/ops/status")->word("/version"), "test");
}

TEST_F(OrchestratorTest, the_schedule_runs_them_and_the_count_goes_on_after_a_restart) {
    static_cast<void>(post("/api/v1/trading/cycle/entry"));
    ASSERT_TRUE(writer.flush());
    host->stop();
    host.reset();
    router = api::Router();
    router.guard_with(gate);
    start_service({.entry = 5ms, .exit = {}, .maintenance = {}});
    while (get("/api/v1/trading/cycle-stats")->number("/entry") < 2) wait(5ms);
    EXPECT_GE(get("/api/v1/trading/cycle-stats")->number("/cycle_count"), 3);
}

}  // namespace
}  // namespace argosy::services::orchestrator
