#include "services/execution/service.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include "engine/engine.hpp"
#include "services/execution/rows.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::execution {
namespace {

class ExecutionTest : public argosy::testing::ServiceBench {
protected:
    ExecutionTest() {
        start(spec({.router = router, .core = *core}));
        while (!core->engine().examine(small(InstrumentId(0))).empty()) play(1);  // a cooldown after a loss
    }
    [[nodiscard]] static domain::OrderRequest small(InstrumentId id) { return {.instrument = id, .qty = "0.01"_qty}; }

    /// A limit order far below the market, so that it stays open.
    [[nodiscard]] std::string resting(std::string_view symbol = "BTC-USDT", std::string_view amount = "0.01") const {
        const Price price = round_to_step(scale(core->engine().exposure().last_price(InstrumentId(0)), "0.8"_ratio),
                                          "0.1"_px, Rounding::floor);
        return R"({"exchange":"binance","symbol":")" + std::string(symbol) +
               R"(","order_type":"limit","side":"buy","amount":)" + std::string(amount) + R"(,"price":)" +
               to_string(price) + "}";
    }
    std::unique_ptr<argosy::testing::Answer> place(std::string body, std::string_view key = {},
                                                   std::string_view path = "/api/v1/orders") {
        net::Headers headers;
        if (!key.empty()) headers.add("Idempotency-Key", key);
        return ask(net::Method::post, path, std::move(body), {}, headers);
    }
    [[nodiscard]] std::uint64_t submitted() const { return core->engine().orders().counters().submitted; }
};

TEST_F(ExecutionTest, an_order_is_placed_listed_and_canceled_under_every_name) {
    for (const char* path : {"/api/v1/orders", "/api/orders", "/orders", "/api/v1/trading/order",
                             "/api/v1/simulation/order", "/api/execute-trade"}) {
        const auto placed = place(resting(), {}, path);
        ASSERT_EQ(placed->status, 201) << path << placed->text;
        EXPECT_EQ(placed->word("/order_type"), "limit");
        EXPECT_EQ(placed->word("/symbol"), "BTC/USDT:USDT");
        EXPECT_DOUBLE_EQ(placed->number("/amount"), 0.01);
        EXPECT_EQ(placed->word("/request/qty"), "0.01");
        const std::string id = placed->word("/order_id");
        EXPECT_EQ(get("/api/v1/orders")->word("/orders/0/order_id"), id);
        EXPECT_EQ(get("/api/order-status?order_id=" + id)->word("/orders/0/status"), "accepted");
        EXPECT_EQ(ask(net::Method::delete_, "/api/v1/orders/" + id)->word("/status"), "canceled");
        EXPECT_EQ(ask(net::Method::delete_, "/orders/" + id)->status, 409) << "it has ended";
    }
}

// What is beyond the numbers of every market is answered; that it would end the process shows only when it is tried.
TEST_F(ExecutionTest, every_number_gets_an_answer) {
    const auto placed = submitted();
    for (const std::string_view path : {"/api/v1/orders/preview", "/api/v1/orders", "/api/v1/orders/execute"}) {
        const auto far =
            place(R"({"symbol":"BTC/USDT:USDT","side":"buy","amount":"1000000000000","price":"900000000"})", {}, path);
        EXPECT_EQ(far->status, 400) << path << far->text;
        EXPECT_TRUE(far->text.contains("ORDER_VALUE")) << far->text;
    }
    EXPECT_EQ(submitted(), placed);
    rc::check("orders of all numbers", [this] {
        const auto exact = [](int128 most) {
            const int digits = *rc::gen::inRange(1, 39);
            int128 raw = *rc::gen::inRange(1, 10);
            for (int i = 1; i < digits && raw < most / 10; ++i) raw = raw * 10 + *rc::gen::inRange(0, 10);
            return raw;
        };
        const std::string qty = to_string(Qty::from_raw(exact(int128_max)));
        const std::string price = to_string(Price::from_raw(static_cast<std::int64_t>(exact(INT64_MAX))));
        const char* name = *rc::gen::element("price", "stop_price", "limit_price", "trigger_price");
        const char* side = *rc::gen::element("buy", "sell");
        const auto answer = place(std::string(R"({"symbol":"BTC/USDT:USDT","side":")") + side + R"(","amount":")" +
                                      qty + R"(",")" + name + R"(":")" + price + R"("})",
                                  {}, *rc::gen::element("/api/v1/orders/preview", "/api/v1/orders"));
        RC_ASSERT(answer->status >= 200 && answer->status < 500);
    });
}

TEST_F(ExecutionTest, an_empty_key_is_a_mistake) {
    net::Headers headers;
    headers.add("Idempotency-Key", "");
    EXPECT_EQ(ask(net::Method::post, "/api/v1/orders", resting(), {}, headers)->status, 400);
}

