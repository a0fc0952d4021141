#include "services/monitor/service.hpp"

#include "support/service_bench.hpp"

namespace argosy::services::monitor {
namespace {

class MonitorTest : public argosy::testing::ServiceBench {
protected:
    MonitorTest() {
        log = observe::Log::open({.level = observe::LogLevel::debug, .file = folder.path() / "argosy.log"}).value();
        services = {{.name = "risk", .state = host::State::running, .health = {}, .since = now, .error = {}},
                    {.name = "news", .state = host::State::running, .health = {}, .since = now, .error = {}}};
        alerts = bus.topic(subjects.alerts).subscribe([this](const auto& message) {
            if (const auto* raised = std::get_if<messages::Alert>(&message.data)) {
                if (message.envelope.source == "monitor") told.push_back(*raised);
            } else {
                resolved.push_back(std::get<messages::AlertResolved>(message.data).alert_id);
            }
        });
        beats = bus.topic(subjects.health).subscribe([this](const auto& message) {
            heartbeats.push_back(std::get<messages::Heartbeat>(message.data));
        });
        start(spec({.loop = loop,
                    .router = router,
                    .store = *store,
                    .writer = writer,
                    .bus = bus,
                    .subjects = subjects,
                    .core = *core,
                    .metrics = metrics,
                    .api = api,
                    .services = [this] { return services; },
                    .log = log.get(),
                    .data_folder = folder.path(),
                    .version = "1.2.3",
                    .settings = {.heartbeat = 20ms},
                    .appliers = &appliers,
                    .clock = [this] { return now; }}));
    }
    ~MonitorTest() override { host->stop(); }
    std::size_t kept_rules() {
        return store
            ->read([](const store::Tables& t) { return t.documents().list({.collection = "alert_rules"}, {}, {}); })
            ->rows.size();
    }
    /// Lets the monitor look so often, at least; a second passes before each.
    void look(int times) {
        for (int i = 0; i < times; ++i) {
            now += 1s;
            for (const std::size_t until = heartbeats.size() + services.size(); heartbeats.size() < until;) wait(25ms);
        }
    }

