#include "ledger/trades.hpp"

#include <gmock/gmock.h>
#include <set>

#include "engine/engine.hpp"
#include "services/ledger/ledger_bench.hpp"

namespace argosy::services::ledger {
namespace {

using ::testing::HasSubstr;

class LedgerTrades : public LedgerBench {
protected:
    std::size_t closed() { return core->engine().trades().closed().size(); }
    std::string record(std::string_view more = "") {
        return R"({"trade_id":"mine","pair":"BTC-USDT","exchange":"binance","entry_price":45000.5,"position_size":0.5,)"
               R"("entry_time":"2026-01-01T01:00:00Z","strategy":"macd")" +
               std::string(more) + "}";
    }
};

TEST_F(LedgerTrades, closed_trades_are_kept_once_however_often_they_are_told) {
    ASSERT_GT(closed(), 5U);
    const auto ids = walk("/api/v1/trades?status=CLOSED&limit=1000", "trades", "trade_id");
    EXPECT_EQ(ids.size(), closed());
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), closed());
    const std::string before = get("/api/v1/trades?status=CLOSED&limit=1000")->text;
    publisher->repeat();
    EXPECT_EQ(get("/api/v1/trades?status=CLOSED&limit=1000")->text, before);
    restart();
    EXPECT_EQ(get("/api/v1/trades?status=CLOSED&limit=1000")->text, before);
}

// A trade that cannot be added to others would end the process with every question about performance, after each start.
TEST_F(LedgerTrades, numbers_that_cannot_be_added_up_are_refused) {
    const auto closed_with = [&](const std::string& more) {
        return post("/api/v1/trades", record(R"(,"status":"CLOSED","exit_price":46000)" + more))->status;
    };
    for (const std::string more : {R"(,"pnl":"170000000000000000000")", R"(,"pnl":"-170000000000000000000")",
                                   R"(,"fees":"170000000000000000000")", R"(,"fees":"-170000000000000000000","pnl":1)",
                                   R"(,"pnl":"100000000000001")"})
        EXPECT_EQ(closed_with(more), 400) << more;
    for (
        const std::string body :
        {R"({"pair":"BTC-USDT","exchange":"binance","entry_price":900000000,"position_size":1000000000000})",
         R"({"pair":"BTC-USDT","exchange":"binance","entry_price":1,"position_size":1,"entry_time":"1800-01-01T00:00:00Z"})"})
        EXPECT_EQ(post("/api/v1/trades", std::string(body))->status, 400) << body;
    EXPECT_EQ(closed_with(R"(,"pnl":"99999999999999")"), 201);
    EXPECT_EQ(get("/api/v1/performance/portfolio")->status, 200);
}

TEST_F(LedgerTrades, the_store_has_the_money_of_the_engine_to_the_last_digit) {
    Money kept, engine;
    const auto page = get("/api/trades?status=closed&limit=1000");
    for (std::size_t i = 0; i < page->size("/trades"); ++i)
        kept += *parse_decimal<Money>(page->word("/trades/" + std::to_string(i) + "/net"));
    for (const auto& trip : core->engine().trades().closed()) engine += trip.net();
    EXPECT_EQ(kept, engine);
}

TEST_F(LedgerTrades, a_trade_keeps_the_version_of_the_settings_that_decided_its_entry) {
    second_version = core->now();
    const auto before = closed();
    while (closed() < before + 3) play(1);
    const auto page = get("/api/v1/trades?status=CLOSED&limit=1000");
    std::set<double> versions;
    for (std::size_t i = 0; i < page->size("/trades"); ++i) {
        const std::string row = "/trades/" + std::to_string(i);
        const bool is_second = *parse_iso8601(page->word(row + "/entry_time")) >= second_version;
        EXPECT_EQ(page->number(row + "/config_version"), is_second ? 2 : 1) << row;
        versions.insert(page->number(row + "/config_version"));
    }
    EXPECT_EQ(versions.size(), 2U) << "trades of both versions";
}

TEST_F(LedgerTrades, open_ones_come_first_and_are_worth_what_they_are_now) {
    const auto open = [&] { return core->engine().trades().open(core->engine().portfolio(), core->now()); };
    while (open().empty()) play(1);
    play(1);
    const auto all = get("/api/v1/trades?limit=10");
    EXPECT_EQ(all->word("/trades/0/status"), "OPEN");
    EXPECT_TRUE(all->at("/trades/0/exit_price").is_null());
    EXPECT_GT(all->number("/trades/0/entry_price"), 0);
    EXPECT_EQ(all->word("/trades/0/trip/instrument"), all->word("/trades/0/pair"));
    const auto rows = open();
    const auto row = std::ranges::find(rows, all->word("/trades/0/trade_id"), runtime::trade_id_of);
    ASSERT_NE(row, rows.end());
    EXPECT_EQ(all->word("/trades/0/net"), to_string(row->net()));
    const auto list = get("/api/v1/trades/open");
    EXPECT_EQ(list->size("/trades"), rows.size());
    EXPECT_EQ(get("/api/v1/trades/" + runtime::trade_id_of(rows[0]))->word("/status"), "OPEN");
}