TEST_F(ExecutionTest, the_rows_of_the_exchange_service_name_the_exchange) {
    const std::string id = place(resting())->word("/order_id");
    EXPECT_GE(get("/api/v1/trading/orders/binance")->size("/orders"), 1U);
    EXPECT_EQ(get("/api/v1/trading/orders/nowhere")->status, 404);
    EXPECT_EQ(get("/api/v1/trading/positions/binance")->word("/exchange"), core->instruments()[InstrumentId(0)].venue);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/trading/order/nowhere/" + id)->status, 404);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/trading/order/binance/" + id)->word("/status"), "canceled");
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/trading/order/binance/unknown-id")->status, 404);
}

TEST_F(ExecutionTest, a_key_places_once_and_answers_the_same_also_from_a_new_process) {
    const auto before = submitted();
    const auto first = place(resting(), "k1");
    ASSERT_EQ(first->status, 201) << first->text;
    EXPECT_EQ(place(resting(), "k1")->text, first->text);
    EXPECT_EQ(place(resting("BTC-USDT", "0.02"), "k1")->status, 422);
    EXPECT_EQ(submitted(), before + 1);
    EXPECT_NE(place(resting(), "k2")->word("/order_id"), first->word("/order_id"));
    // Killed: what is on the disk is all that the next process has.
    host->stop();
    publisher.reset();
    core.reset();
    auto opened =
        runtime::Simulation::open(runtime::default_simulation(), catalogue,
                                  {.journal = folder.path() / "journal", .durability = journal::Durability::none});
    ASSERT_TRUE(opened);
    const auto* kept = (*opened)->placement("ada/k1");
    ASSERT_NE(kept, nullptr);
    EXPECT_EQ(std::to_string(kept->order.id.value()), first->word("/order_id"));
    core = std::move(*opened);
    publisher.emplace(*core, bus, subjects);
}

TEST_F(ExecutionTest, a_key_closes_a_position_once) {
    ASSERT_EQ(place(R"({"symbol":"BTC-USDT","side":"buy","amount":0.01})")->status, 201);
    play(2);
    const auto closes = submitted();
    const std::string path = "/api/v1/positions/BTC-USDT/close";
    const auto first = place("{}", "c1", path);
    ASSERT_EQ(first->status, 200) << first->text;
    EXPECT_EQ(submitted(), closes + 1);
    play(2);
    while (!core->engine().examine(small(InstrumentId(0))).empty()) play(1);  // a cooldown after a loss
    ASSERT_EQ(place(R"({"symbol":"BTC-USDT","side":"buy","amount":0.01})")->status, 201);
    play(2);
    const auto before = submitted();
    const auto again = place("{}", "c1", path);
    EXPECT_EQ(again->status, 200);
    EXPECT_EQ(again->text, first->text);
    EXPECT_EQ(submitted(), before) << "the position opened since is another one";
    EXPECT_EQ(place("{}", "c1", "/api/v1/positions/ETH-USDT/close")->status, 422);
    EXPECT_EQ(place("{}", "c1", "/api/v1/orders/cancel-all")->status, 422);
    EXPECT_EQ(place("{}", "c2", path)->status, 200);
    EXPECT_EQ(submitted(), before + 1);
}

TEST_F(ExecutionTest, a_key_cancels_once_and_a_refusal_is_kept_too) {
    const std::string path = "/api/v1/orders/cancel-all";
    ASSERT_EQ(place(resting())->status, 201);
    const auto first = place("{}", "a1", path);
    ASSERT_EQ(first->status, 200) << first->text;
    ASSERT_EQ(place(resting())->status, 201);
    const auto open = core->engine().orders().open_count();
    EXPECT_EQ(place("{}", "a1", path)->text, first->text);
    EXPECT_EQ(core->engine().orders().open_count(), open) << "nothing more was canceled";
    const auto refused = place(R"({"symbol":"DOGE-USDT"})", "a2", path);
    EXPECT_EQ(refused->status, 404);
    EXPECT_EQ(place(R"({"symbol":"DOGE-USDT"})", "a2", path)->status, 404);
    EXPECT_EQ(place(R"({"symbol":"BTC-USDT"})", "a2", path)->status, 422);
    net::Headers empty;
    empty.add("Idempotency-Key", "");
    EXPECT_EQ(ask(net::Method::post, path, "{}", {}, empty)->status, 400);
}

TEST_F(ExecutionTest, what_makes_no_order_is_refused_with_its_reason) {
    EXPECT_EQ(place("{}")->status, 400);
    EXPECT_EQ(place(resting("DOGE-USDT"))->status, 404);
    EXPECT_EQ(place(resting("BTC-USDT", "-1"))->word("/errors/0/pointer"), "/amount");
    EXPECT_EQ(place(R"({"symbol":"BTC-USDT","side":"buy","amount":1,"qty":2})")->status, 400);
    EXPECT_EQ(place(R"({"symbol":"BTC-USDT","side":"buy","amount":1,"order_type":"odd"})")->status, 400);
    const auto refused = place(resting("BTC-USDT", "1000"));
    EXPECT_EQ(refused->status, 409);
    EXPECT_EQ(refused->word("/detail").find(": "), refused->word("/code").size()) << refused->text;
    EXPECT_FALSE(refused->word("/hint").empty()) << refused->text;
    EXPECT_EQ(get("/api/v1/orders/unknown-id")->status, 404);
    EXPECT_EQ(get("/api/v1/orders?limit=0")->status, 400);
    EXPECT_EQ(get("/api/v1/orders?status=odd")->status, 400);
    EXPECT_EQ(get("/api/v1/orders?status=filled")->status, 200);
}

