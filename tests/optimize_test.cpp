// A whole optimisation with the built-in strategies.
#include "backtest/optimize.hpp"

#include <gtest/gtest.h>
#include <thread>

#include "backtest/search_space.hpp"
#include "strategies/builtin.hpp"
#include "support/instrumented.hpp"
#include "support/random_bars.hpp"

namespace argosy::backtest {
namespace {

struct Desk {
    RunConfig config;
    domain::InstrumentTable table;
    strategy::Catalogue catalogue;
    std::vector<domain::Bar> bars = testing::random_bars(3000, 1h);
    Market market;

    explicit Desk(std::map<std::string, SearchRange> ranges) {
        strategies::add_builtin(catalogue);
        config.instruments = {{.symbol = "BTC/USDT:USDT", .lot_size = "0.001"_qty}};
        config.books = {{.strategies = {{.name = "ema_cross", .timeframe = 1h}}}};
        config.optimize.emplace().parameters = std::move(ranges);
        config.optimize->trades_min = 5;
        config.optimize->monte_carlo.resamples = 100;
        config.statistics.resamples = 0;
    }
    OptimizeSettings& settings() { return *config.optimize; }
    Result<OptimizeResult> optimize(const Executor& executor = run_in_turn) {
        table = *make_instruments(config);
        market.bars = {{.instrument = InstrumentId(0), .interval = 1h, .bars = bars}};
        return backtest::optimize(
            {.config = config, .instruments = table, .catalogue = catalogue, .market = market, .executor = executor});
    }
};

void run_on_two_threads(std::size_t count, const std::function<void(std::size_t)>& task) {
    std::jthread other([&] {
        for (std::size_t i = 1; i < count; i += 2) task(i);
    });
    for (std::size_t i = 0; i < count; i += 2) task(i);
}

const std::map<std::string, SearchRange> cross = {{"fast", {4, 20, 4}}, {"slow", {24, 48, 8}}};

TEST(Optimize, finds_what_a_loop_over_every_candidate_finds) {
    Desk desk(cross);
    const auto r = desk.optimize();
    ASSERT_TRUE(r) << r.error().message();
    double best = -1e9;
    for (double fast = 4; fast <= 20; fast += 4)
        for (double slow = 24; slow <= 48; slow += 8) {
            auto config = with_candidate(desk.config, r->space, {fast, slow});
            const auto one = run_quick(config, desk.table, desk.catalogue, desk.market, performance::MetricId::sharpe);
            ASSERT_TRUE(one);
            best = std::max(best, one->objective.value.value_or(-1e9));
        }
    EXPECT_TRUE(r->swept);
    EXPECT_EQ(r->search.tried, 20U);
    EXPECT_NEAR(r->search.best[0].outcome.objective, best, 1e-9);
    EXPECT_NEAR(*r->winner->summary[performance::MetricId::sharpe].value, best, 1e-9);
}

TEST(Optimize, deflates_the_sharpe_ratio_by_its_trials) {
    Desk desk(cross);
    const auto r = desk.optimize();
    ASSERT_TRUE(r);
    const auto& s = r->winner->summary;
    EXPECT_EQ(s.assumptions.trials, 20U);
    EXPECT_EQ(s.assumptions.trial_sharpe_variance, r->search.sharpe_variance());
    EXPECT_LT(*s[performance::MetricId::deflated_sharpe].value, *s[performance::MetricId::probabilistic_sharpe].value);
}

TEST(Optimize, gives_the_same_on_one_and_on_two_threads) {
    for (const auto sampler : {SamplerKind::grid, SamplerKind::random, SamplerKind::tpe})
        for (const bool exact : {false, true}) {
            Desk one(cross), two(cross);
            for (auto* desk : {&one, &two}) {
                desk->settings().sampler = sampler;
                desk->settings().exact = exact;
                desk->settings().trials = testing::is_instrumented ? 8 : 24;
                desk->settings().walk_forward = WalkForwardSettings{.train = 24h * 60, .test = 24h * 60};
            }
            const auto a = one.optimize(), b = two.optimize(run_on_two_threads);
            ASSERT_TRUE(a && b);
            EXPECT_EQ(a->search.best[0].number, b->search.best[0].number);
            EXPECT_EQ(a->search.sharpe_mean, b->search.sharpe_mean);
            EXPECT_EQ(a->walk_forward->returns, b->walk_forward->returns);
            EXPECT_EQ(a->winner->digest, b->winner->digest);
        }
}

TEST(Optimize, judges_each_window_on_data_that_its_search_has_not_seen) {
    Desk desk(cross);
    desk.settings().walk_forward = WalkForwardSettings{.train = 24h * 60, .test = 24h * 20, .purge = 24h};
    const auto r = desk.optimize();
    ASSERT_TRUE(r) << r.error().message();
    const auto& w = *r->walk_forward;
    ASSERT_EQ(w.windows.size(), 3U);  // 125 days: tests from day 60, 80 and 100
    double growth = 1;
    for (const auto& window : w.windows) {
        EXPECT_EQ(window.tried, 20U);
        EXPECT_EQ(window.split.train[0].to + 24h, window.split.test.from);
        ASSERT_TRUE(window.chosen);
        growth *= 1 + window.test_return;
    }
    EXPECT_NEAR(w.total_return, growth - 1, 1e-9);
    EXPECT_EQ(w.returns.size(), w.times.size());
    EXPECT_EQ(w.stability.size(), 2U);

    // What came later cannot have mattered: the same data cut off after the first test give the same first window.
    Desk early(cross);
    early.settings().walk_forward = desk.settings().walk_forward;
    early.bars.resize(80 * 24);
    const auto again = early.optimize();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->walk_forward->windows[0].chosen->candidate, w.windows[0].chosen->candidate);
    EXPECT_EQ(again->walk_forward->windows[0].test_return, w.windows[0].test_return);
}

TEST(Optimize, trades_nothing_before_a_span_and_knows_what_came_before) {
    Desk desk(cross);
    ASSERT_TRUE(desk.optimize());
    const Time from = desk.bars[1000].open_time;
    const auto run = run_span(desk.config, desk.table, desk.catalogue, desk.market, {from, from + 24h * 30},
                              performance::MetricId::net_profit);
    ASSERT_TRUE(run);
    ASSERT_FALSE(run->trades.empty());
    // The standing opinion is decided on at the first close, and filled at the open that follows it.
    EXPECT_EQ(run->trades[0].entry_time, from + 1h);
    EXPECT_LT(run->trades.back().exit_time, from + 24h * 30);
    EXPECT_EQ(run->daily_returns.size(), 31U);  // the span begins in the middle of a day
}

TEST(Optimize, cross_validates_on_purged_folds) {
    Desk desk(cross);
    desk.settings().walk_forward =
        WalkForwardSettings{.kind = WindowKind::folds, .folds = 4, .purge = 24h, .embargo = 48h};
    const auto r = desk.optimize();
    ASSERT_TRUE(r) << r.error().message();
    EXPECT_EQ(r->walk_forward->windows.size(), 4U);
    EXPECT_EQ(r->walk_forward->windows[1].split.train.size(), 2U);
}

TEST(Optimize, names_the_parameter_that_is_misspelt_or_beyond_its_range) {
    const auto error = [](std::map<std::string, SearchRange> ranges) {
        const auto r = Desk(std::move(ranges)).optimize();
        return r ? std::string() : std::string(r.error().message()) + " | " + std::string(r.error().hint());
    };
    EXPECT_EQ(error({{"ema_cross.fsat", {5, 10, 1}}}),
              "there is no parameter ema_cross.fsat to search | did you mean ema_cross.fast?");
    EXPECT_EQ(error({{"exits.stpo", {0.01, 0.05, 0.01}}}),
              "there is no parameter exits.stpo to search | did you mean exits.stop?");
    EXPECT_EQ(error({{"fast", {0, 10, 1}}}),
              "search: parameter ema_cross.fast: 0 to 10 goes beyond what it allows | it takes 1 to 1000");
    EXPECT_EQ(error({{"fast", {5, 10, 0.5}}}),
              "search: parameter ema_cross.fast: 5 to 10 step 0.5 is not whole | it takes whole numbers");
    EXPECT_TRUE(error({}).starts_with("there is nothing to search"));
}

TEST(Optimize, searches_exit_settings_in_the_engine) {
    Desk desk({{"exits.stop", {0, 0.04, 0.02}}, {"fast", {5, 5, 1}}});
    const auto r = desk.optimize();
    ASSERT_TRUE(r) << r.error().message();
    EXPECT_FALSE(r->swept);
    EXPECT_EQ(r->not_swept, "exits.stop is searched");
    EXPECT_EQ(r->search.tried, 3U);
}

TEST(Optimize, says_why_nothing_counts) {
    Desk few(cross);
    few.settings().trades_min = 100'000;
    const auto r = few.optimize();
    ASSERT_FALSE(r);
    EXPECT_NE(r.error().message().find("none of 20 candidates counts: 20 had fewer than 100000 trades"),
              std::string_view::npos)
        << r.error().message();
    const auto impossible = Desk({{"fast", {30, 40, 10}}}).optimize();
    ASSERT_FALSE(impossible);
    EXPECT_NE(impossible.error().message().find("fast = 30 must be below slow = 26"), std::string_view::npos)
        << impossible.error().message();
}

}  // namespace
}  // namespace argosy::backtest
