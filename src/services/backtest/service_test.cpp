#include "services/backtest/service.hpp"

#include "net/fanout.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::backtest {
namespace {

class BacktestTest : public argosy::testing::ServiceBench {
protected:
    void begin(QueueSettings settings = {}) {
        settings.niceness = 0;  // a busy machine must not starve the test
        start(spec({.router = router,
                    .loop = loop,
                    .store = *store,
                    .bus = bus,
                    .subjects = subjects,
                    .strategies = catalogue,
                    .base = core->config(),
                    .data_dir = folder.path() / "data",
                    .results = folder.path() / "results",
                    .version = "test",
                    .settings = settings,
                    .port = &port}));
    }
    std::string job(std::string_view body) {
        const auto answer = post("/api/v1/backtests", std::string(body));
        EXPECT_EQ(answer->status, 202) << answer->text;
        return answer->word("/job_id");
    }
    std::unique_ptr<argosy::testing::Answer> ended(const std::string& id) {
        auto answer = get("/api/v1/backtests/" + id);
        for (int i = 0; i < 3'000 && (answer->word("/status") == "queued" || answer->word("/status") == "running");
             ++i) {
            wait(10ms);
            answer = get("/api/v1/backtests/" + id);
        }
        return answer;
    }
    std::unique_ptr<argosy::testing::Answer> remove(const std::string& id) {
        return ask(net::Method::delete_, "/api/v1/backtests/" + id);
    }
    void restart(QueueSettings settings = {}) {
        settings.niceness = 0;
        host->stop();
        queue.emplace(Queue::Parts{.store = *store,
                                   .strategies = catalogue,
                                   .base = core->config(),
                                   .data_dir = folder.path() / "data",
                                   .results = folder.path() / "results",
                                   .version = "test",
                                   .settings = settings,
                                   .on_change = [](const Job&) {}});
        ASSERT_TRUE(queue->start());
    }
    Job ended_again(const std::string& id) {
        for (int i = 0; i < 3'000 && !has_ended(queue->find(id)->status); ++i) wait(10ms);
        return queue->find(id).value();
    }

    static constexpr std::string_view small = R"({"bars":600,"quick":true})";
    static constexpr std::string_view lengthy =
        R"({"bars":200000,"quick":true,"symbols":["BTC/USDT:USDT"],"source":"synthetic"})";
    Port port;
    std::optional<Queue> queue;
};

TEST_F(BacktestTest, a_market_of_more_than_a_hundred_years_is_refused_at_once) {
    begin();
    for (const std::string_view body : {R"({"source":"synthetic","timeframe":"3650d","bars":100000,"quick":true})",
                                        R"({"source":"synthetic","timeframe":"1d","bars":1000000,"quick":true})",
                                        R"({"source":"synthetic","from":"2250-01-01T00:00:00Z","quick":true})"}) {
        const auto answer = post("/api/v1/backtests", std::string(body));
        EXPECT_EQ(answer->status, 400) << body << answer->text;
    }
}

TEST_F(BacktestTest, a_fresh_install_runs_a_backtest_of_itself) {
    begin();
    const auto answer = ended(job(small));
    ASSERT_EQ(answer->word("/status"), "completed") << answer->text;
    EXPECT_EQ(answer->word("/source"), "synthetic");
    EXPECT_EQ(answer->number("/progress"), 1);
    EXPECT_EQ(answer->size("/strategies"), 4U);
    EXPECT_TRUE(answer->has("/metrics/total_return")) << answer->text;
    const std::string path = "/api/v1/backtests/" + answer->word("/job_id");
    EXPECT_TRUE(get(path + "/result")->has("/metrics"));
    EXPECT_TRUE(get(path + "/report.html")->text.starts_with("<!doctype html>"));
    EXPECT_TRUE(get(path + "/trades.csv")->text.contains("\n"));
    EXPECT_EQ(get(path + "/..%2F..%2Fargosy.db")->status, 404);
    EXPECT_EQ(get(path + "/nothing.csv")->status, 404);
    EXPECT_EQ(get("/api/backtest-results")->size("/results"), 1U);
}

TEST_F(BacktestTest, the_same_request_gives_the_same_run) {
    begin();
    const auto first = ended(job(small)), second = ended(job(small));
    EXPECT_FALSE(first->word("/digest").empty());
    EXPECT_EQ(first->word("/digest"), second->word("/digest"));
    const auto other = ended(job(R"({"bars":600,"quick":true,"seed":7})"));
    EXPECT_NE(first->word("/digest"), other->word("/digest"));
}

TEST_F(BacktestTest, what_cannot_run_is_refused_with_the_way_out) {
    begin();
    const auto no_data = post("/api/v1/backtests", R"({"symbols":["DOGE/USDT"],"strategies":["ema_cross"]})");
    EXPECT_EQ(no_data->status, 404);
    EXPECT_TRUE(no_data->word("/hint").contains("argosy data import")) << no_data->text;
    EXPECT_EQ(post("/api/v1/backtests", R"({"strategies":["ema_kross"]})")->status, 404);
    EXPECT_EQ(post("/api/v1/backtests", R"({"parameters":{"ema_cross":{"fast":-1}}})")->status, 400);
    EXPECT_EQ(post("/api/v1/backtests", R"({"parameters":{"nobody":{"fast":1}}})")->status, 400);
    EXPECT_EQ(post("/api/v1/backtests", R"({"bars":1})")->status, 400);
    EXPECT_EQ(
        post("/api/v1/backtests", R"({"optimize":{"parameters":{"ema_cross.slowly":{"min":1,"max":2}}}})")->status,
        400);
    EXPECT_EQ(post("/api/v1/backtests", R"({"run":{"books":[{"strategies":[{"rules":"/etc/passwd"}]}]}})")->status,
              400);
    EXPECT_EQ(get("/api/v1/backtests")->size("/backtests"), 0U);
    EXPECT_EQ(get("/api/v1/backtests/unknown-id")->status, 404);
    EXPECT_EQ(remove("0197b7a0-0000-7000-8000-000000000000")->status, 404);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/backtests", "{}", "viewer")->status, 403);
}

TEST_F(BacktestTest, an_optimisation_has_a_heat_map_and_a_winner) {
    begin();
    const auto id = job(R"({"bars":1000,"strategies":["ema_cross"],"symbols":["BTC/USDT:USDT"],"source":"synthetic",
        "optimize":{"trades_min":1,"objective":"total_return","parameters":{"ema_cross.fast":{"min":5,"max":9,"step":2},
                    "ema_cross.slow":{"min":20,"max":40,"step":10}}}})");
    const auto answer = ended(id);
    ASSERT_EQ(answer->word("/status"), "completed") << answer->text;
    EXPECT_EQ(answer->word("/kind"), "optimize");
    EXPECT_TRUE(answer->word("/best").contains("ema_cross.fast=")) << answer->text;
    const auto map = get("/api/v1/backtests/" + id + "/heat_map.csv");
    EXPECT_EQ(std::ranges::count(map->text, '\n'), 1 + 9);  // 3 x 3 cells under their header
    EXPECT_TRUE(get("/api/v1/backtests/" + id + "/winner.yaml")->text.contains("ema_cross"));
    EXPECT_EQ(get("/api/v1/backtests/" + id + "/result")->status, 200);
}

TEST_F(BacktestTest, waiting_and_running_jobs_are_cancelled) {
    begin();
    const auto running = job(lengthy), waiting = job(lengthy);
    EXPECT_EQ(remove(waiting)->word("/status"), "cancelled");
    remove(running);
    EXPECT_EQ(ended(running)->word("/status"), "cancelled");
    EXPECT_EQ(get("/api/v1/backtests?status=cancelled")->size("/backtests"), 2U);
    EXPECT_EQ(get("/api/v1/backtests/" + running + "/result")->status, 404);
    EXPECT_EQ(remove(running)->status, 200);  // it has ended: now it goes
    EXPECT_EQ(get("/api/v1/backtests/" + running)->status, 404);
}

TEST_F(BacktestTest, a_full_queue_refuses_and_says_so) {
    begin({.workers = 0, .waiting_max = 2});
    job(small), job(small);
    const auto refused = post("/api/v1/backtests", std::string(small));
    EXPECT_EQ(refused->status, 429);
    EXPECT_TRUE(refused->word("/hint").contains("DELETE"));
    EXPECT_EQ(get("/api/v1/backtests")->size("/backtests"), 2U);
}

TEST_F(BacktestTest, a_restart_runs_what_had_not_ended) {
    begin();
    const auto running = job(lengthy), waiting = job(small);
    for (int i = 0; i < 1'000 && get("/api/v1/backtests/" + running)->number("/progress") == 0; ++i) wait(5ms);
    restart();
    for (int i = 0; i < 1'000 && queue->find(running)->status != JobStatus::running; ++i) wait(5ms);
    EXPECT_EQ(queue->find(running)->attempts, 1);  // its second start, but the first was not its fault
    ASSERT_TRUE(queue->cancel(running));
    EXPECT_EQ(ended_again(running).status, JobStatus::cancelled);
    EXPECT_EQ(ended_again(waiting).status, JobStatus::completed);
}

TEST_F(BacktestTest, a_job_that_was_running_when_the_program_was_killed_runs_again_but_not_for_ever) {
    begin({.workers = 0});
    const auto lost = job(small), deadly = job(small);
    const auto as_killed = [&](const std::string& id, std::int64_t attempts) {
        const auto key = key_of(id).value();
        auto document =
            store->read([&](const store::Tables& t) { return t.documents().find(Queue::collection, key, {}); })
                .value()
                .value();
        auto j = parse_job(document.body).value();
        j.status = JobStatus::running;
        j.attempts = attempts;
        document.body = to_text(j);
        document.group = "running";
        ASSERT_TRUE(
            store->write([&](store::Tables& t) { return t.documents().put(document, store::Expect::anything()); }));
    };
    as_killed(lost, 1);
    as_killed(deadly, 3);
    restart();
    EXPECT_EQ(ended_again(lost).status, JobStatus::completed);
    EXPECT_EQ(ended_again(lost).attempts, 2);
    EXPECT_EQ(ended_again(deadly).status, JobStatus::failed);
    EXPECT_TRUE(ended_again(deadly).error->contains("3 times"));
}

TEST_F(BacktestTest, a_job_beyond_the_ceiling_of_memory_fails_alone) {
    begin({.memory_max = 1 << 20});
    const auto answer = ended(job(small));
    EXPECT_EQ(answer->word("/status"), "failed");
    EXPECT_TRUE(answer->word("/error").contains("ceiling")) << answer->text;
}

TEST_F(BacktestTest, completed_jobs_are_compared) {
    begin();
    const auto a = job(small), b = job(R"({"bars":600,"quick":true,"seed":3})");
    ended(a), ended(b);
    const auto answer = get("/api/v1/backtests/compare?ids=" + a + "," + b);
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->size("/jobs"), 2U);
    EXPECT_GT(answer->size("/curves/0"), 10U);
    EXPECT_EQ(answer->number("/curves/0/0/value"), 1);
    EXPECT_EQ(answer->word("/metrics/0/metric"), "total_return");
    const bool first = answer->number("/metrics/0/values/0") > answer->number("/metrics/0/values/1");
    EXPECT_EQ(answer->word("/metrics/0/best"), first ? a : b);
    EXPECT_EQ(get("/api/v1/backtests/compare?ids=" + a)->status, 400);
    EXPECT_EQ(get("/api/v1/backtests/compare?ids=" + a + "," + a)->status, 400);
    EXPECT_EQ(get("/api/v1/backtests/compare?ids=" + a + ",nobody")->status, 404);
    EXPECT_EQ(get("/api/v1/backtests/compare")->status, 400);
}

TEST_F(BacktestTest, a_finished_job_is_announced_once) {
    std::vector<messages::Report> heard;
    begin();
    const auto listening = bus.topic(subjects.reports).subscribe([&](const auto& message) {
        heard.push_back(std::get<messages::Report>(message.data));
    });
    const auto id = job(small);
    ended(id);
    wait(20ms);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].report_id, id);
}