TEST_F(ExecutionTest, pages_of_orders_follow_each_other_without_a_gap) {
    for (int i = 0; i < 3; ++i) ASSERT_EQ(place(resting())->status, 201);
    const auto ids = [&](const std::string& query) {
        std::vector<std::string> out;
        std::string cursor;
        do {
            const auto page = get("/api/v1/orders?" + query + cursor);
            EXPECT_EQ(page->status, 200) << page->text;
            for (std::size_t i = 0; i < page->size("/orders"); ++i)
                out.push_back(page->word(fmt::format("/orders/{}/order_id", i)));
            cursor = page->at("/next_cursor").is_null() ? "" : "&cursor=" + page->word("/next_cursor");
        } while (!cursor.empty());
        return out;
    };
    const auto all = ids("limit=1000");
    ASSERT_GT(all.size(), 8U);
    EXPECT_EQ(ids("limit=2"), all) << "open ones first, over the edge to closed ones";
    EXPECT_EQ(ids("limit=1&status=open"), ids("limit=1000&status=open"));
    EXPECT_EQ(get("/api/v1/orders?cursor=nonsense")->status, 400);
}

TEST_F(ExecutionTest, a_preview_tells_every_reason_and_sends_nothing) {
    const auto before = submitted();
    const auto good = post("/api/v1/orders/preview", resting());
    ASSERT_EQ(good->status, 200) << good->text;
    EXPECT_TRUE(bool(good->at("/would_pass").get_bool()));
    const auto money = [&](std::string_view f) { return *parse_decimal<Money>(good->word(f)); };
    EXPECT_EQ(money("/notional"), *parse_decimal<Price>(good->word("/price")) * "0.01"_qty);
    EXPECT_LE(money("/margin"), money("/margin_available"));
    const auto bad = post("/api/v1/orders/preview", resting("BTC-USDT", "1000"));
    EXPECT_FALSE(bool(bad->at("/would_pass").get_bool()));
    EXPECT_GE(bad->size("/reasons"), 2U) << bad->text;
    EXPECT_EQ(submitted(), before);
}

TEST_F(ExecutionTest, a_signal_without_an_amount_is_sized_and_hold_does_nothing) {
    static_cast<void>(core->command(domain::CancelAll{}));
    EXPECT_EQ(post("/api/execute-trade", R"({"symbol":"SOL-USDT","signal":"hold"})")->status, 200);
    const auto sized = post("/api/execute-trade", R"({"symbol":"SOL-USDT","signal":"buy","price":50})");
    ASSERT_TRUE(sized->status == 201 || sized->status == 409) << sized->text;
    EXPECT_EQ(post("/api/execute-trade", R"({"symbol":"SOL-USDT","signal":"up"})")->status, 400);
}

TEST_F(ExecutionTest, cancel_all_leaves_what_protects_and_a_position_can_be_closed) {
    while (runtime::open_positions_of(*core).empty() || !core->engine().examine(small(InstrumentId(0))).empty())
        play(1);
    ASSERT_EQ(place(resting())->status, 201);
    const auto answer = post("/api/v1/orders/cancel-all");
    EXPECT_GE(answer->number("/orders_canceled"), 1);
    EXPECT_GE(answer->number("/orders_open"), 1) << "the stop stays";
    std::string symbol = runtime::open_positions_of(*core).front().instrument;
    std::ranges::replace(symbol, '/', '-');
    EXPECT_EQ(post("/api/v1/positions/" + symbol + "/close")->status, 200);
}

TEST_F(ExecutionTest, an_order_in_doubt_shows_what_is_being_done) {
    domain::Order order{.id = OrderId(7), .request = small(InstrumentId(0)), .status = domain::OrderStatus::unknown};
    EXPECT_NE(order_row(*core, order).find(R"("being_done":"the venue is being asked)"), std::string::npos);
    order.status = domain::OrderStatus::accepted;
    EXPECT_EQ(order_row(*core, order).find("being_done"), std::string::npos);
}

TEST_F(ExecutionTest, a_viewer_may_look_and_preview_but_not_trade) {
    EXPECT_EQ(ask(net::Method::get, "/api/v1/orders", {}, "viewer")->status, 200);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/orders/preview", resting(), "viewer")->status, 200);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/orders", resting(), "viewer")->status, 403);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/orders/1", {}, "viewer")->status, 403);
}

}  // namespace
}  // namespace argosy::services::execution
