#include "services/config/service.hpp"

#include "engine/engine.hpp"
#include "journal/inspect.hpp"
#include "services/config/core_applier.hpp"
#include "support/seeded_entropy.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::config {
namespace {

class ConfigTest : public argosy::testing::ServiceBench {
protected:
    ConfigTest() {
        std::vector<auth::MasterKey> keys;
        keys.push_back(auth::MasterKey::generate(entropy));
        box.emplace(std::move(keys));
        vault.emplace(Vault::Parts{.store = *store, .box = &*box, .entropy = entropy});
        platform::Settings initial;
        initial.platform.exchanges["binance"] = {};
        configuration = Configuration::open({.store = *store,
                                             .vault = *vault,
                                             .loop = loop,
                                             .clock = net::wall_time,
                                             .check = [this](const auto& s) { return platform::check(s, catalogue); }},
                                            initial)
                            .value();
        subscription = bus.topic(subjects.config).subscribe([this](const auto& message) {
            told.push_back(std::get<messages::ConfigVersion>(message.data));
        });
        start(spec({.router = router,
                    .configuration = *configuration,
                    .store = *store,
                    .bus = bus,
                    .subjects = subjects,
                    .core = core.get(),
                    .set_log_level = [this](observe::LogLevel l) { level = l; }}));
    }
    ~ConfigTest() override {
        if (host) host->stop();
    }
    std::unique_ptr<argosy::testing::Answer> update(std::string body, std::string match = "*",
                                                    std::string_view role = {}) {
        net::Headers headers;
        headers.add("If-Match", match);
        headers.add("X-Fresh", "1");
        return ask(net::Method::put, "/api/v1/config/update", std::move(body), role, headers);
    }
    std::unique_ptr<argosy::testing::Answer> stale(net::Method method, std::string_view path, std::string body) {
        net::Headers headers;
        headers.add("If-Match", "*");
        return ask(method, path, std::move(body), "admin", headers);
    }

    argosy::testing::SeededEntropy entropy;
    std::optional<auth::SecretBox> box;
    std::optional<Vault> vault;
    std::unique_ptr<Configuration> configuration;
    bus::Subscription subscription;
    std::vector<messages::ConfigVersion> told;
    observe::LogLevel level = observe::LogLevel::info;
};

TEST_F(ConfigTest, reads_everything_by_every_name_as_json_and_yaml) {
    const auto whole = get("/api/v1/config");
    EXPECT_EQ(whole->status, 200);
    EXPECT_EQ(whole->headers.value("ETag"), "\"1\"");
    EXPECT_EQ(whole->word("/settings/simulation/run/books/0/name"), "consensus");
    EXPECT_EQ(get("/api/config")->text, whole->text);
    EXPECT_EQ(get("/config")->text, whole->text);
    const auto yaml = get("/api/v1/config?format=yaml");
    EXPECT_NE(yaml->text.find("open_orders_max: 50"), std::string::npos);
    EXPECT_TRUE(yaml->headers.value("Content-Type").starts_with("application/yaml"));
    net::Headers headers;
    headers.add("Accept", "application/yaml");
    EXPECT_EQ(ask(net::Method::get, "/api/v1/config", {}, {}, headers)->text, yaml->text);
    headers = {};
    headers.add("If-None-Match", "\"1\"");
    EXPECT_EQ(ask(net::Method::get, "/api/v1/config", {}, {}, headers)->status, 304);
}

TEST_F(ConfigTest, sections_have_the_documented_fields) {
    const auto database = get("/api/v1/config/database");
    for (const char* field : {"/host", "/port", "/name", "/user", "/password", "/pool_size", "/max_overflow"})
        EXPECT_TRUE(database->has(field)) << field;
    EXPECT_EQ(database->word("/backend"), "sqlite") << "what runs, not what the settings have for a server";
    EXPECT_EQ(database->word("/host") + database->word("/user") + database->word("/password"), "");
    EXPECT_EQ(database->number("/port"), 0);
    const auto exchanges = get("/api/v1/config/exchanges");
    for (const char* field :
         {"api_key", "api_secret", "sandbox", "base_currency", "max_pairs", "min_volume_24h", "min_volatility"})
        EXPECT_TRUE(exchanges->has("/exchanges/binance/" + std::string(field))) << field;
    const auto trading = get("/api/v1/config/trading");
    EXPECT_EQ(trading->word("/mode"), "simulation");
    EXPECT_DOUBLE_EQ(trading->number("/position_size_percentage"), 25);
    EXPECT_DOUBLE_EQ(trading->number("/stop_loss_percentage"), 1);
    EXPECT_DOUBLE_EQ(trading->number("/take_profit_percentage"), 2.5);
    EXPECT_DOUBLE_EQ(trading->number("/max_concurrent_trades"), 0);
    const auto strategies = get("/api/v1/config/strategies");
    EXPECT_EQ(strategies->size("/strategies"), 4U);
    EXPECT_EQ(strategies->word("/strategies/0/parameters/fast"), "9");
    EXPECT_EQ(get("/api/v1/config/web-ui")->word("/theme"), "system");
    EXPECT_EQ(get("/api/v1/config/health")->word("/status"), "healthy");
    EXPECT_EQ(
        get("/api/v1/config/part?path=simulation.run.limits.open_orders_max")->text.find("50") != std::string::npos,
        true);
    EXPECT_EQ(get("/api/v1/config/part?path=simulation.run.nothing")->status, 404);
    EXPECT_EQ(get("/api/v1/config/database?format=xml")->status, 400);
    EXPECT_EQ(get("/api/v1/config/schema")->status, 200);
}

TEST_F(ConfigTest, an_update_says_what_it_changed_and_tells_the_bus) {
    const auto made = update(R"({"settings":{"platform":{"web_ui":{"rows":5}}},"reason":"small screen"})", "\"1\"");
    ASSERT_EQ(made->status, 200) << made->text;
    EXPECT_EQ(made->headers.value("ETag"), "\"2\"");
    EXPECT_EQ(made->word("/differences/0/path"), "platform.web_ui.rows");
    EXPECT_EQ(made->word("/differences/0/from"), "100");
    EXPECT_EQ(made->word("/differences/0/to"), "5");
    EXPECT_EQ(made->word("/author"), "ada");
    EXPECT_EQ(made->word("/reason"), "small screen");
    EXPECT_EQ(made->size("/restart_required"), 0U);
    EXPECT_DOUBLE_EQ(get("/api/v1/config/web-ui")->number("/rows"), 5);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told.back().version, 2U);
    EXPECT_EQ(told.back().hash, made->word("/hash"));
    EXPECT_EQ(told.back().changed, std::vector<std::string>{"platform.web_ui.rows"});
    for (const char* path : {"/api/v1/config", "/api/config", "/config"})
        EXPECT_EQ(post(path, R"({"set":["platform.web_ui.rows=5"],"base_version":2})")->status, 200) << path;
}

