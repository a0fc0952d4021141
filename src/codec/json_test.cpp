#include "codec/json.hpp"

#include <gmock/gmock.h>
#include <limits>

#include "domain/command.hpp"
#include "domain/event.hpp"
#include "domain/signal.hpp"

namespace argosy::codec {
namespace {

using testing::HasSubstr;
using namespace domain;

Fill sample_fill() {
    return {.id = FillId(3),
            .order = OrderId(12),
            .instrument = InstrumentId(1),
            .strategy = StrategyId(0),
            .side = Side::sell,
            .qty = "0.50"_qty,
            .price = "64000.1"_px,
            .fee = "-0.012"_money,
            .fee_currency = Currency("USDT"),
            .time = *parse_iso8601("2024-08-08T23:54:15.342000001Z")};
}

TEST(Json, the_wire_form_is_pinned) {
    EXPECT_EQ(to_json(VenueEvent(OrderFilled{sample_fill()})),
              R"({"type":"fill","data":{"fill":{"id":3,"order":12,"instrument":1,"strategy":0,"side":"sell",)"
              R"("liquidity":"taker","purpose":"entry","qty":"0.5","price":"64000.1","decision_price":"0",)"
              R"("fee":"-0.012","fee_currency":"USDT","time":"2024-08-08T23:54:15.342000001Z"}}})");
    EXPECT_EQ(to_json(Command(EmergencyStop{.flatten = true, .reason = "a \"quote\"\n"})),
              R"({"type":"emergency_stop","data":{"flatten":true,"reason":"a \"quote\"\n"}})");
    EXPECT_EQ(
        to_json(MarketEvent(BarClosed{.instrument = {}, .interval = 1h, .bar = {}})),
        R"({"type":"bar","data":{"instrument":null,"interval":"1h","bar":{"open_time":null,"open":"0","high":"0",)"
        R"("low":"0","close":"0","volume":"0","trade_count":0}}})");
    EXPECT_EQ(type_name(VenueCommand(CancelOrder{OrderId(1)})), "cancel_order");
}

struct Named : testing::Test {
    InstrumentTable table;
    std::vector<std::string> strategies{"trend", "range"};
    Named() {
        for (const char* venue : {"sim", "other"}) {
            Instrument i = *parse_symbol("BTC/USDT");
            i.venue = venue;
            EXPECT_TRUE(table.add(i));
        }
    }
    [[nodiscard]] Names names() const { return {&table, strategies}; }
};

TEST_F(Named, ids_become_symbols_and_names) {
    Fill fill = sample_fill();
    const std::string json = to_json(fill, names());
    EXPECT_THAT(json, HasSubstr(R"("instrument":"BTC/USDT@other","strategy":"trend")"));
    const auto back = from_json<Fill>(json, names());
    ASSERT_TRUE(back) << back.error().message();
    EXPECT_EQ(*back, fill);
    fill.instrument = InstrumentId(0);
    EXPECT_THAT(to_json(fill, names()), HasSubstr(R"("instrument":"BTC/USDT",)"));
    EXPECT_EQ(from_json<Fill>(to_json(fill, names()), names())->instrument, InstrumentId(0));
}

TEST_F(Named, an_unknown_symbol_names_the_nearest) {
    const auto r = from_json<OrderRequest>(R"({"instrument": "BTC/USD"})", names());
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().message(), "/instrument: unknown instrument \"BTC/USD\", did you mean BTC/USDT?");
    EXPECT_FALSE(from_json<OrderRequest>(R"({"instrument": "BTC/USDT"})"));
    EXPECT_THAT(from_json<OrderRequest>(R"({"strategy": "trned"})", names()).error().message(),
                HasSubstr("did you mean trend?"));
}

template <class T>
std::string error_of(std::string_view json) {
    const auto r = from_json<T>(json);
    return r ? "no error" : std::string(r.error().message());
}

TEST(Json, an_order_by_hand_needs_only_what_it_says) {
    const auto c = from_json<Command>(R"({"data":{"request":{"instrument":0,"side":"buy","type":"limit",
        "qty":"1.5","limit_price":"100.25","expire_at":"2024-08-08"}},"type":"order_request"})");
    ASSERT_TRUE(c) << c.error().message();
    const OrderRequest& r = std::get<PlaceOrder>(*c).request;
    EXPECT_EQ(r.limit_price, "100.25"_px);
    EXPECT_EQ(r.time_in_force, TimeInForce::gtc);
    EXPECT_EQ(r.expire_at, *parse_iso8601("2024-08-08"));
    EXPECT_TRUE(r.strategy.is_none());
}

TEST(Json, errors_point_at_the_field) {
    const std::string head = R"({"type":"order_request","data":{"request":{)";
    const auto with = [&](const std::string& field) { return error_of<Command>(head + field + "}}}"); };
    EXPECT_EQ(with(R"("qty":1.5)"), "/data/request/qty: expected a string, got a number");
    EXPECT_THAT(with(R"("qty":"1.5.2")"), HasSubstr("/data/request/qty: not a decimal: \"1.5.2\""));
    EXPECT_THAT(with(R"("qty":"1.123456789")"), HasSubstr("too many decimals"));
    EXPECT_EQ(with(R"("sidee":"buy")"), "/data/request/sidee: unknown key \"sidee\", did you mean side?");
    EXPECT_EQ(with(R"("side":"sel")"), "/data/request/side: unknown value \"sel\", did you mean sell?");
    EXPECT_EQ(with(R"("side":"buy","side":"buy")"), "/data/request/side: the key is written twice");
    EXPECT_EQ(with(R"("post_only":"yes")"), "/data/request/post_only: expected true or false, got a string");
    EXPECT_EQ(with(R"("instrument":-1)"), "/data/request/instrument: expected a whole number from 0, got a number");
    EXPECT_EQ(with(R"("instrument":4294967295)"), "/data/request/instrument: too large, the most is 4294967294");
    EXPECT_THAT(with(R"("expire_at":"tomorrow")"), HasSubstr("/data/request/expire_at: not a time"));
    EXPECT_EQ(error_of<Command>(R"({"type":"stop_tradin","data":{}})"),
              "/type: unknown type \"stop_tradin\", did you mean stop_trading?");
    EXPECT_EQ(error_of<Command>(R"({"type":"stop_trading"})"), "expected an object with type and data");
    EXPECT_EQ(error_of<Command>(R"({"type":"stop_trading","data":{},"x~/y":1})"),
              "/x~0~1y: unknown key, expected type and data");
    EXPECT_EQ(error_of<Ballot>(R"({"id":1})"), "/instrument: missing");
    EXPECT_THAT(error_of<Bar>("{"), HasSubstr("not JSON"));
    EXPECT_THAT(error_of<Bar>("\"\xFF\""), HasSubstr("not JSON"));
    EXPECT_THAT(error_of<Command>(R"({"type":"emergency_stop","data":{"reason":")" + std::string(96, 'x') + "\"}}"),
                HasSubstr("/data/reason: text of 96 bytes, at most 95 fit"));
    EXPECT_THAT(error_of<BookUpdate>(R"({"levels":[{"side":"buy","price":"1","qty":"1"},{"side":"buy","price":"1"}]})"),
                HasSubstr("/levels/1/qty: missing"));
}

TEST(Json, numbers_that_are_not_finite_are_null) {
    Signal s;
    s.strength = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(to_json(s), HasSubstr(R"("strength":null)"));
    EXPECT_EQ(error_of<Signal>(to_json(s)), "/strength: expected a number, got null");
}

}  // namespace
}  // namespace argosy::codec
