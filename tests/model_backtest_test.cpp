// A model from its training to a backtest: what it earns on bars that it has not seen, and that it is kept from others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backtest/replay.hpp"
#include "backtest/run.hpp"
#include "learning/trainer.hpp"
#include "learning/xgboost/xgboost.hpp"
#include "strategies/gradient_boost/gradient_boost.hpp"
#include "support/test_models.hpp"

namespace argosy::backtest {
namespace {

using ::testing::HasSubstr;
namespace models = learning::testing;

constexpr std::size_t trained_bars = 1200, all_bars = 2000;

/// A market whose moves continue, hourly; the model learns from the first 1200 bars.
const std::vector<domain::Bar>& bars() {
    static const auto made = models::walk(all_bars, 0.5, 11);
    return made;
}

const learning::Trained& trained() {
    static const auto model = [] {
        const auto set = models::one_return();
        const auto table = *features::compute(set, std::span(bars()).first(trained_bars));
        return *learning::train({.name = "momentum", .symbol = "BTC/USDT:USDT", .features = set}, table,
                                {.label = {.horizon = 1}, .boost = {.rounds = 30}}, learning::xgboost::fit);
    }();
    return model;
}

struct Desk {
    RunConfig config;
    domain::InstrumentTable table;
    strategy::Catalogue catalogue;

    Desk() {
        EXPECT_TRUE(catalogue.add(*strategies::gradient_boost::read_model_strategy(trained().text, "momentum.json")));
        config.instruments = {{.symbol = "BTC/USDT:USDT",
                               .tick_size = "0.0001"_px,
                               .lot_size = "0.001"_qty,
                               .maker = "0.0002"_ratio,
                               .taker = "0.0005"_ratio,
                               .funding = false}};
        config.books = {{.strategies = {{.name = "momentum", .timeframe = 1h}}}};
        config.books[0].sizing.method = risk::FixedFraction{"0.5"_ratio};
        config.statistics.resamples = 0;
        table = *make_instruments(config);
    }
    static Market market(std::size_t first) {
        return {.bars = {{.instrument = InstrumentId(0), .interval = 1h, .bars = std::span(bars()).subspan(first)}}};
    }
};

TEST(ModelBacktest, earns_on_bars_that_it_has_not_seen_and_never_looks_ahead) {
    Desk desk;
    ASSERT_EQ(trained().info.span.known_to, bars()[trained_bars].open_time);
    const auto result = run(desk.config, desk.table, desk.catalogue, Desk::market(trained_bars));
    ASSERT_TRUE(result) << result.error().describe();
    EXPECT_GT(result->trades.size(), 50u);
    EXPECT_GT(result->summary.end_equity, desk.config.account.balance) << "half of each move continues";
    EXPECT_TRUE(result->lookahead.empty());
    EXPECT_EQ(result->truncation_checks, 3u);
    const auto again = run(desk.config, desk.table, desk.catalogue, Desk::market(trained_bars));
    EXPECT_EQ(again->digest, result->digest);
}

TEST(ModelBacktest, a_run_that_starts_in_the_training_is_refused) {
    Desk desk;
    const auto early = run(desk.config, desk.table, desk.catalogue, Desk::market(trained_bars - 1));
    ASSERT_FALSE(early);
    EXPECT_THAT(std::string(early.error().message()), HasSubstr("would know the future of a run from"));
    EXPECT_THAT(std::string(early.error().hint()), HasSubstr("start the run at"));
    const auto quick =
        run_quick(desk.config, desk.table, desk.catalogue, Desk::market(0), performance::MetricId::sharpe);
    ASSERT_FALSE(quick);
    EXPECT_THAT(std::string(quick.error().message()), HasSubstr("would know the future"));
}

TEST(ModelBacktest, a_span_after_the_training_may_warm_up_on_bars_of_it) {
    Desk desk;
    const Market market = Desk::market(0);
    const Time known_to = trained().info.span.known_to;
    const auto later = run_span(desk.config, desk.table, desk.catalogue, market, {known_to, market.end()},
                                performance::MetricId::sharpe);
    ASSERT_TRUE(later) << later.error().describe();
    EXPECT_GT(later->trades.size(), 50u);
    EXPECT_FALSE(run_span(desk.config, desk.table, desk.catalogue, market, {known_to - 1h, market.end()},
                          performance::MetricId::sharpe));
}

}  // namespace
}  // namespace argosy::backtest