TEST_F(ConfigTest, a_change_must_say_what_it_builds_on) {
    const std::string body = R"({"set":["platform.web_ui.rows=5"]})";
    const auto without = ask(net::Method::put, "/api/v1/config/update", body);
    EXPECT_EQ(without->status, 428);
    EXPECT_NE(without->word("/hint").find("If-Match"), std::string::npos);
    EXPECT_EQ(update(body, "\"7\"")->status, 412);
    EXPECT_EQ(update(body, "nonsense")->status, 412);
    EXPECT_EQ(update(body, "\"1\"")->status, 200);
    EXPECT_EQ(update(R"({"set":["platform.web_ui.rows=6"]})", "\"1\"")->status, 412);
    EXPECT_EQ(get("/api/v1/config/versions")->size("/versions"), 2U);
}

TEST_F(ConfigTest, every_mistake_is_in_one_answer) {
    const std::string body =
        R"({"settings":{"platform":{"web_ui":{"rows":0,"teme":"dark"},"trading":{"mode":"lve"}}}})";
    const auto refused = update(body);
    EXPECT_EQ(refused->status, 400);
    EXPECT_EQ(refused->size("/errors"), 3U);
    EXPECT_EQ(refused->word("/errors/0/pointer"), "/settings/platform/trading/mode") << refused->text;
    const auto verdict = post("/api/v1/config/validate", body);
    EXPECT_EQ(verdict->status, 200);
    EXPECT_EQ(verdict->size("/problems"), 3U);
    EXPECT_NE(verdict->text.find("did you mean theme?"), std::string::npos);
    EXPECT_NE(verdict->text.find("\"valid\":false"), std::string::npos);
    const auto yaml = post("/api/v1/config/validate", R"({"yaml":"platform:\n  web_ui:\n    rows: 0\n"})");
    EXPECT_DOUBLE_EQ(yaml->number("/problems/0/line"), 3);
    const auto good = post("/api/v1/config/validate", R"({"set":["simulation.seed=7"]})");
    EXPECT_NE(good->text.find("\"valid\":true"), std::string::npos);
    EXPECT_EQ(good->word("/restart_required/0"), "simulation.seed");
    EXPECT_EQ(get("/api/v1/config/versions")->size("/versions"), 1U);
    EXPECT_EQ(post("/api/v1/config/validate", R"({"settingz":{}})")->status, 400);
}

