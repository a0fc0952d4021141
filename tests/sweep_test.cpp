// The sweep against the event-driven engine: the same trades at the same bars, the same figures to rounding.
#include "backtest/sweep.hpp"

#include <gtest/gtest.h>

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
    std::vector<Dimension> space;

    explicit Desk(const std::string& strategy, std::map<std::string, SearchRange> ranges) {
        strategies::add_builtin(catalogue);
        config.account.balance = "100000"_money;
        config.instruments = {{.symbol = "BTC/USDT:USDT", .lot_size = "0.001"_qty}};
        config.slippage = {.kind = sim::SlippageKind::ticks, .ticks = 3};
        config.books = {{.strategies = {{.name = strategy, .timeframe = 1h}}}};
        config.books[0].sizing.method = risk::FixedFraction{"0.2"_ratio};
        config.optimize.emplace().parameters = std::move(ranges);
    }
    Study study(performance::MetricId objective = performance::MetricId::sharpe) {
        table = *make_instruments(config);
        market.bars = {{.instrument = InstrumentId(0), .interval = 1h, .bars = bars}};
        space = *make_space(config, catalogue);
        return {config, table, catalogue, market, space, objective};
    }
    [[nodiscard]] Span whole() const { return {market.start(), market.end()}; }
    [[nodiscard]] std::size_t bar_at(Time open) const {
        return static_cast<std::size_t>((open - bars[0].open_time) / Duration(1h));
    }

    void expect_same_trades(const Sweep& sweep, const Study& s, const Candidate& candidate, Span span) {
        SCOPED_TRACE(describe_candidate(space, candidate));
        const auto swept = sweep.trades(candidate, span);
        ASSERT_TRUE(swept);
        const auto run =
            run_span(with_candidate(config, space, candidate), table, catalogue, market, span, s.objective);
        ASSERT_TRUE(run) << run.error().message();
        ASSERT_EQ(swept->size(), run->trades.size());
        for (std::size_t i = 0; i < swept->size(); ++i) {
            const auto& a = (*swept)[i];
            const auto& b = run->trades[i];
            EXPECT_EQ(a.entry_bar, bar_at(b.entry_time));
            EXPECT_EQ(a.exit_bar, bar_at(b.exit_time));
            EXPECT_EQ(a.is_long, b.side == domain::Side::buy);
            EXPECT_NEAR(a.qty, b.qty_max.to_double(), 1e-9);
            EXPECT_NEAR(a.entry_price, b.entry_price.to_double(), 1e-9);
            EXPECT_NEAR(a.exit_price, b.exit_price.to_double(), 1e-9);
            EXPECT_NEAR(a.net, b.net().to_double(), 1e-6);
        }
        compared += swept->size();
    }
    std::size_t compared = 0;
};

/// Every candidate of a grid: the trades over the whole range and over a part, and each figure.
void expect_equal_everywhere(Desk& desk) {
    using enum performance::MetricId;
    if (testing::is_instrumented) desk.bars.resize(1000);
    const std::size_t n = desk.bars.size();
    const Span part{desk.bars[n * 32 / 100 + 5].open_time, desk.bars[n * 80 / 100 + 5].open_time};
    for (const auto objective : {sharpe, net_profit, total_return, cagr, win_rate, profit_factor, expectancy}) {
        const Study s = desk.study(objective);
        const auto sweep = Sweep::make(s);
        ASSERT_TRUE(sweep) << sweep.error();
        std::vector<Candidate> candidates;
        for (const auto grid = make_grid(desk.space); auto c = grid->next();) candidates.push_back(*c);
        const Judgement judgement{.spans = {desk.whole(), part}, .trades_min = 5};
        std::vector<Outcome> outcomes(candidates.size());
        std::vector<std::uint8_t> done(candidates.size());
        sweep->evaluate(judgement, candidates, outcomes, done);
        const std::size_t stride = objective == sharpe ? 1 : testing::is_instrumented ? 21 : 7;
        for (std::size_t i = 0; i < candidates.size(); i += stride) {
            ASSERT_TRUE(done[i]);
            const auto exact = evaluate_exactly(s, judgement, candidates[i]);
            ASSERT_TRUE(exact);
            EXPECT_EQ(outcomes[i].verdict, exact->verdict) << describe_candidate(desk.space, candidates[i]);
            EXPECT_EQ(outcomes[i].trades, exact->trades);
            if (exact->verdict != Verdict::counts) continue;
            EXPECT_NEAR(outcomes[i].objective, exact->objective, 1e-8 * (1 + std::fabs(exact->objective)));
            EXPECT_NEAR(outcomes[i].daily_sharpe, exact->daily_sharpe, 1e-9);
            if (objective != sharpe) continue;
            desk.expect_same_trades(*sweep, s, candidates[i], desk.whole());
            desk.expect_same_trades(*sweep, s, candidates[i], part);
        }
    }
}