    Time now{1'700'000'000s};
    std::unique_ptr<observe::Log> log;
    platform::Appliers appliers;
    store::Writer writer{*store};
    observe::Metrics metrics;
    ApiMeter api{metrics};
    std::vector<host::ServiceStatus> services;
    bus::Subscription alerts, beats;
    std::vector<messages::Alert> told;
    std::vector<std::string> resolved;
    std::vector<messages::Heartbeat> heartbeats;
};

TEST_F(MonitorTest, says_how_everything_is_by_every_name) {
    const auto health = ask(net::Method::get, "/health", {}, "anyone");
    EXPECT_EQ(health->status, 200);
    EXPECT_EQ(health->word("/status"), "healthy");
    EXPECT_EQ(health->word("/version"), "1.2.3");
    for (const char* path :
         {"/health/all", "/api/v1/health/all", "/services", "/api/v1/services", "/api/monitoring/services"}) {
        EXPECT_EQ(get(path)->size("/services"), 2U) << path;
        EXPECT_EQ(get(path)->word("/services/0/name"), "risk") << path;
    }
    for (const char* path : {"/live", "/ready"}) EXPECT_EQ(ask(net::Method::get, path, {}, "anyone")->status, 200);
    EXPECT_EQ(get("/api/v1/services/risk/health")->word("/status"), "healthy");
    const auto none = get("/api/v1/services/wether/health");
    EXPECT_EQ(none->status, 404);
    EXPECT_NE(none->word("/hint").find("risk"), std::string::npos);
}

TEST_F(MonitorTest, a_service_that_is_down_is_told_and_ends_when_it_is_back) {
    services[1].health = {host::Condition::down, "no route to the headlines"};
    EXPECT_EQ(get("/ready")->status, 503);
    EXPECT_EQ(get("/live")->status, 200);
    EXPECT_EQ(get("/health")->word("/status"), "down");
    EXPECT_EQ(get("/health")->word("/detail"), "news: no route to the headlines");
    look(4);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].message, "a service is down: news");
    EXPECT_EQ(told[0].level, domain::AlertLevel::error);
    EXPECT_EQ(get("/api/monitoring/summary")->size("/alerts"), 1U);
    services[1].health = {};
    look(2);
    EXPECT_EQ(resolved, std::vector<std::string>{told[0].alert_id});
    services[0].state = host::State::failed;
    services[0].error = "it fell";
    EXPECT_EQ(get("/live")->status, 503);
    EXPECT_EQ(get("/api/v1/services/risk/health")->word("/detail"), "it fell");
}

TEST_F(MonitorTest, heartbeats_of_every_service_are_on_the_bus) {
    look(1);
    ASSERT_GE(heartbeats.size(), 2U);
    EXPECT_EQ(heartbeats[0].service, "risk");
    EXPECT_EQ(heartbeats[0].condition, "healthy");
    EXPECT_EQ(heartbeats[1].service, "news");
}

TEST_F(MonitorTest, a_service_of_another_process_is_known_until_it_falls_silent) {
    bus.topic(subjects.health)
        .publish(
            {{}, messages::Heartbeat{.service = "backtest", .state = "running", .condition = "healthy", .time = now}});
    const auto known = get("/api/v1/services/backtest/health");
    EXPECT_EQ(known->status, 200);
    EXPECT_EQ(known->word("/status"), "healthy");
    now += 60s;
    EXPECT_EQ(get("/api/v1/services/backtest/health")->word("/status"), "down");
}

TEST_F(MonitorTest, the_metrics_are_those_of_the_parts) {
    api.answered({.service = "risk"}, 200, 3ms);
    api.answered({.service = "risk"}, 503, 40ms);
    play(50);
    look(1);
    const auto metrics_text = get("/metrics")->text;
    for (const char* line :
         {"argosy_service_up{service=\"risk\"} 1", "argosy_api_requests_total{service=\"risk\",status=\"5xx\"} 1",
          "argosy_api_request_seconds_bucket{service=\"risk\",le=\"0.005\"} 1",
          "argosy_bus_published_total{topic=\"signals\"}", "argosy_process_resident_memory_bytes",
          "argosy_disk_free_bytes", "argosy_store_queue 0", "argosy_risk_used{limit=\"drawdown\"}",
          "argosy_feed_age_seconds{instrument=\"BTC/USDT:USDT\"}", "argosy_journal_failed 0", "argosy_equity"})
        EXPECT_NE(metrics_text.find(line), std::string::npos) << line;
    EXPECT_TRUE(get("/metrics")->headers.value("Content-Type").starts_with("text/plain; version=0.0.4"));
    EXPECT_EQ(ask(net::Method::get, "/metrics", {}, "anyone")->status, 403);
}

TEST_F(MonitorTest, feeds_age_and_are_fresh_again) {
    play(1);
    look(1);
    EXPECT_EQ(get("/api/v1/monitoring/feeds")->word("/feeds/0/instrument"), "BTC/USDT:USDT");
    now += 120s;
    look(1);
    EXPECT_EQ(std::ranges::count(told, "data", &messages::Alert::category), 3);
    play(1);
    look(2);
    EXPECT_EQ(resolved.size(), 3U);
}

TEST_F(MonitorTest, rules_are_changed_and_kept) {
    const auto rules = get("/api/v1/monitoring/rules");
    EXPECT_EQ(rules->size("/rules"), 7U);
    const auto made = put("/api/v1/monitoring/rules/memory",
                          R"({"metric":"rss_bytes","threshold":1000,"clear":500,"level":"ERROR","message":"too big"})");
    ASSERT_EQ(made->status, 200) << made->text;
    look(2);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].message, "too big");
    ASSERT_EQ(put("/api/monitoring/rules/disk-low",
                  R"({"metric":"disk_free","raise_when":"below","threshold":0.0001,"clear":0.0002})")
                  ->status,
              200);
    EXPECT_EQ(get("/api/v1/monitoring/rules")->size("/rules"), 8U);
    EXPECT_EQ(kept_rules(), 2U);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/monitoring/rules/memory")->size("/rules"), 7U);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/monitoring/rules/memory")->status, 404);
    look(2);
    EXPECT_EQ(resolved.size(), 1U);
    EXPECT_EQ(put("/api/v1/monitoring/rules/memory", R"({"metric":"x","threshold":1,"clear":2})")->status, 400);
    EXPECT_EQ(ask(net::Method::put, "/api/v1/monitoring/rules/memory", "{}", "risk")->status, 403);
}