TEST_F(ConfigTest, the_documented_trading_section_can_be_written) {
    const auto made =
        update(R"({"section":"trading","settings":{"max_concurrent_trades":3,"position_size_percentage":10}})");
    ASSERT_EQ(made->status, 200) << made->text;
    const auto& run = configuration->settings().simulation.run;
    EXPECT_EQ(run.limits.concurrent_trades_max, 3U);
    EXPECT_EQ(std::get<risk::FixedFraction>(run.books[0].sizing.method).fraction, "0.1"_ratio);
    EXPECT_EQ(made->size("/differences"), 2U);
    EXPECT_EQ(update(R"({"section":"trading","settings":{"position_size_percentage":101}})")->status, 400);
    EXPECT_EQ(update(R"({"section":"web-ui","settings":{"rows":7}})")->status, 200);
    EXPECT_EQ(configuration->settings().platform.web_ui.rows, 7U);
    EXPECT_EQ(update(R"({"section":"weather","settings":{"rows":7}})")->status, 400);
}

TEST_F(ConfigTest, strategies_and_the_log_level_change_at_once) {
    const auto made =
        update(R"({"settings":{"platform":{"trading":{"disabled_strategies":["macd"]},"log":{"level":"error"}}}})");
    ASSERT_EQ(made->status, 200) << made->text;
    EXPECT_EQ(made->size("/restart_required"), 0U);
    EXPECT_FALSE(core->engine().is_enabled(StrategyId(1)));
    EXPECT_TRUE(core->engine().is_enabled(StrategyId(0)));
    EXPECT_EQ(level, observe::LogLevel::error);
    EXPECT_NE(get("/api/v1/config/strategies")->text.find("\"enabled\":false"), std::string::npos);
    const auto refused = update(R"({"settings":{"platform":{"trading":{"disabled_strategies":["nobody"]}}}})");
    EXPECT_EQ(refused->status, 400);
    ASSERT_EQ(update(R"({"settings":{"platform":{"trading":{"disabled_strategies":[]}}}})")->status, 200);
    EXPECT_TRUE(core->engine().is_enabled(StrategyId(1)));
}

TEST_F(ConfigTest, limits_and_parameters_reach_the_running_core_and_its_journal) {
    const auto made =
        update(R"({"set":["simulation.run.limits.open_orders_max=7","simulation.run.limits.daily_loss.fraction=0.03",)"
               R"("simulation.run.books[0].strategies[0].parameters.fast=8"]})");
    ASSERT_EQ(made->status, 200) << made->text;
    EXPECT_EQ(made->size("/restart_required"), 0U);
    EXPECT_EQ(core->engine().checks().limits().open_orders_max, 7U);
    EXPECT_EQ(core->engine().checks().limits().daily_loss.of_base, "0.03"_ratio);
    EXPECT_EQ(core->engine().checks().limits().gross_exposure.of_base, "1.5"_ratio);
    // The journal repeats with the settings of the session and its commands, to the same limits.
    const auto settings = session_settings(*store, {});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->simulation.run.limits.open_orders_max, 50U);
    host->stop();
    host.reset();
    publisher.reset();
    const Time then = core->now();
    const Money equity = core->engine().equity();
    core.reset();
    auto again =
        runtime::Simulation::open(settings->simulation, catalogue,
                                  {.journal = folder.path() / "journal", .durability = journal::Durability::none});
    ASSERT_TRUE(again) << again.error().describe();
    EXPECT_EQ((*again)->now(), then);
    EXPECT_EQ((*again)->engine().equity(), equity);
    EXPECT_EQ((*again)->engine().checks().limits().open_orders_max, 7U);
}

TEST_F(ConfigTest, one_version_is_one_record_of_the_journal) {
    const auto commands = [this] {
        EXPECT_TRUE(core->commit());
        const auto found = journal::verify(folder.path() / "journal").value().by_type;
        return found.contains("command") ? found.at("command") : 0;
    };
    const auto before = commands();
    ASSERT_EQ(
        update(R"({"set":["simulation.run.limits.open_orders_max=7","platform.trading.disabled_strategies=[macd]",)"
               R"("simulation.run.books[0].strategies[0].parameters.fast=8"]})")
            ->status,
        200);
    EXPECT_EQ(commands(), before + 1);
    ASSERT_EQ(update(R"({"set":["platform.web_ui.rows=5"]})")->status, 200);
    EXPECT_EQ(commands(), before + 1) << "nothing of it is the core's";
}