TEST_F(LedgerTrades, pages_neither_repeat_nor_hide) {
    const auto all = walk("/api/v1/trades?limit=1000", "trades", "trade_id");
    EXPECT_EQ(walk("/api/v1/trades?limit=7", "trades", "trade_id"), all);
    EXPECT_EQ(get("/api/v1/trades?cursor=nonsense")->status, 400);
}

TEST_F(LedgerTrades, filters_choose_and_refuse_unknown_names) {
    const auto count = [&](const std::string& query) {
        return walk("/api/v1/trades?limit=1000&" + query, "trades", "pair");
    };
    const auto pairs = count("pair=eth-usdt");
    EXPECT_EQ(std::set(pairs.begin(), pairs.end()), std::set<std::string>{"ETH/USDT:USDT"});
    EXPECT_EQ(count("exchange=binance").size(), count("status=").size()) << "the simulation plays it";
    EXPECT_EQ(get("/api/v1/trades/exchange/binance?limit=1000")->size("/trades"), count("exchange=binance").size());
    EXPECT_LT(count("from=2026-01-01T12:00:00Z").size(), count("to=2100-01-01").size());
    for (const auto* bad : {"exchange=nowhere", "strategy=nobody", "pair=XYZ-USDT"}) {
        const auto answer = get("/api/v1/trades?" + std::string(bad));
        EXPECT_EQ(answer->status, 404) << bad << answer->text;
        EXPECT_TRUE(answer->has("/hint")) << answer->text;
    }
    EXPECT_EQ(get("/api/v1/trades/exchange/nowhere")->status, 404);
    EXPECT_EQ(get("/api/v1/trades?status=LATER")->status, 400);
    EXPECT_EQ(get("/api/v1/trades?limit=0")->status, 400);
    EXPECT_EQ(get("/api/v1/trades/none")->status, 404);
}

TEST_F(LedgerTrades, a_key_records_a_trade_once_also_over_a_restart) {
    const auto ask_with = [&](std::string_view key, std::string_view size) {
        net::Headers headers;
        headers.add("Idempotency-Key", key);
        return ask(
            net::Method::post, "/api/v1/trades",
            R"({"pair":"BTC-USDT","exchange":"binance","entry_price":45000,"position_size":)" + std::string(size) + "}",
            {}, headers);
    };
    const auto count = [&] { return walk("/api/v1/trades?limit=1000", "trades", "trade_id").size(); };
    const auto before = count();
    const auto first = ask_with("k1", "0.5");
    ASSERT_EQ(first->status, 201) << first->text;
    EXPECT_EQ(ask_with("k1", "0.5")->text, first->text);
    EXPECT_EQ(ask_with("k1", "0.6")->status, 422);
    EXPECT_EQ(count(), before + 1);
    restart();
    EXPECT_EQ(ask_with("k1", "0.5")->text, first->text);
    EXPECT_EQ(ask_with("k2", "0.5")->status, 201) << "another key is another trade";
    EXPECT_EQ(count(), before + 2);
    EXPECT_EQ(ask_with("", "0.5")->status, 400);
    EXPECT_EQ(ask_with(std::string(65, 'k'), "0.5")->status, 400);
}

TEST_F(LedgerTrades, a_person_records_and_closes_a_trade) {
    const auto made = post("/api/v1/trades", record());
    ASSERT_EQ(made->status, 201) << made->text;
    EXPECT_EQ(made->word("/pair"), "BTC/USDT:USDT");
    EXPECT_EQ(made->word("/status"), "OPEN");
    EXPECT_TRUE(made->at("/trip").is_null());
    EXPECT_EQ(post("/api/v1/trades", record())->status, 409) << "the id is taken";
    const auto ended =
        put("/api/v1/trades/mine",
            R"({"status":"CLOSED","exit_price":"46000.5","fees":"-2","exit_time":"2026-01-01T03:00:00Z"})");
    ASSERT_EQ(ended->status, 200) << ended->text;
    EXPECT_EQ(ended->word("/net"), "498") << "0.5 times 1000 less fees";
    EXPECT_EQ(get("/api/v1/trades/mine")->text, ended->text);
    const auto audit = get("/api/v1/audit?actor=user:ada");
    EXPECT_EQ(audit->size("/entries"), 3U) << audit->text;
    EXPECT_EQ(audit->word("/entries/0/action"), "trade.update");
    EXPECT_EQ(audit->word("/entries/0/details/method"), "PUT");
    EXPECT_EQ(audit->word("/entries/0/details/change/net"), "498");
    EXPECT_THAT(audit->word("/entries/1/details/result"), HasSubstr("already")) << "the refused one is there as well";
    EXPECT_TRUE(get("/api/v1/audit/verify")->at("/ok").get_bool().value());
}

