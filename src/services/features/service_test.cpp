#include "services/features/service.hpp"

#include <cmath>

#include "runtime/lookup.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::features {
namespace {

class FeaturesTest : public argosy::testing::ServiceBench {
protected:
    FeaturesTest() { start_it(); }
    void start_it() {
        start(spec({.router = router, .loop = loop, .core = *core, .bus = bus, .subjects = subjects, .store = *store}));
    }
    static std::string bar(int hour, int open, int high, int low, int close) {
        return R"({"time":"2024-01-01T0)" + std::to_string(hour) + R"(:00:00Z","open":")" + std::to_string(open) +
               R"(","high":")" + std::to_string(high) + R"(","low":")" + std::to_string(low) + R"(","close":")" +
               std::to_string(close) + R"(","volume":"1"})";
    }
    static constexpr std::string_view one_return =
        R"("features":{"name":"mine","interval":"1h","features":[{"type":"returns","bars":1}]})";
    const std::string two_bars = bar(0, 100, 110, 90, 100) + "," + bar(1, 100, 130, 100, 125);
};

TEST_F(FeaturesTest, raw_bars_become_clean_bars_and_features) {
    const auto body = R"({"bars":[)" + two_bars + "," + bar(1, 100, 130, 100, 120) + "," + bar(2, 100, 90, 95, 100) +
                      "," + bar(0, 100, 110, 90, 100) + "," + bar(4, 120, 130, 90, 100) + "]," +
                      std::string(one_return) + "}";
    for (const auto* path : {"/api/process-data", "/api/v1/features/process"}) {
        const auto answer = post(path, body);
        ASSERT_EQ(answer->status, 200) << answer->text;
        EXPECT_EQ(answer->size("/bars"), 3U);
        ASSERT_EQ(answer->size("/dropped"), 3U) << answer->text;
        EXPECT_EQ(answer->number("/dropped/0/index"), 2);
        EXPECT_TRUE(answer->word("/dropped/0/reason").contains("contradicts"));
        EXPECT_TRUE(answer->word("/dropped/1/reason").contains("high below"));
        EXPECT_TRUE(answer->word("/dropped/2/reason").contains("older"));
        EXPECT_EQ(answer->number("/missing"), 2);
        EXPECT_EQ(answer->word("/columns/0"), "return_1");
        EXPECT_TRUE(answer->at("/features/0/values/0").is_null());
        EXPECT_DOUBLE_EQ(answer->number("/features/1/values/0"), 0.25);
        EXPECT_DOUBLE_EQ(answer->number("/features/2/values/0"), -0.2);
        EXPECT_EQ(answer->word("/features/1/time"), "2024-01-01T02:00:00Z");
    }
}

TEST_F(FeaturesTest, the_standard_set_fits_every_interval) {
    const auto answer = post("/api/process-data", R"({"interval":"5m","bars":[)" + two_bars + "]}");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->word("/interval"), "5m");
    EXPECT_EQ(answer->word("/feature_set"), "standard");
}

TEST_F(FeaturesTest, impossible_requests_are_refused) {
    EXPECT_EQ(post("/api/process-data")->status, 400);
    EXPECT_EQ(post("/api/process-data", R"({"bars":[]})")->status, 400);
    const auto unknown = post("/api/process-data", R"({"feature_set":"nope","bars":[)" + two_bars + "]}");
    EXPECT_EQ(unknown->status, 404);
    EXPECT_TRUE(unknown->word("/hint").contains("/api/v1/feature-sets"));
    const std::string no_indicator =
        R"("features":{"interval":"1h","features":[{"type":"indicator","indicator":"wizardry"}]})";
    EXPECT_EQ(post("/api/process-data", R"({"bars":[)" + two_bars + "]," + no_indicator + "}")->status, 400);
    EXPECT_EQ(
        post("/api/process-data", R"({"interval":"5m","bars":[)" + two_bars + "]," + std::string(one_return) + "}")
            ->status,
        400);
    const std::string small = R"({"time":"2024-01-01","open":1,"high":1,"low":1,"close":1})";
    std::string many = small;
    for (int i = 0; i < 10'000; ++i) many += "," + small;
    EXPECT_EQ(post("/api/process-data", R"({"bars":[)" + many + "]}")->status, 400);
}

TEST_F(FeaturesTest, the_running_market_has_features_at_each_bar) {
    std::vector<bus::Message<std::variant<messages::FeatureVector>>> heard;
    const auto subscription =
        bus.topic(subjects.features).subscribe([&](const auto& message) { heard.push_back(message); });
    play(3);
    ASSERT_GE(heard.size(), 3U);
    const auto& last = std::get<0>(heard.back().data);
    const auto answer = get("/api/v1/features/" + last.instrument.substr(0, last.instrument.find('/')) + "-USDT");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->word("/vector/instrument"), last.instrument);
    EXPECT_EQ(answer->word("/vector/time"), to_iso8601(last.time));
    EXPECT_EQ(answer->number("/vector/values/log_return_1"), last.values.at("log_return_1"));
    const auto* kept = core->history().bars(*runtime::find_instrument(*core, last.instrument), 1min);
    const auto close = [&](std::size_t back) { return kept->bars[kept->bars.size() - back].close.to_double(); };
    EXPECT_NEAR(last.values.at("log_return_1"), std::log(close(1) / close(2)), 1e-15);
    EXPECT_FALSE(heard.back().envelope.cause.is_none());
    EXPECT_EQ(get("/api/v1/features/NOPE-USDT")->status, 404);
}

