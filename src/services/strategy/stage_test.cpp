#include "services/strategy/stage.hpp"

#include "services/strategy/chart.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::strategy {
namespace {

class StageTest : public ::testing::Test {
protected:
    StageTest() {
        strategies::add_builtin(catalogue);
        id = table.add(domain::parse_symbol("BTC/USDT").value()).value();
    }
    /// Falls for a while, then rises: a cross of averages on the way up.
    void fall_and_rise(int fall, int rise) {
        int price = 1000;
        for (int i = 0; i < fall + rise; ++i) {
            price += i < fall ? -5 : 5;
            const Price p = Price::from_int(price);
            bars.push_back(
                {.open_time = Time{} + i * 1h, .open = p, .high = p, .low = p, .close = p, .volume = Qty::from_int(1)});
        }
    }
    Player player(std::string_view name) {
        const auto* d = catalogue.find(name).value();
        return {.name = std::string(name), .descriptor = d, .parameters = argosy::strategy::Parameters(d->parameters)};
    }
    StageMarket market() { return {.table = table, .instrument = id, .interval = 1h, .bars = bars, .regime = {}}; }

    argosy::strategy::Catalogue catalogue;
    domain::InstrumentTable table;
    InstrumentId id;
    std::vector<domain::Bar> bars;
};

TEST_F(StageTest, a_turn_of_the_market_turns_the_opinion) {
    fall_and_rise(120, 80);
    const auto heard = listen_to(player("ema_cross"), StrategyId(3), market()).value();
    ASSERT_FALSE(heard.empty());
    EXPECT_EQ(heard.back().direction, domain::Direction::buy);
    EXPECT_EQ(heard.back().strategy, StrategyId(3));
    EXPECT_GT(heard.back().time, bars[120].open_time);
}

TEST_F(StageTest, nothing_is_heard_before_a_strategy_is_warm) {
    auto ema = player("ema_cross");
    fall_and_rise(120, 80);
    const auto warm =
        ema.descriptor->make(ema.parameters, {.table = &table, .instruments = {id}, .interval = 1h}).value()->warm_up();
    bars.resize(warm - 1);
    EXPECT_TRUE(listen_to(ema, StrategyId(0), market()).value().empty());
}

TEST_F(StageTest, what_is_heard_depends_on_the_past_alone) {
    fall_and_rise(120, 80);
    const auto all = listen_to(player("macd"), StrategyId(0), market()).value();
    bars.resize(150);
    const auto some = listen_to(player("macd"), StrategyId(0), market()).value();
    ASSERT_LE(some.size(), all.size());
    for (std::size_t i = 0; i < some.size(); ++i) EXPECT_EQ(some[i].time, all[i].time);
}

TEST_F(StageTest, strategies_that_need_more_than_bars_say_so) {
    fall_and_rise(10, 10);
    for (const char* name : {"pairs", "funding_carry", "trade_flow", "momentum_rotation"}) {
        EXPECT_FALSE(why_silent(*player(name).descriptor).empty()) << name;
        EXPECT_EQ(listen_to(player(name), StrategyId(0), market()).error().code(), Errc::invalid_argument) << name;
    }
}

TEST_F(StageTest, the_vote_weighs_the_last_words) {
    fall_and_rise(2, 2);
    std::vector<Player> players{player("ema_cross"), player("macd"), player("supertrend")};
    players[2].weight = 3;
    const auto says = [&](std::uint16_t who, domain::Direction d) {
        return domain::Signal{.instrument = id, .strategy = StrategyId(who), .direction = d};
    };
    const std::vector last{says(0, domain::Direction::buy), says(1, domain::Direction::buy),
                           says(2, domain::Direction::sell)};
    const auto ballot = vote(players, last, market(), {});
    EXPECT_EQ(ballot.outcome, domain::Direction::sell);
    EXPECT_DOUBLE_EQ(ballot.agreement, 0.6);
}

TEST_F(StageTest, indicators_are_chosen_by_name_and_parameters) {
    fall_and_rise(0, 30);
    const auto sma = chart(parse_choice("sma:4").value(), bars, 3).value();
    const std::string output = sma.values.begin()->first;
    // Prices rise by 5 a bar: the mean of four lies 7.5 below the last.
    EXPECT_DOUBLE_EQ(sma.values.at(output), bars.back().close.to_double() - 7.5);
    EXPECT_EQ(sma.series.at(output).size(), 3U);
    EXPECT_DOUBLE_EQ(sma.parameters.at("period"), 4);
    const auto named = chart(parse_choice("sma:period=4:source=open").value(), bars, 1).value();
    EXPECT_DOUBLE_EQ(named.values.at(output), sma.values.at(output));
    EXPECT_TRUE(named.series.empty());
    for (const char* bad : {"smma_nothing", "sma:x", "sma:4:5:6:7:8", "sma:lenght=4", "sma:4:source=middle", "sma:0"}) {
        const auto choice = parse_choice(bad);
        EXPECT_FALSE(choice && chart(*choice, bars, 1)) << bad;
    }
}

}  // namespace
}  // namespace argosy::services::strategy