TEST_F(ConfigTest, a_wish_for_one_strategy_is_a_version_that_a_rollback_takes_back) {
    std::optional<Result<VersionRecord>> made;
    const auto change = [&](StrategyWish wish) {
        made.reset();
        configuration->change_strategy(wish, {.author = "bob", .reason = "calmer"},
                                       [&](Result<VersionRecord> r) { made = std::move(r); });
    };
    change({.label = "macd", .enabled = false, .parameters = {{"fast", "11"}}});
    ASSERT_TRUE(made && *made) << made->error().describe();
    EXPECT_EQ((*made)->author, "bob");
    EXPECT_EQ((*made)->reason, "calmer");
    EXPECT_EQ((*made)->changed.size(), 2U);
    EXPECT_FALSE(core->engine().is_enabled(StrategyId(1)));
    EXPECT_EQ(core->engine().parameters(StrategyId(1)).integer("fast"), 11U);
    change({.label = "macd", .enabled = false, .parameters = {}});
    EXPECT_EQ((*made)->version, 2U) << "it is so already";
    change({.label = "macd", .enabled = {}, .parameters = {{"fast", "99"}}});
    EXPECT_FALSE(*made) << "above slow";
    change({.label = "nobody", .enabled = true, .parameters = {}});
    EXPECT_EQ(made->error().code(), Errc::not_found);
    ASSERT_EQ(post("/api/v1/config/rollback", R"({"version":1,"base_version":2})")->status, 200);
    EXPECT_TRUE(core->engine().is_enabled(StrategyId(1)));
    EXPECT_EQ(core->engine().parameters(StrategyId(1)).integer("fast"), 12U);
}

TEST_F(ConfigTest, settings_of_the_next_session_do_not_disturb_the_strategies_of_this_one) {
    // In the next session another strategy comes first: the one that runs keeps its parameters under its label.
    const auto& books = configuration->settings().simulation.run.books;
    auto other = configuration->settings();
    std::swap(other.simulation.run.books[0].strategies[0], other.simulation.run.books[0].strategies[1]);
    const auto none = command_to(other, 2, core->engine());
    ASSERT_TRUE(none) << none.error().describe();
    EXPECT_FALSE(*none);
    other.simulation.run.books[0].strategies[1].parameters["fast"] = "8";
    const auto command = command_to(other, 2, core->engine());
    ASSERT_TRUE(command && *command);
    ASSERT_EQ((*command)->parameters.size(), 1U);
    EXPECT_EQ((*command)->parameters[0].strategy, StrategyId(0));
    other.simulation.run.books[0].strategies.erase(other.simulation.run.books[0].strategies.begin());
    EXPECT_EQ((*command_to(other, 2, core->engine()))->parameters.size(), 1U) << "who is gone is left alone";
    EXPECT_EQ(books[0].strategies.size(), 4U);
}

TEST_F(ConfigTest, a_parameter_that_is_left_out_goes_back_to_its_default) {
    const auto fast = [this] { return core->engine().parameters(StrategyId(1)).integer("fast"); };
    ASSERT_EQ(fast(), 12U);
    ASSERT_EQ(update(R"({"set":["simulation.run.books[0].strategies[1].parameters.fast=11"]})")->status, 200);
    EXPECT_EQ(fast(), 11U);
    ASSERT_EQ(post("/api/v1/config/rollback", R"({"version":1,"base_version":2})")->status, 200);
    EXPECT_EQ(fast(), 12U);
    EXPECT_EQ(update(R"({"set":["simulation.run.books[0].strategies[1].parameters.fsat=11"]})")->status, 400);
}