TEST(Sweep, trades_an_ema_cross_like_the_engine) {
    Desk desk("ema_cross", {{"fast", {5, 50, 5}}, {"slow", {20, 60, 8}}});  // some pairs contradict themselves
    expect_equal_everywhere(desk);
    EXPECT_GT(desk.compared, desk.bars.size() / 3);
}

TEST(Sweep, trades_an_rsi_reversion_like_the_engine) {
    Desk desk("rsi_reversion", {{"period", {5, 20, 5}}, {"oversold", {20, 40, 10}}, {"exit", {45, 60, 15}}});
    expect_equal_everywhere(desk);
    EXPECT_GT(desk.compared, desk.bars.size() / 3);
}

TEST(Sweep, trades_a_donchian_channel_like_the_engine) {
    Desk desk("donchian_trend", {{"entry", {10, 60, 25}}, {"exit", {5, 30, 5}}});
    desk.config.books[0].strategies[0].parameters["stop_atr"] = "0";
    desk.config.books[0].allow_short = false;
    expect_equal_everywhere(desk);
    EXPECT_GT(desk.compared, desk.bars.size() / 6);
}

/// Whether the sweep is sure of a candidate when the price is five times as high within one of its trades.
bool is_sure_with_a_spike_in_a(bool is_long) {
    Desk desk("ema_cross", {{"fast", {1, 1, 1}}, {"slow", {9, 9, 1}}});
    desk.config.books[0].sizing.method = risk::FixedFraction{"0.3"_ratio};
    desk.bars.resize(2000);
    const Candidate candidate = {1, 9};
    const Judgement judgement{.spans = {{desk.bars.front().open_time, desk.bars.back().open_time}}, .trades_min = 1};
    const auto calm = Sweep::make(desk.study())->trades(candidate, judgement.spans[0]);
    // The sweep looks at highs in groups of 64 bars: one of them lies within the trade.
    const auto trade = std::ranges::find_if(*calm, [&](const auto& t) {
        return t.is_long == is_long && t.exit_bar - t.entry_bar > 12 && t.entry_bar % 64 < 40;
    });
    EXPECT_NE(trade, calm->end());
    desk.bars[trade->entry_bar + 5].high = Price::from_int(150'000);
    Outcome outcome;
    std::uint8_t done = 0;
    Sweep::make(desk.study())->evaluate(judgement, {&candidate, 1}, {&outcome, 1}, {&done, 1});
    return done != 0;
}

TEST(Sweep, leaves_a_short_that_may_have_been_liquidated_to_the_engine) {
    EXPECT_FALSE(is_sure_with_a_spike_in_a(false));
}

TEST(Sweep, says_why_a_run_needs_the_engine) {
    const auto reason = [](auto change) {
        Desk desk("ema_cross", {{"fast", {5, 10, 1}}});
        change(desk);
        const Study s = desk.study();
        const auto sweep = Sweep::make(s);
        return sweep ? std::string() : sweep.error();
    };
    EXPECT_EQ(reason([](Desk&) {}), "");
    EXPECT_EQ(reason([](Desk& d) { d.config.limits.daily_trades_max = 3; }), "there are risk limits");
    EXPECT_EQ(reason([](Desk& d) { d.config.protections.cooldown = 1h; }), "there are protections");
    EXPECT_EQ(reason([](Desk& d) { d.config.books[0].exits.bars_max = 5; }), "there are exit rules");
    EXPECT_EQ(reason([](Desk& d) { d.config.latency.entry.mean = 1ms; }), "latency or fill rules are not the default");
    EXPECT_EQ(reason([](Desk& d) { d.config.books[0].sizing.method = risk::FixedRisk{}; }),
              "sizes are no fixed fraction");
    EXPECT_EQ(reason([](Desk& d) { d.config.optimize->parameters["exits.stop"] = {0.01, 0.02, 0.01}; }),
              "exits.stop is searched");
}

TEST(Sweep, gives_the_same_whether_candidates_come_alone_or_together) {
    Desk desk("ema_cross", {{"fast", {5, 15, 1}}, {"slow", {20, 40, 5}}});
    const Study s = desk.study();
    const auto sweep = Sweep::make(s);
    ASSERT_TRUE(sweep);
    std::vector<Candidate> candidates;
    for (const auto grid = make_grid(desk.space); auto c = grid->next();) candidates.push_back(*c);
    std::vector<Outcome> together(candidates.size());
    std::vector<std::uint8_t> done(candidates.size());
    const Judgement judgement{.spans = {desk.whole()}, .trades_min = 1};
    sweep->evaluate(judgement, candidates, together, done);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        Outcome alone;
        std::uint8_t is_done = 0;
        sweep->evaluate(judgement, {&candidates[i], 1}, {&alone, 1}, {&is_done, 1});
        EXPECT_EQ(alone.objective, together[i].objective);
        EXPECT_EQ(alone.trades, together[i].trades);
    }
}

}  // namespace
}  // namespace argosy::backtest
