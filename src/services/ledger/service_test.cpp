#include "services/ledger/service.hpp"

#include <gmock/gmock.h>

#include "backtest/run.hpp"
#include "engine/engine.hpp"
#include "performance/rebuild.hpp"
#include "performance/summary.hpp"
#include "performance/trade_metrics.hpp"
#include "services/ledger/ledger_bench.hpp"

namespace argosy::services::ledger {
namespace {

class LedgerTest : public LedgerBench {
protected:
    std::string venue() { return core->instruments()[InstrumentId(0)].venue; }
};

TEST_F(LedgerTest, balances_are_those_of_the_account) {
    const auto list = get("/api/v1/balances");
    ASSERT_EQ(list->size("/balances"), 1U) << list->text;
    EXPECT_EQ(list->word("/balances/0/exchange"), venue());
    EXPECT_EQ(list->word("/balances/0/total"), to_string(core->engine().equity()));
    EXPECT_DOUBLE_EQ(list->number("/balances/0/total_balance"), core->engine().equity().to_double());
    EXPECT_EQ(get("/api/v1/balances/binance")->word("/total"), list->word("/balances/0/total"));
    EXPECT_EQ(get("/api/v1/balances/mars")->status, 404);
}

TEST_F(LedgerTest, a_balance_that_a_person_wrote_holds_until_trading_gives_a_newer_one) {
    const auto written = put("/api/v1/balances/binance", R"({"total_balance":1000.5,"available_balance":"900"})");
    ASSERT_EQ(written->status, 200) << written->text;
    EXPECT_EQ(get("/api/v1/balances/binance")->word("/total"), "1000.5");
    EXPECT_EQ(get("/api/v1/audit")->word("/entries/0/action"), "balance.update");
    play(1);
    EXPECT_EQ(get("/api/v1/balances/binance")->word("/total"), to_string(core->engine().equity()));
    EXPECT_EQ(put("/api/v1/balances/binance", R"({"total_balance":7,"available_balance":7,"currency":"EUR"})")->status,
              200);
    restart();
    EXPECT_EQ(get("/api/v1/balances")->size("/balances"), 2U) << "it is kept";
}

TEST_F(LedgerTest, a_balance_that_cannot_be_is_refused) {
    const auto refused = [&](const std::string& body) { return put("/api/v1/balances/binance", body); };
    EXPECT_EQ(refused("{}")->status, 400);
    EXPECT_EQ(refused(R"({"total_balance":1,"available_balance":2})")->word("/errors/0/pointer"), "/available_balance");
    EXPECT_EQ(refused(R"({"total_balance":-1,"available_balance":0})")->status, 400);
    EXPECT_EQ(refused(R"({"total_balance":1,"available_balance":1,"timestamp":"2100-01-01"})")->status, 400);
    EXPECT_EQ(put("/api/v1/balances/mars", R"({"total_balance":1,"available_balance":1})")->status, 404);
    EXPECT_EQ(
        ask(net::Method::put, "/api/v1/balances/binance", R"({"total_balance":1,"available_balance":1})", "trader")
            ->status,
        403);
}

TEST_F(LedgerTest, the_cache_gives_back_what_was_put_until_it_expires) {
    const auto put_there = [&](const std::string& ttl) {
        return post(
            "/api/v1/cache/market-data",
            R"({"exchange":"binance","symbol":"BTC-USDT","data_type":"orderbook","data":{"bids":[[1,2]]},"ttl":")" +
                ttl + "\"}");
    };
    ASSERT_EQ(put_there("1h")->status, 201);
    const std::string path = "/api/v1/cache/market-data/binance/BTC-USDT/orderbook";
    const auto found = get(path);
    EXPECT_EQ(found->word("/source"), "cache") << found->text;
    EXPECT_EQ(found->word("/symbol"), "BTC/USDT:USDT");
    EXPECT_EQ(found->at("/data/bids/0/1").get_int64().value(), 2);
    ASSERT_EQ(put_there("1ms")->status, 201);
    while (get(path)->status == 200) wait(1ms);
    EXPECT_EQ(get(path)->status, 404) << "nobody has put one there since";
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/cache/expired")->at("/removed").get_int64().value(), 1);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/cache/expired")->at("/removed").get_int64().value(), 0);
}

TEST_F(LedgerTest, what_nobody_cached_comes_from_the_market) {
    const auto ticker = get("/api/v1/cache/market-data/binance/BTC-USDT/ticker");
    EXPECT_EQ(ticker->word("/source"), "market");
    EXPECT_EQ(ticker->word("/data/last"), to_string(core->history().bars(InstrumentId(0), 1min)->bars.back().close));
    EXPECT_EQ(get("/api/v1/cache/market-data/binance/BTC-USDT/ohlcv")->size("/data/bars"), 100U);
    EXPECT_EQ(get("/api/v1/cache/market-data/binance/BTC-USDT/weather")->status, 400);
    EXPECT_EQ(get("/api/v1/cache/market-data/binance/NO-PAIR/ticker")->status, 404);
    EXPECT_EQ(post("/api/v1/cache/market-data", R"({"exchange":"binance","data_type":"ticker","data":{}})")->status,
              400);
    EXPECT_EQ(post("/api/v1/cache/market-data",
                   R"({"exchange":"binance","symbol":"BTC-USDT","data_type":"ticker","data":[1]})")
                  ->word("/errors/0/pointer"),
              "/data");
}

