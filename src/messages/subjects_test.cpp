#include "messages/subjects.hpp"

#include <gtest/gtest.h>

namespace argosy::messages {
namespace {

/// Written and read again, a message has the same text.
template <class V>
void goes_round(const bus::Subject<V>& subject, const V& value, std::string_view type) {
    EXPECT_EQ(subject.type(value), type);
    const std::string text = subject.encode(value);
    const auto back = subject.decode(type, text);
    ASSERT_TRUE(back) << type << ": " << back.error().describe();
    EXPECT_EQ(back->index(), value.index());
    EXPECT_EQ(subject.encode(*back), text);
}

struct SubjectsTest : testing::Test {
    codec::Names names;
    Subjects subjects{names};
    Time time = *parse_iso8601("2024-08-08T23:54:15.342Z");
};

TEST_F(SubjectsTest, every_type_of_the_table_goes_round) {
    const InstrumentId id(0);
    goes_round<MarketData>(subjects.market_data, domain::BarClosed{.instrument = id, .interval = 1min}, "bar");
    goes_round<MarketData>(subjects.market_data, domain::Trade{.instrument = id, .time = time}, "trade");
    goes_round<MarketData>(subjects.market_data, domain::Quote{.instrument = id, .time = time}, "quote");
    goes_round<Signals>(subjects.signals, domain::Signal{.instrument = id, .time = time}, "signal");
    goes_round<Signals>(subjects.signals, domain::Ballot{.instrument = id, .time = time}, "consensus");
    goes_round<Executions>(subjects.executions, domain::Fill{.instrument = id, .time = time}, "fill");
    goes_round<Positions>(subjects.positions, Position{.instrument = "BTC/USDT", .stop_price = Price::from_raw(7)},
                          "position_update");
    goes_round<Positions>(subjects.positions, Balance{.exchange = "sim", .time = time}, "balance_update");
    goes_round<Positions>(subjects.positions, Portfolio{.currency = "USDT", .win_rate = 0.25}, "portfolio_update");
    goes_round<std::variant<RiskState>>(subjects.risk_state, RiskState{.cause = "drawdown", .gauges = {{.name = "x"}}},
                                        "risk_state");
    goes_round<Performance>(subjects.performance, Cycle{.cycle_id = "7", .cycle_type = "entry", .errors = {"no"}},
                            "cycle_done");
    goes_round<Performance>(subjects.performance, EquityPoint{.time = time}, "equity_point");
    goes_round<Alerts>(subjects.alerts, Alert{.alert_id = "a", .details = {{"k", "v"}}, .timestamp = time}, "alert");
    goes_round<Alerts>(subjects.alerts, AlertResolved{.alert_id = "a", .timestamp = time}, "alert_resolved");
    goes_round<std::variant<ConfigVersion>>(subjects.config, ConfigVersion{.version = 3, .changed = {"risk.x"}},
                                            "config_version");
    goes_round<std::variant<Heartbeat>>(subjects.health, Heartbeat{.service = "risk"}, "heartbeat");
    goes_round<News>(subjects.news, Headline{.id = "h", .instruments = {"BTC/USDT"}, .score = -0.5}, "headline");
    goes_round<News>(subjects.news, Sentiment{.instrument = "BTC/USDT", .time = time}, "sentiment");
}

TEST_F(SubjectsTest, an_order_is_named_by_what_became_of_it) {
    domain::Order order{.id = OrderId(1), .request = {.instrument = InstrumentId(0)}, .created_at = time};
    const std::pair<domain::OrderStatus, std::string_view> table[] = {
        {domain::OrderStatus::accepted, "order_accepted"}, {domain::OrderStatus::rejected, "order_rejected"},
        {domain::OrderStatus::canceled, "order_canceled"}, {domain::OrderStatus::expired, "order_expired"},
        {domain::OrderStatus::unknown, "order_unknown"},   {domain::OrderStatus::filled, "order_updated"},
    };
    for (const auto& [status, name] : table) {
        order.status = status;
        goes_round<Executions>(subjects.executions, order, name);
    }
}

TEST_F(SubjectsTest, what_is_unknown_or_malformed_is_refused) {
    EXPECT_FALSE(subjects.alerts.decode("fill", "{}"));
    EXPECT_FALSE(subjects.alerts.decode("alert", R"({"levle":"info"})"));
    EXPECT_FALSE(subjects.executions.decode("fill", "["));
}

TEST_F(SubjectsTest, order_is_kept_for_each_instrument) {
    EXPECT_EQ(subjects.signals.key(domain::Signal{.instrument = InstrumentId(4)}),
              subjects.signals.key(domain::Ballot{.instrument = InstrumentId(4)}));
    EXPECT_NE(subjects.signals.key(domain::Signal{.instrument = InstrumentId(4)}),
              subjects.signals.key(domain::Signal{.instrument = InstrumentId(5)}));
}

}  // namespace
}  // namespace argosy::messages
