#include "services/ledger/alerts.hpp"

#include <gmock/gmock.h>

#include "services/ledger/ledger_bench.hpp"

namespace argosy::services::ledger {
namespace {

class LedgerAlerts : public LedgerBench {
protected:
    LedgerAlerts() {
        told = bus.topic(subjects.alerts).subscribe([this](const auto& m) { heard.push_back(m.data); });
    }
    static std::string alert(std::string_view message = "High volatility detected") {
        return R"({"level":"WARNING","category":"risk","exchange":"binance","instrument":"BTC-USDT","message":")" +
               std::string(message) + R"(","details":{"sigma":3.5,"bars":[1,2]}})";
    }
    bus::Subscription told;
    std::vector<messages::Alerts> heard;
};

TEST_F(LedgerAlerts, an_alert_is_raised_told_listed_and_resolved) {
    const auto made = post("/api/v1/alerts", alert());
    ASSERT_EQ(made->status, 201) << made->text;
    const std::string id = made->word("/alert_id");
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(std::get<messages::Alert>(heard[0]).alert_id, id);
    EXPECT_EQ(std::get<messages::Alert>(heard[0]).details.at("bars"), "[1,2]");

    const auto list = get("/api/alerts?category=risk&limit=1");
    EXPECT_EQ(list->word("/alerts/0/alert_id"), id);
    EXPECT_EQ(list->word("/alerts/0/level"), "WARNING");
    EXPECT_EQ(list->word("/alerts/0/instrument"), "BTC/USDT:USDT");
    EXPECT_EQ(list->word("/alerts/0/exchange"), core->instruments()[InstrumentId(0)].venue);
    EXPECT_EQ(list->word("/alerts/0/details/sigma"), "3.5");
    EXPECT_GT(list->number("/alerts/0/id"), 0);
    EXPECT_EQ(list->word("/alerts/0/time"), list->word("/alerts/0/timestamp"));

    const auto ended = put("/api/v1/alerts/" + id + "/resolve", "");
    ASSERT_EQ(ended->status, 200) << ended->text;
    EXPECT_TRUE(ended->at("/resolved").get_bool().value());
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_EQ(std::get<messages::AlertResolved>(heard[1]).by, "user:ada");
    EXPECT_EQ(put("/api/v1/alerts/" + id + "/resolve", "")->text, ended->text) << "once is enough";
    EXPECT_EQ(heard.size(), 2U);
    EXPECT_EQ(get("/api/v1/audit")->size("/entries"), 2U);
}

TEST_F(LedgerAlerts, told_again_an_alert_stays_resolved) {
    const std::string id = post("/api/v1/alerts", alert())->word("/alert_id");
    ASSERT_EQ(put("/api/v1/alerts/" + id + "/resolve", "")->status, 200);
    bus.topic(subjects.alerts).publish({{.source = "test"}, std::get<messages::Alert>(heard[0])});
    restart();
    for (const auto& left : walk("/api/v1/alerts/unresolved?limit=1000", "alerts", "alert_id")) EXPECT_NE(left, id);
    EXPECT_TRUE(get("/api/v1/alerts?category=risk&limit=1")->at("/alerts/0/resolved").get_bool().value());
}

TEST_F(LedgerAlerts, other_services_resolve_over_the_bus) {
    const std::string id = post("/api/v1/alerts", alert())->word("/alert_id");
    bus.topic(subjects.alerts)
        .publish({{.source = "risk"},
                  messages::AlertResolved{.alert_id = id, .by = "service:risk", .timestamp = core->now()}});
    for (const auto& left : walk("/api/v1/alerts/unresolved?limit=1000", "alerts", "alert_id")) EXPECT_NE(left, id);
}

TEST_F(LedgerAlerts, alerts_of_the_engine_are_kept_once) {
    const auto before = walk("/api/v1/alerts?limit=1000", "alerts", "alert_id");
    publisher->repeat();
    EXPECT_EQ(walk("/api/v1/alerts?limit=3", "alerts", "alert_id"), before);
    EXPECT_EQ(before.size(), core->history().alerts().size());
}

TEST_F(LedgerAlerts, what_is_no_alert_is_refused) {
    const auto refused = [&](const std::string& body) { return post("/api/v1/alerts", body); };
    EXPECT_EQ(refused(R"({"category":"risk"})")->status, 400);
    EXPECT_EQ(refused(R"({"category":"risk","message":"x","level":"LOUD"})")->word("/errors/0/pointer"), "/level");
    EXPECT_EQ(refused(R"({"category":"risk","message":""})")->word("/errors/0/pointer"), "/message");
    EXPECT_EQ(refused(R"({"category":"risk","message":"x","exchange":"mars"})")->status, 404);
    EXPECT_EQ(refused(R"({"category":"risk","message":"x","details":[1]})")->status, 400);
    EXPECT_EQ(get("/api/v1/alerts?level=LOUD")->status, 400);
    EXPECT_EQ(put("/api/v1/alerts/none/resolve", "")->status, 404);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/alerts", alert(), "viewer")->status, 403);
    EXPECT_TRUE(heard.empty());
}

TEST_F(LedgerAlerts, levels_choose_from_below) {
    post("/api/v1/alerts", R"({"level":"info","category":"mine","message":"a"})");
    post("/api/v1/alerts", R"({"level":"ERROR","category":"mine","message":"b"})");
    EXPECT_EQ(get("/api/v1/alerts?category=mine")->size("/alerts"), 2U);
    EXPECT_EQ(get("/api/v1/alerts?category=mine&level=WARNING")->size("/alerts"), 1U);
}

TEST(AlertNumber, is_the_engines_or_far_from_it) {
    EXPECT_EQ(number_of_alert("engine-17"), 17);
    EXPECT_GT(number_of_alert("engine-17x"), 1LL << 52);
    EXPECT_LT(number_of_alert("01920e4a-7c3b-7d1e-9f00-3a5b6c7d8e9f"), 1LL << 53);
}

}  // namespace
}  // namespace argosy::services::ledger