TEST_F(MonitorTest, other_settings_are_in_force_at_once) {
    play(1);
    look(1);
    platform::Settings before, after;
    after.platform.monitoring = {.heartbeat = 20ms, .feed_age_max = 200s};
    const std::vector<std::string> paths{"platform.monitoring.feed_age_max"};
    ASSERT_EQ(appliers.all().size(), 1U);
    platform::Applier& applier = *appliers.all().front();
    EXPECT_TRUE(appliers.untaken(paths).empty());
    applier.prepare({.from = 1, .to = 2, .before = before, .after = after, .paths = paths},
                    [](Result<> r) { EXPECT_TRUE(r); });
    applier.commit();
    now += 120s;
    look(2);
    EXPECT_EQ(std::ranges::count(told, "data", &messages::Alert::category), 0);
    EXPECT_DOUBLE_EQ(get("/api/v1/monitoring/feeds")->number("/feeds/0/allowed_seconds"), 200);
}

TEST_F(MonitorTest, the_log_is_shown_masked_to_admins) {
    log->mask("canary-4711");
    log->write({.level = observe::LogLevel::warning, .component = "risk", .message = "limit canary-4711 reached"});
    log->write({.level = observe::LogLevel::info, .component = "news", .message = "all quiet"});
    const auto all = get("/api/v1/logs");
    EXPECT_EQ(all->size("/lines"), 2U);
    EXPECT_EQ(all->text.find("canary"), std::string::npos);
    EXPECT_NE(all->word("/lines/1/text").find("limit *** reached"), std::string::npos);
    EXPECT_EQ(get("/api/v1/logs?level=warning")->size("/lines"), 1U);
    EXPECT_EQ(get("/api/v1/logs?service=news")->size("/lines"), 1U);
    EXPECT_EQ(get("/api/v1/logs?limit=1")->size("/lines"), 1U);
    EXPECT_EQ(get("/api/v1/logs?limit=0")->status, 400);
    EXPECT_EQ(ask(net::Method::get, "/api/v1/logs", {}, "risk")->status, 403);
}

TEST_F(MonitorTest, the_history_has_a_point_for_each_change) {
    look(1);
    services[1].health = {host::Condition::degraded, "slow"};
    look(3);
    ASSERT_TRUE(writer.flush());
    const auto history = get("/api/v1/monitoring/history");
    EXPECT_EQ(history->size("/points"), 2U);
    EXPECT_EQ(history->word("/points/0/services/news"), "running degraded");
    EXPECT_EQ(history->word("/points/1/services/news"), "running healthy");
}

TEST_F(MonitorTest, a_service_that_is_not_well_is_told_and_logged_with_its_reason) {
    look(1);
    services[1].health = {host::Condition::degraded, "the feed is cut"};
    look(7);
    ASSERT_EQ(std::ranges::count(told, "a service is not well: news", &messages::Alert::message), 1);
    services[1].health = {};
    look(2);
    EXPECT_FALSE(resolved.empty());
    const auto lines = get("/api/v1/logs?service=news");
    ASSERT_EQ(lines->size("/lines"), 2U) << lines->text;
    EXPECT_NE(lines->text.find("the feed is cut"), std::string::npos);
    EXPECT_NE(lines->text.find("well again"), std::string::npos);
}

TEST_F(MonitorTest, summary_system_and_queues_answer) {
    for (const char* path : {"/api/monitoring", "/api/monitoring/summary", "/api/v1/monitoring/summary"})
        EXPECT_DOUBLE_EQ(get(path)->number("/services"), 2) << path;
    EXPECT_GT(get("/api/monitoring/system")->number("/rss_bytes"), 1e6);
    const auto queues = get("/api/monitoring/queues");
    EXPECT_GT(queues->size("/topics"), 3U);
    EXPECT_EQ(queues->word("/journal"), "healthy");
    double bytes = 0, files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path() / "journal")) {
        bytes += static_cast<double>(file.file_size());
        ++files;
    }
    EXPECT_GT(bytes, 0);
    EXPECT_DOUBLE_EQ(queues->number("/journal_bytes"), bytes);
    EXPECT_DOUBLE_EQ(queues->number("/journal_files"), files);
    EXPECT_DOUBLE_EQ(queues->number("/journal_records"), static_cast<double>(core->records()));
    EXPECT_GT(core->records(), 0U);
    EXPECT_EQ(get("/api/monitoring/summary?what=1")->status, 400);
}

}  // namespace
}  // namespace argosy::services::monitor