TEST_F(LedgerTest, performance_counts_the_trades_of_the_store) {
    const auto stats = performance::count_trades(core->engine().trades().closed());
    const auto all = get("/api/v1/performance/portfolio");
    ASSERT_EQ(all->status, 200) << all->text;
    EXPECT_EQ(all->at("/total_trades").get_uint64().value(), stats.count);
    EXPECT_EQ(all->at("/winning_trades").get_uint64().value(), stats.wins);
    EXPECT_EQ(all->word("/net"), to_string(stats.net()));
    EXPECT_NEAR(all->number("/win_rate"), static_cast<double>(stats.wins) / static_cast<double>(stats.count), 1e-12);
    EXPECT_EQ(get("/api/v1/performance/exchange/binance")->word("/net"), all->word("/net"));
    EXPECT_EQ(get("/api/v1/performance/exchange/mars")->status, 404);
    EXPECT_EQ(get("/api/v1/performance/strategy/nobody")->status, 404);
}

TEST_F(LedgerTest, the_portfolio_is_judged_by_the_equity_of_the_account) {
    const auto all = get("/api/v1/performance/portfolio");
    EXPECT_EQ(all->word("/basis"), "account");
    EXPECT_EQ(all->word("/interval"), "1d");
    EXPECT_TRUE(all->word("/period").starts_with(to_iso8601(core->source().start()))) << all->word("/period");
    EXPECT_NEAR(all->number("/max_drawdown"), core->history().max_drawdown(), 1e-9);
    EXPECT_EQ(get("/api/v1/performance/exchange/binance")->word("/basis"), "exchange");
}

TEST_F(LedgerTest, a_book_is_judged_by_its_closed_trades) {
    const auto& closed = core->engine().trades().closed();
    const auto recorder = performance::rebuild_from_trades(core->config().run.account.balance, closed, core->now());
    const auto assumptions = backtest::assumptions_of(core->config().run, core->instruments());
    const auto book = get("/api/v1/performance/strategy/consensus");
    EXPECT_EQ(book->word("/basis"), "own");
    for (const auto& [name, id] : {std::pair("/sharpe_ratio", performance::MetricId::sharpe),
                                   std::pair("/max_drawdown", performance::MetricId::max_drawdown)}) {
        const auto figure = performance::metric(id, recorder, closed, assumptions).value;
        if (figure) EXPECT_NEAR(book->number(name), *figure, 1e-12) << name;
        EXPECT_EQ(book->at(name).is_null(), !figure) << name;
    }
}

TEST_F(LedgerTest, a_strategy_that_votes_is_judged_by_the_trades_that_it_voted_for) {
    const auto& closed = core->engine().trades().closed();
    ASSERT_GE(closed.size(), 2U);
    ASSERT_TRUE(store->write([&](store::Tables& t) -> Result<> {
        const auto put = [&](const domain::RoundTrip& trade, std::string voters) {
            return t.documents().put({.collection = "strategy.votes",
                                      .key = runtime::trade_id_of(trade),
                                      .group = {},
                                      .body = std::move(voters),
                                      .expires = {},
                                      .updated = trade.exit_time},
                                     store::Expect::anything());
        };
        ARGOSY_TRY(put(closed[0], "macd\nema_cross"), "");
        ARGOSY_TRY(put(closed[1], "macd"), "");
        return {};
    }));
    const auto one = get("/api/v1/performance/strategy/ema_cross"), two = get("/api/v1/performance/strategy/macd");
    EXPECT_EQ(one->word("/basis"), "supported");
    EXPECT_EQ(one->number("/total_trades"), 1);
    EXPECT_EQ(one->word("/net"), to_string(closed[0].net()));
    EXPECT_EQ(two->number("/total_trades"), 2);
    EXPECT_EQ(get("/api/v1/performance/strategy/stochrsi_ema")->number("/total_trades"), 0)
        << "no part of a name counts";
}

TEST_F(LedgerTest, the_strategies_add_up_to_the_portfolio) {
    Money sum;
    std::uint64_t trades = 0;
    for (const auto& name : core->engine().strategy_names()) {
        const auto one = get("/api/v1/performance/strategy/" + name);
        ASSERT_EQ(one->status, 200) << one->text;
        sum += *parse_decimal<Money>(one->word("/net"));
        trades += one->at("/total_trades").get_uint64().value();
    }
    const auto by_nobody =
        std::ranges::count_if(core->engine().trades().closed(), [](const auto& t) { return t.strategy.is_none(); });
    const auto all = get("/api/v1/performance/portfolio");
    if (by_nobody == 0) EXPECT_EQ(to_string(sum), all->word("/net"));
    EXPECT_EQ(trades + static_cast<std::uint64_t>(by_nobody), all->at("/total_trades").get_uint64().value());
}

TEST_F(LedgerTest, the_chain_is_proved_and_a_cut_is_found) {
    for (int i = 0; i < 3; ++i) post("/api/v1/alerts", R"({"category":"mine","message":"x"})");
    const auto check = get("/api/v1/audit/verify");
    EXPECT_TRUE(check->at("/ok").get_bool().value());
    EXPECT_EQ(check->at("/entries").get_uint64().value(), 3U);
    const std::string later = "9:" + check->word("/head").substr(2);
    EXPECT_FALSE(get("/api/v1/audit/verify?head=" + later)->at("/ok").get_bool().value());
    EXPECT_TRUE(get("/api/v1/audit/verify?head=" + check->word("/head"))->at("/ok").get_bool().value());
    EXPECT_EQ(get("/api/v1/audit/verify?head=x")->status, 400);
    EXPECT_EQ(walk("/api/v1/audit?limit=2", "entries", "trace").size(), 3U);
}

}  // namespace
}  // namespace argosy::services::ledger
