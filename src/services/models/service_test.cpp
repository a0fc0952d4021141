#include "services/models/service.hpp"

#include <atomic>
#include <cmath>
#include <fstream>
#include <thread>

#include "data/store.hpp"
#include "learning/xgboost/xgboost.hpp"
#include "services/models/registry.hpp"
#include "support/service_bench.hpp"
#include "support/test_models.hpp"

namespace argosy::services::models {
namespace {

namespace made = learning::testing;

/// Grows one tree that looks at the first column.
Result<std::string> small_fit(const learning::BoostTask& task, const learning::BoostSettings&) {
    if (task.labels.empty()) return fail(Errc::invalid_argument, "no rows");
    return made::stump(0, -2, 2, task.width);
}
Result<std::string> no_fit(const learning::BoostTask&, const learning::BoostSettings&) {
    return fail(Errc::unavailable, "the library is not installed");
}

class ModelsTest : public argosy::testing::ServiceBench {
protected:
    void start_it(learning::Fit fit = small_fit) {
        if (host) {
            host->stop();
            host.reset();
            router = api::Router();
            router.guard_with(gate);
        }
        start(spec({.router = router, .loop = loop, .core = *core, .folder = dir, .data_dir = data, .fit = fit}));
    }
    /// The momentum model: a rise goes on. Its version is 3.
    void put_momentum() {
        const auto text = made::momentum_model(made::market_start);
        ASSERT_TRUE(write_version(dir, made::momentum_info(made::market_start), text));
    }
    /// The state in which a training ends.
    std::string end_of(const std::string& id) {
        for (int i = 0; i < 6000; ++i) {
            const auto job = get("/api/v1/models/jobs/" + id);
            const std::string state = job->word("/state");
            if (state == "done" || state == "failed") return state + job->word("/error");
            wait(10ms);
        }
        return "never";
    }
    const std::filesystem::path dir = folder.path() / "models", data = folder.path() / "data";
};

TEST_F(ModelsTest, a_model_is_trained_kept_and_served) {
    start_it();
    EXPECT_EQ(get("/api/v1/models")->size("/models"), 0U);
    const auto job = post("/api/v1/models/train", R"({"name":"first","symbol":"BTC-USDT"})");
    ASSERT_EQ(job->status, 202) << job->text;
    EXPECT_EQ(job->number("/version"), 1);
    EXPECT_EQ(end_of(job->word("/job_id")), "done");
    const auto model = get("/api/v1/models/first");
    ASSERT_EQ(model->status, 200) << model->text;
    EXPECT_EQ(model->word("/symbol"), "BTC/USDT:USDT");
    EXPECT_EQ(model->word("/interval"), "1m");
    EXPECT_EQ(model->number("/trees"), 1);
    start_it();
    EXPECT_EQ(get("/api/v1/models/first")->text, model->text);
    const auto next = post("/api/v1/models/train", R"({"name":"first","symbol":"BTC-USDT"})");
    EXPECT_EQ(next->number("/version"), 2);
    EXPECT_EQ(post("/api/v1/models/train", R"({"name":"first","symbol":"BTC-USDT"})")->number("/version"), 3);
    EXPECT_EQ(end_of(next->word("/job_id")), "done");
    EXPECT_EQ(get("/api/v1/models/first?version=1")->number("/version"), 1);
}

TEST_F(ModelsTest, recorded_bars_train_too) {
    auto files = data::Store::open(data).value();
    auto update =
        files.update<domain::Bar>({.symbol = "LTC/USDT", .venue = "binance", .interval = Duration(1h)}).value();
    ASSERT_TRUE(update.add(made::walk(600, 0.5)));
    ASSERT_TRUE(update.commit());
    start_it();
    const std::string from = R"({"name":"coin","source":"catalogue","symbol":)";
    EXPECT_EQ(end_of(post("/api/v1/models/train", from + "\"LTC/USDT\"}")->word("/job_id")), "done");
    EXPECT_EQ(get("/api/v1/models/coin")->word("/interval"), "1h");
    const auto missing = end_of(post("/api/v1/models/train", from + "\"XRP/USDT\"}")->word("/job_id"));
    EXPECT_TRUE(missing.starts_with("failed")) << missing;
}

TEST_F(ModelsTest, xgboost_grows_trees_that_are_served) {
    start_it(learning::xgboost::fit);
    const auto job = post("/api/v1/models/train",
                          R"({"name":"real","symbol":"BTC-USDT","settings":{"steps":2,"boost":{"rounds":5}}})");
    const auto end = end_of(job->word("/job_id"));
    if (end.contains("cannot be opened")) GTEST_SKIP() << end;  // the library is not installed here
    ASSERT_EQ(end, "done");
    const auto model = get("/api/v1/models/real");
    EXPECT_EQ(model->number("/trees"), 5);
    std::string row = "null";
    for (int i = 1; i < model->number("/columns"); ++i) row += ",null";
    const auto answer = post("/v1/models/real:predict", R"({"instances":[[)" + row + "]]}");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_GT(answer->number("/predictions/0"), 0);
    EXPECT_LT(answer->number("/predictions/0"), 1);
}

TEST_F(ModelsTest, a_training_that_fails_says_why_and_leaves_nothing) {
    start_it(no_fit);
    const auto job = post("/api/v1/models/train", R"({"name":"first","symbol":"BTC-USDT"})");
    const auto end = end_of(job->word("/job_id"));
    EXPECT_TRUE(end.starts_with("failed") && end.contains("the library is not installed")) << end;
    EXPECT_EQ(get("/api/v1/models")->size("/models"), 0U);
    EXPECT_FALSE(std::filesystem::exists(dir));
}

TEST_F(ModelsTest, bad_requests_are_refused) {
    start_it();
    const auto train = [&](std::string body) { return post("/api/v1/models/train", std::move(body))->status; };
    EXPECT_EQ(train("{}"), 400);
    EXPECT_EQ(train(R"({"name":"../up","symbol":"BTC-USDT"})"), 400);
    EXPECT_EQ(train(R"({"name":"x","symbol":"NOPE"})"), 404);
    EXPECT_EQ(train(R"({"name":"x","symbol":"BTC-USDT","interval":"7m"})"), 404);
    EXPECT_EQ(train(R"({"name":"x","symbol":"BTC-USDT","settings":{"boost":{"depth":99}}})"), 400);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/models/train", R"({"name":"x","symbol":"BTC-USDT"})", "viewer")->status,
              403);
    EXPECT_EQ(get("/api/v1/models/nope")->status, 404);
    EXPECT_EQ(get("/api/v1/models/jobs/nope")->status, 404);
}

TEST_F(ModelsTest, clients_of_tensorflow_serving_are_served) {
    put_momentum();
    start_it();
    const auto status = get("/v1/models/momentum");
    ASSERT_EQ(status->status, 200) << status->text;
    EXPECT_EQ(status->word("/model_version_status/0/state"), "AVAILABLE");
    EXPECT_EQ(status->word("/model_version_status/0/version"), "3");
    EXPECT_EQ(get("/v1/models/momentum/versions/3")->text, status->text);
    EXPECT_EQ(get("/v1/models/momentum/metadata")->word("/model_spec/name"), "momentum");
    for (const auto* path : {"/v1/models/momentum:predict", "/v1/models/momentum/versions/3:predict"}) {
        const auto answer = post(path, R"({"instances":[[0.01],[-0.01]]})");
        ASSERT_EQ(answer->status, 200) << answer->text;
        EXPECT_NEAR(answer->number("/predictions/0"), 1 / (1 + std::exp(-2.0)), 1e-6);
        EXPECT_NEAR(answer->number("/predictions/1"), 1 / (1 + std::exp(2.0)), 1e-6);
    }
}

TEST_F(ModelsTest, errors_are_those_of_tensorflow_serving) {
    put_momentum();
    start_it();
    const auto unknown = get("/v1/models/nope");
    EXPECT_EQ(unknown->status, 404);
    EXPECT_EQ(unknown->word("/error"), "Servable not found for request: Latest(nope)");
    EXPECT_EQ(post("/v1/models/nope:predict")->status, 404);
    EXPECT_EQ(get("/v1/models/momentum/versions/9")->word("/error"),
              "Servable not found for request: Specific(momentum, 9)");
    EXPECT_EQ(get("/v1/models/momentum/versions/x")->status, 400);
    EXPECT_EQ(post("/v1/models/momentum:predict")->word("/error"), "Missing 'inputs' or 'instances' key");
    EXPECT_EQ(post("/v1/models/momentum:predict", R"({"instances":[[1,2]]})")->word("/error"),
              "Expecting tensor size: 1 but got: 2");
    EXPECT_EQ(post("/v1/models/momentum:classify")->status, 400);
    EXPECT_EQ(post("/v1/models/momentum")->status, 400);
}

TEST_F(ModelsTest, a_damaged_file_is_told_of_and_its_version_not_given_again) {
    put_momentum();
    std::ofstream(dir / "momentum" / "4.json") << "{";
    start_it();
    const auto list = get("/api/v1/models");
    EXPECT_EQ(list->size("/problems"), 1U);
    EXPECT_EQ(list->number("/models/0/version"), 3);
    EXPECT_EQ(post("/api/v1/models/train", R"({"name":"momentum","symbol":"BTC-USDT"})")->number("/version"), 5);
}

TEST_F(ModelsTest, stopping_does_not_wait_for_the_trees_of_a_fit) {
    std::atomic<bool> grows = false, all_grown = false;
    start_it([&](const learning::BoostTask& task, const learning::BoostSettings& settings) -> Result<std::string> {
        grows = true;
        for (int tree = 0; tree < 20'000 && !task.stop.stop_requested(); ++tree) std::this_thread::sleep_for(1ms);
        all_grown = !task.stop.stop_requested();
        return small_fit(task, settings);
    });
    post("/api/v1/models/train", R"({"name":"first","symbol":"BTC-USDT"})");
    for (int i = 0; i < 2000 && !grows; ++i) wait(10ms);
    ASSERT_TRUE(grows);
    host->stop();
    EXPECT_FALSE(all_grown);
    EXPECT_FALSE(std::filesystem::exists(dir));
}

TEST_F(ModelsTest, stopping_does_not_wait_for_all_fits) {
    std::atomic<int> fits = 0;
    start_it([&](const learning::BoostTask& task, const learning::BoostSettings& settings) {
        ++fits;
        std::this_thread::sleep_for(50ms);
        return small_fit(task, settings);
    });
    post("/api/v1/models/train", R"({"name":"first","symbol":"BTC-USDT","settings":{"steps":50}})");
    host->stop();
    EXPECT_LT(fits, 51);
    EXPECT_EQ(post("/api/v1/models/train", R"({"name":"first","symbol":"BTC-USDT"})")->status, 503);
}

}  // namespace
}  // namespace argosy::services::models