TEST_F(ConfigTest, versions_are_listed_compared_and_brought_back) {
    for (const char* rows : {"5", "6"})
        ASSERT_EQ(update(R"({"set":["platform.web_ui.rows=)" + std::string(rows) + R"("]})")->status, 200);
    const auto list = get("/api/v1/config/versions?limit=2");
    EXPECT_EQ(list->size("/versions"), 2U);
    EXPECT_DOUBLE_EQ(list->number("/versions/0/version"), 3);
    const auto rest = get("/api/v1/config/versions?cursor=" + list->word("/next_cursor"));
    EXPECT_EQ(rest->size("/versions"), 1U);
    EXPECT_EQ(rest->word("/versions/0/author"), "system");
    EXPECT_EQ(get("/api/v1/config/versions/2")->number("/settings/platform/web_ui/rows"), 5);
    EXPECT_EQ(get("/api/v1/config/versions/99")->status, 404);
    const auto diff = get("/api/v1/config/diff?from=1");
    EXPECT_EQ(diff->word("/differences/0/to"), "6");
    EXPECT_EQ(get("/api/v1/config/diff?from=1&to=99")->status, 404);
    EXPECT_EQ(get("/api/v1/config/diff")->status, 400);
    const auto back = post("/api/v1/config/rollback", R"({"version":1,"base_version":3,"reason":"worse"})");
    EXPECT_EQ(back->status, 200);
    EXPECT_DOUBLE_EQ(back->number("/version"), 4);
    EXPECT_EQ(post("/api/v1/config/rollback", R"({"version":1})")->status, 428);
    EXPECT_EQ(post("/api/v1/config/rollback", R"({"version":99,"base_version":4})")->status, 404);
    EXPECT_EQ(configuration->settings().platform.web_ui.rows, 100U);
}

TEST_F(ConfigTest, a_decision_is_tagged_with_the_version_in_force) {
    const Time before = core->now();
    ASSERT_EQ(update(R"({"set":["platform.web_ui.rows=5"]})")->status, 200);
    play(3);
    EXPECT_DOUBLE_EQ(get("/api/v1/config/in-force?at=" + to_iso8601(before))->number("/version"), 1);
    EXPECT_DOUBLE_EQ(get("/api/v1/config/in-force?at=" + to_iso8601(core->now()))->number("/version"), 2);
    EXPECT_DOUBLE_EQ(get("/api/v1/config/in-force")->number("/version"), 2);
    EXPECT_EQ(get("/api/v1/config/in-force?at=soon")->status, 400);
}

TEST_F(ConfigTest, only_an_admin_changes_settings_and_a_viewer_reads_them) {
    for (const char* path : {"/api/v1/config", "/api/v1/config/exchanges", "/api/v1/config/versions"}) {
        EXPECT_EQ(ask(net::Method::get, path, {}, "viewer")->status, 200) << path;
        EXPECT_EQ(ask(net::Method::get, path, {}, "anyone")->status, 403) << path;
    }
    const std::string body = R"({"set":["platform.web_ui.rows=5"]})";
    EXPECT_EQ(update(body, "*", "risk")->status, 403);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/config/rollback", "{}", "risk")->status, 403);
    EXPECT_EQ(ask(net::Method::get, "/api/v1/secrets", {}, "risk")->status, 403);
}

TEST_F(ConfigTest, what_a_stolen_session_must_not_do_needs_a_person_who_signed_in_a_moment_ago) {
    const auto put = [this](std::string body) {
        return stale(net::Method::put, "/api/v1/config/update", std::move(body));
    };
    for (const char* set :
         {"platform.trading.mode=live", "simulation.run.limits.open_orders_max=5000",
          "simulation.run.limits.open_orders_max=0", "platform.exchanges.sim.api_secret=r4nd0mly-typed-9",
          "platform.gateway.cors_origins=[https://desk.example]", "platform.freqtrade.enabled=true"}) {
        const auto refused = put(std::string(R"({"set":[")") + set + "\"]}");
        EXPECT_EQ(refused->status, 403) << set;
        EXPECT_EQ(refused->word("/code"), "step_up_required") << set;
    }
    EXPECT_EQ(configuration->head().version, 1U);
    EXPECT_EQ(put(R"({"set":["simulation.run.limits.open_orders_max=7","platform.web_ui.rows=5"]})")->status, 200);
    // Going back would raise the limit again.
    const auto refused = stale(net::Method::post, "/api/v1/config/rollback", R"({"version":1})");
    EXPECT_EQ(refused->status, 403) << refused->text;
    EXPECT_EQ(configuration->head().version, 2U);
    EXPECT_EQ(update(R"({"set":["simulation.run.limits.open_orders_max=9"]})")->status, 200);
}

TEST_F(ConfigTest, live_mode_is_refused_while_there_is_no_venue_to_trade_at) {
    const auto refused = update(R"({"set":["platform.trading.mode=live","platform.web_ui.rows=5"]})");
    EXPECT_EQ(refused->status, 409) << refused->text;
    EXPECT_EQ(refused->word("/code"), "no_live_venue");
    EXPECT_FALSE(refused->word("/hint").empty());
    EXPECT_EQ(configuration->head().version, 1U) << "nothing else of it is in force either";
}

}  // namespace
}  // namespace argosy::services::config
