#include "services/exchange/service.hpp"

#include "engine/engine.hpp"
#include "runtime/market_views.hpp"
#include "services/exchange/reconciliation.hpp"
#include "sim/venue.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::exchange {
namespace {

class ExchangeTest : public argosy::testing::ServiceBench {
protected:
    ExchangeTest() { start(spec({.router = router, .core = *core})); }
    std::string venue() const { return core->instruments()[InstrumentId(0)].venue; }
};

TEST_F(ExchangeTest, the_ticker_is_that_of_the_market) {
    const auto answer = get("/api/v1/market/ticker/binance/BTC-USDT");
    ASSERT_EQ(answer->status, 200) << answer->text;
    const auto ticker = runtime::ticker_of(*core, InstrumentId(0)).value();
    EXPECT_EQ(answer->word("/data_type"), "ticker");
    EXPECT_EQ(answer->word("/symbol"), "BTC/USDT:USDT");
    EXPECT_EQ(answer->word("/exchange"), venue());
    EXPECT_EQ(answer->word("/data/last"), to_string(ticker.last));
    EXPECT_DOUBLE_EQ(answer->number("/data/change"), ticker.change);
    EXPECT_EQ(get("/api/v1/market/ticker/mars/BTC-USDT")->status, 404);
    EXPECT_EQ(get("/api/v1/market/ticker/binance/NOPE")->status, 404);
}

TEST_F(ExchangeTest, bars_come_oldest_first) {
    const auto answer = get("/api/v1/market/ohlcv/binance/ETH-USDT?interval=1m&limit=3");
    ASSERT_EQ(answer->size("/data/bars"), 3U) << answer->text;
    EXPECT_LT(answer->word("/data/bars/0/0"), answer->word("/data/bars/2/0"));
    EXPECT_EQ(answer->word("/data/bars/2/4"),
              to_string(core->history().bars(InstrumentId(1), 1min)->bars.back().close));
    EXPECT_EQ(get("/api/v1/market/ohlcv/binance/ETH-USDT?interval=9m")->status, 404);
    EXPECT_EQ(get("/api/v1/market/ohlcv/binance/ETH-USDT?limit=-1")->status, 400);
    EXPECT_EQ(get("/api/v1/market/ohlcv/binance/NOPE")->status, 404);
}

TEST_F(ExchangeTest, the_book_says_that_it_is_synthetic) {
    const auto answer = get("/api/v1/market/orderbook/binance/BTC-USDT?depth=5");
    ASSERT_EQ(answer->size("/data/bids"), 5U) << answer->text;
    EXPECT_EQ(answer->size("/data/asks"), 5U);
    EXPECT_LT(*parse_decimal<Price>(answer->word("/data/bids/0/0")),
              *parse_decimal<Price>(answer->word("/data/asks/0/0")));
    EXPECT_TRUE(answer->text.contains(R"("synthetic":true)"));
    EXPECT_EQ(get("/api/v1/market/orderbook/binance/BTC-USDT?depth=0")->status, 400);
}

TEST_F(ExchangeTest, pairs_have_the_rules_of_the_venue) {
    const auto answer = get("/api/v1/market/pairs/" + venue());
    ASSERT_EQ(answer->size("/pairs"), core->instruments().size()) << answer->text;
    EXPECT_EQ(answer->word("/pairs/0/tick_size"), "0.1");
    EXPECT_EQ(answer->word("/pairs/0/taker_fee"), to_string(core->instruments()[InstrumentId(0)].fees[0].taker));
    EXPECT_EQ(get("/api/v1/market/pairs/mars")->status, 404);
}

TEST_F(ExchangeTest, exchanges_are_listed_with_the_names_they_answer_to) {
    const auto answer = get("/api/v1/exchanges");
    ASSERT_EQ(answer->size("/exchanges"), 1U) << answer->text;
    EXPECT_EQ(answer->word("/exchanges/0/name"), venue());
    EXPECT_EQ(answer->word("/exchanges/0/mode"), "simulation");
    EXPECT_GE(answer->size("/exchanges/0/also_called"), 1U);
    EXPECT_EQ(get("/api/v1/exchanges/binance/info")->word("/exchange/name"), venue());
    EXPECT_EQ(get("/api/v1/exchanges/mars/info")->status, 404);
}

TEST_F(ExchangeTest, our_books_are_compared_with_the_venue_s) {
    while (runtime::open_positions_of(*core).empty() || core->engine().orders().open_count() == 0) play(1);
    int in_step = 0;
    for (int i = 0; i < 50; ++i, play(1)) {
        const auto answer = get("/api/v1/exchanges/binance/health");
        const std::string state = answer->word("/reconciliation/state");
        EXPECT_NE(state, "differs") << answer->text;
        if (state != "in_step") continue;
        ++in_step;
        EXPECT_EQ(answer->size("/reconciliation/positions"), 0U);
        EXPECT_EQ(answer->number("/reconciliation/orders_ours"), answer->number("/reconciliation/orders_venues"));
    }
    EXPECT_GT(in_step, 40);
}

TEST_F(ExchangeTest, what_the_venue_has_and_we_have_not_heard_of_is_a_difference) {
    const auto& first = core->instruments()[InstrumentId(0)];
    sim::Venue other(core->instruments(), {.seed = 1});
    for (const auto& p : core->engine().portfolio().positions())
        other.set_position({.instrument = p.instrument, .qty = p.qty, .cost = {}, .margin = {}});
    const Qty ours = core->engine().portfolio().position(InstrumentId(0)).qty;
    other.set_position({.instrument = InstrumentId(0), .qty = ours + "2"_qty, .cost = "2"_money, .margin = {}});
    const auto found = compare({.engine = core->engine(), .venue = other, .now = core->now()}, first.venue);
    EXPECT_EQ(found.state, "differs");
    ASSERT_EQ(found.positions.size(), 1U);
    EXPECT_EQ(found.positions[0].instrument, first.symbol);
    EXPECT_EQ(found.positions[0].venues - found.positions[0].ours, "2"_qty);
    EXPECT_TRUE(compare({.engine = core->engine(), .venue = other, .now = core->now()}, "mars").positions.empty());
}

TEST_F(ExchangeTest, an_emergency_stop_shows_in_the_health) {
    EXPECT_EQ(get("/api/v1/exchanges/binance/health")->word("/status"), "healthy");
    ASSERT_TRUE(core->command(domain::EmergencyStop{.flatten = false, .reason = "test"}));
    const auto answer = get("/api/v1/exchanges/binance/health");
    EXPECT_EQ(answer->word("/status"), "degraded");
    EXPECT_EQ(answer->number("/error_count"), 0);
    EXPECT_EQ(get("/api/v1/exchanges/mars/health")->status, 404);
}

TEST_F(ExchangeTest, balances_are_numbers_and_positions_those_of_the_books) {
    const auto answer = get("/api/v1/account/balance/binance");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_DOUBLE_EQ(answer->number("/total_balance"), core->engine().equity().to_double());
    EXPECT_EQ(get("/api/v1/simulation/balance/binance")->text, answer->text);
    while (runtime::open_positions_of(*core).empty()) play(1);
    const auto positions = get("/api/v1/account/positions/binance");
    EXPECT_EQ(positions->size("/positions"), runtime::open_positions_of(*core).size());
    for (const char* path : {"account/balance", "account/positions", "simulation/balance"})
        EXPECT_EQ(get(std::string("/api/v1/") + path + "/mars")->status, 404) << path;
    EXPECT_EQ(ask(net::Method::get, "/api/v1/account/balance/binance", {}, "anyone")->status, 403);
}

}  // namespace
}  // namespace argosy::services::exchange