TEST_F(BacktestTest, others_hand_in_jobs_through_the_port) {
    begin();
    const auto made = port.submit(R"({"strategies":["macd"],"bars":500,"quick":true,"source":"synthetic"})", "grace");
    ASSERT_TRUE(made) << made.error().describe();
    const auto list = get("/api/v1/backtests");
    EXPECT_EQ(list->word("/backtests/0/owner"), "grace");
    EXPECT_EQ(ended(list->word("/backtests/0/job_id"))->word("/status"), "completed");
    EXPECT_FALSE(port.submit("not json", "grace"));
}

TEST_F(BacktestTest, the_newest_come_first_page_by_page) {
    begin({.workers = 0});
    std::vector<std::string> ids;
    for (int i = 0; i < 3; ++i) ids.push_back(job(small));
    const auto first = get("/api/v1/backtests?limit=2");
    EXPECT_EQ(first->word("/backtests/0/job_id"), ids[2]);
    EXPECT_EQ(first->word("/backtests/1/job_id"), ids[1]);
    const auto second = get("/api/v1/backtests?limit=2&cursor=" + first->word("/next_cursor"));
    EXPECT_EQ(second->word("/backtests/0/job_id"), ids[0]);
    EXPECT_FALSE(second->has("/backtests/1"));
}

TEST_F(BacktestTest, a_job_is_followed_over_a_websocket) {
    begin();
    std::string heard;
    net::WsPeer peer;
    client.connect_websocket(
        {.method = net::Method::get,
         .url = "ws://127.0.0.1:" + std::to_string(ServiceBench::port) + "/api/v1/backtests/stream"},
        {.on_text = [&](net::WsPeer&, std::string_view text) { heard += text; }}, {}, [&](Result<net::WsPeer> opened) {
            ASSERT_TRUE(opened) << opened.error().describe();
            peer = *opened;
        });
    wait(50ms);
    const auto id = job(R"({"strategies":["ema_cross"],"bars":2000,"quick":true})");
    EXPECT_EQ(ended(id)->word("/status"), "completed");
    for (int i = 0; i < 200 && !heard.contains(R"("status":"completed")"); ++i) wait(10ms);
    EXPECT_TRUE(heard.contains(id)) << heard;
    EXPECT_TRUE(heard.contains(R"("status":"completed")")) << heard;
}

}  // namespace
}  // namespace argosy::services::backtest