TEST_F(FeaturesTest, headlines_count_from_the_next_close_on_for_the_instruments_that_they_are_about) {
    ASSERT_EQ(put("/api/v1/feature-sets/standard",
                  R"({"interval":"1m","features":[{"type":"mood","half_life":"6h","measure":"mean"}]})")
                  ->status,
              200);
    bus.topic(subjects.news)
        .publish({{.source = "news"}, messages::Headline{.instruments = {"BTC/USDT:USDT"}, .score = 0.5}});
    EXPECT_FALSE(get("/api/v1/features/BTC-USDT")->has("/vector/values/mood_mean")) << "the bar had closed before";
    play(1);
    EXPECT_DOUBLE_EQ(get("/api/v1/features/BTC-USDT")->number("/vector/values/mood_mean"), 0.5);
    EXPECT_FALSE(get("/api/v1/features/ETH-USDT")->has("/vector/values/mood_mean"));
}

TEST_F(FeaturesTest, a_bar_that_comes_twice_counts_once) {
    int heard = 0;
    play(1);
    const auto subscription = bus.topic(subjects.features).subscribe([&](const auto&) { ++heard; });
    const auto* kept = core->history().bars(InstrumentId(0), 1min);
    bus.topic(subjects.market_data)
        .publish({{.source = "market-data"},
                  domain::BarClosed{.instrument = InstrumentId(0), .interval = 1min, .bar = kept->bars.back()}});
    EXPECT_EQ(heard, 0);
}

TEST_F(FeaturesTest, sets_are_kept) {
    const std::string set = R"({"interval":"1h","features":[{"type":"returns","bars":1},{"type":"returns","bars":2}]})";
    EXPECT_EQ(ask(net::Method::put, "/api/v1/feature-sets/mine", set, "viewer")->status, 403);
    EXPECT_EQ(ask(net::Method::put, "/api/v1/feature-sets/mine", set, "trader")->status, 200);
    EXPECT_EQ(put("/api/v1/feature-sets/mine", R"({"interval":"1h","features":[]})")->status, 400);
    EXPECT_EQ(put("/api/v1/feature-sets/twice",
                  R"({"interval":"1h","features":[{"type":"returns","bars":1},{"type":"returns","bars":1}]})")
                  ->status,
              400);
    const auto listed = get("/api/v1/feature-sets");
    ASSERT_EQ(listed->size("/feature_sets"), 1U) << listed->text;
    EXPECT_EQ(listed->word("/feature_sets/0/name"), "mine");
    const auto answer = post("/api/process-data", R"({"feature_set":"mine","bars":[)" + two_bars + "]}");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->size("/columns"), 2U);
    EXPECT_EQ(get("/api/v1/feature-sets?cursor=nonsense")->status, 400);
}

TEST_F(FeaturesTest, another_standard_set_takes_effect_at_once_and_survives_a_restart) {
    ASSERT_EQ(
        put("/api/v1/feature-sets/standard", R"({"interval":"1m","features":[{"type":"returns","bars":7}]})")->status,
        200);
    EXPECT_TRUE(get("/api/v1/features/BTC-USDT")->has("/vector/values/return_7"));
    host->stop();
    EXPECT_EQ(post("/api/process-data", R"({"bars":[)" + two_bars + "]}")->status, 503);
    host.reset();
    router = api::Router();
    router.guard_with(gate);
    start_it();
    EXPECT_TRUE(get("/api/v1/features/BTC-USDT")->has("/vector/values/return_7"));
}

}  // namespace
}  // namespace argosy::services::features