TEST_F(LedgerTrades, what_cannot_be_is_refused_with_its_place) {
    struct Case {
        std::string_view more;
        int status;
        std::string_view place;
    };
    for (const auto& [more, status, place] :
         {Case{R"(,"status":"CLOSED")", 400, "/exit_price"}, Case{R"(,"exit_price":1)", 400, "/status"},
          Case{R"(,"side":"up")", 400, "/side"}, Case{R"(,"status":"DONE")", 400, "/status"},
          Case{R"(,"status":"CLOSED","exit_price":1,"exit_time":"2025-01-01")", 400, "/exit_time"},
          Case{R"(,"fees":"much")", 400, "/fees"}, Case{R"(,"colour":1)", 400, "/colour"}}) {
        const auto answer = post("/api/v1/trades", record(more));
        EXPECT_EQ(answer->status, status) << more;
        EXPECT_EQ(answer->word("/errors/0/pointer"), place) << answer->text;
    }
    EXPECT_EQ(post("/api/v1/trades", R"({"pair":"BTC-USDT"})")->word("/errors/0/pointer"), "/exchange");
    EXPECT_EQ(
        post("/api/v1/trades", R"({"pair":"BTC-USDT","exchange":"mars","entry_price":1,"position_size":1})")->status,
        404);
    EXPECT_EQ(post("/api/v1/trades", record(R"(,"entry_price":0)"))->status, 400);
    EXPECT_EQ(put("/api/v1/trades/none", "{}")->status, 404);
    EXPECT_EQ(get("/api/v1/audit")->size("/entries"), 0U) << "nothing was changed";
}

TEST_F(LedgerTrades, what_the_engine_did_cannot_be_rewritten) {
    const std::string id = runtime::trade_id_of(core->engine().trades().closed().front());
    const auto answer = put("/api/v1/trades/" + id, R"({"pnl":"1000000"})");
    EXPECT_EQ(answer->status, 409) << answer->text;
    EXPECT_TRUE(answer->has("/hint"));
}

TEST_F(LedgerTrades, a_viewer_looks_and_a_trader_records) {
    EXPECT_EQ(ask(net::Method::get, "/api/v1/trades", {}, "viewer")->status, 200);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/trades", record(), "viewer")->status, 403);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/trades", record(), "trader")->status, 201);
    EXPECT_EQ(ask(net::Method::get, "/api/v1/audit", {}, "trader")->status, 403);
}

TEST_F(LedgerTrades, open_trades_of_a_session_that_is_gone_are_ended) {
    auto trip = core->engine().trades().closed().front();
    trip.entry_time += 1ns;
    const auto lost = argosy::ledger::trade_of(trip, "0-lost", store::TradeStatus::open, names);
    ASSERT_TRUE(store->write([&](store::Tables& t) { return t.trades().put(lost); }));
    ASSERT_EQ(post("/api/v1/trades", record())->status, 201);
    restart();
    EXPECT_EQ(get("/api/v1/trades/0-lost")->word("/status"), "CANCELLED");
    EXPECT_EQ(get("/api/v1/trades/mine")->word("/status"), "OPEN") << "one by hand goes on";
}

class LedgerWithASmallQueue : public LedgerBench {
protected:
    LedgerWithASmallQueue() : LedgerBench({.queue_max = 2, .batch_max = 1}) {}
};

TEST_F(LedgerWithASmallQueue, what_did_not_fit_is_folded_again) {
    ASSERT_GT(core->engine().trades().closed().size(), 10U);
    std::size_t kept = 0;
    for (int i = 0; i < 50 && kept < core->engine().trades().closed().size(); ++i) {
        (void)writer.flush();
        play(1);
        wait(100ms);
        kept = get("/api/v1/trades?status=CLOSED&limit=1000")->size("/trades");
    }
    EXPECT_GT(writer.counters().refused, 0U);
    EXPECT_EQ(kept, core->engine().trades().closed().size());
}

}  // namespace
}  // namespace argosy::services::ledger
