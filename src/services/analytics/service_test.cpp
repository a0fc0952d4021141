#include "services/analytics/service.hpp"

#include <gmock/gmock.h>

#include "engine/engine.hpp"
#include "ledger/trades.hpp"
#include "performance/metric.hpp"
#include "services/analytics/analytics_bench.hpp"

namespace argosy::services::analytics {
namespace {

class Analytics : public AnalyticsBench {
protected:
    /// Sums a money field and a count over the parts of a breakdown.
    std::pair<Money, std::uint64_t> sums(std::string_view by) {
        const auto answer = get("/api/v1/analytics/breakdown?by=" + std::string(by));
        EXPECT_EQ(answer->status, 200) << answer->text;
        Money net;
        std::uint64_t trades = 0;
        for (std::size_t i = 0; i < answer->size("/parts"); ++i) {
            const std::string part = "/parts/" + std::to_string(i);
            net += *parse_decimal<Money>(answer->word(part + "/net"));
            trades += answer->at(part + "/trades").get_uint64().value();
        }
        return {net, trades};
    }
};

TEST_F(Analytics, the_summary_has_the_money_of_the_books) {
    const auto s = get("/api/v1/analytics/summary");
    ASSERT_EQ(s->status, 200) << s->text;
    Money net;
    std::uint64_t wins = 0;
    for (const auto& t : closed()) net += t.net(), wins += t.net().is_positive();
    EXPECT_EQ(s->word("/net"), to_string(net));
    EXPECT_EQ(s->word("/basis"), "account");
    EXPECT_EQ(s->word("/interval"), "1d");
    EXPECT_EQ(s->at("/total_trades").get_uint64().value(), closed().size());
    EXPECT_EQ(s->at("/winning_trades").get_uint64().value(), wins);
    EXPECT_EQ(s->word("/end_equity"), to_string(core->engine().equity()));
    EXPECT_EQ(s->word("/start_equity"), to_string(core->config().run.account.balance));
    EXPECT_EQ(s->word("/total_pnl"), to_string(core->engine().equity() - core->config().run.account.balance));
    EXPECT_NEAR(std::stod(s->word("/expectancy")), net.to_double() / static_cast<double>(closed().size()), 5e-9);
    EXPECT_NEAR(s->number("/total_return"),
                core->engine().equity().to_double() / core->config().run.account.balance.to_double() - 1, 1e-12);
    EXPECT_NEAR(s->number("/max_drawdown"), core->history().max_drawdown(), 1e-9);
    EXPECT_EQ(get("/analytics/summary")->text, s->text);
    EXPECT_EQ(get("/api/analytics/summary")->text, s->text);
}

TEST_F(Analytics, every_metric_comes_with_its_definition_or_the_reason_why_not) {
    const auto m = get("/api/performance-metrics");
    ASSERT_EQ(m->status, 200) << m->text;
    ASSERT_EQ(m->size("/metrics"), performance::metric_count);
    for (std::size_t i = 0; i < performance::metric_count; ++i) {
        const std::string metric = "/metrics/" + std::to_string(i);
        EXPECT_FALSE(m->word(metric + "/definition").empty());
        EXPECT_NE(m->at(metric + "/value").is_null(), m->word(metric + "/reason").empty()) << m->word(metric + "/name");
    }
    EXPECT_EQ(get("/api/v1/analytics/metrics")->text, m->text);
}

TEST_F(Analytics, the_parts_of_every_breakdown_make_the_whole) {
    const auto whole = sums("strategy");
    EXPECT_EQ(whole.second, closed().size());
    for (const auto* by : {"exchange", "instrument", "side", "exit", "weekday", "hour"})
        EXPECT_EQ(sums(by), whole) << by;
    EXPECT_EQ(get("/api/v1/analytics/breakdown?by=colour")->status, 400);
    const auto hours = get("/api/analytics/breakdown?by=hour");
    EXPECT_TRUE(std::ranges::any_of(closed(), [&](const auto& t) {
        return (t.entry_time - floor_to(t.entry_time, 24h)) / 1h == std::stoi(hours->word("/parts/0/name"));
    }));
}

TEST_F(Analytics, the_pnl_history_ends_at_now_and_adds_up) {
    const auto h = get("/analytics/pnl-history?every=1h");
    ASSERT_EQ(h->status, 200) << h->text;
    const std::size_t count = h->size("/points");
    ASSERT_GT(count, 20U);
    EXPECT_EQ(h->word("/points/" + std::to_string(count - 1) + "/equity"), to_string(core->engine().equity()));
    Money sum;
    Time before = Time::min();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string point = "/points/" + std::to_string(i);
        sum += *parse_decimal<Money>(h->word(point + "/change"));
        EXPECT_EQ(h->word(point + "/pnl"), to_string(sum)) << "money is exact";
        const Time at = *parse_iso8601(h->word(point + "/time"));
        EXPECT_GT(floor_to(at, 1h), before == Time::min() ? before : floor_to(before, 1h));
        before = at;
    }
    EXPECT_EQ(get("/api/v1/analytics/pnl-history?limit=3")->size("/points"), 3U);
    EXPECT_EQ(get("/api/v1/analytics/pnl-history?every=0s")->status, 400);
    EXPECT_EQ(get("/api/v1/analytics/pnl-history?from=2100-01-01")->size("/points"), 0U);
}

TEST_F(Analytics, the_trade_history_is_that_of_the_store) {
    ASSERT_TRUE(store->write([&](store::Tables& t) -> Result<> {
        for (const auto& trip : closed())
            ARGOSY_TRY(t.trades().put(argosy::ledger::trade_of(trip, runtime::trade_id_of(trip),
                                                               store::TradeStatus::closed, names)),
                       "");
        return {};
    }));
    EXPECT_EQ(get("/analytics/trades?limit=1000")->size("/trades"), closed().size());
    const auto page = get("/api/analytics/trades?limit=2&exchange=binance");
    EXPECT_EQ(page->size("/trades"), 2U);
    EXPECT_EQ(get("/api/v1/analytics/trades?limit=2&cursor=" + page->word("/next_cursor"))->size("/trades"), 2U);
    EXPECT_EQ(get("/api/v1/analytics/trades?strategy=nobody")->status, 404);
    EXPECT_EQ(get("/api/v1/analytics/trades?limit=0")->status, 400);
}

TEST_F(Analytics, a_viewer_may_look) {
    for (const auto* path : {"/api/v1/analytics/summary", "/analytics/trades", "/api/performance-metrics"}) {
        EXPECT_EQ(ask(net::Method::get, path, {}, "viewer")->status, 200) << path;
        EXPECT_EQ(ask(net::Method::get, path, {}, "anyone")->status, 403) << path;
    }
}

}  // namespace
}  // namespace argosy::services::analytics
