#include "services/strategy/service.hpp"

#include <fmt/format.h>

#include "backtest/run.hpp"
#include "engine/engine.hpp"
#include "performance/rebuild.hpp"
#include "performance/summary.hpp"
#include "services/strategy/attribution.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::strategy {
namespace {

class StrategyTest : public argosy::testing::ServiceBench {
protected:
    StrategyTest() {
        start(spec({.router = router,
                    .core = *core,
                    .catalogue = catalogue,
                    .store = *store,
                    .writer = writer,
                    .backtest = [this](std::string_view request, std::string_view owner) -> Result<std::string> {
                        asked = request;
                        asker = owner;
                        if (request.contains("refuse")) return fail(Errc::invalid_argument, "no");
                        return R"({"job_id":"j1","status":"queued"})";
                    }}));
    }
    store::Writer writer{*store};
    std::string asked, asker;
};

TEST_F(StrategyTest, the_list_shows_voters_first_and_the_rest_of_the_catalogue) {
    const auto answer = get("/api/v1/strategies");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->word("/strategies/0/name"), "ema_cross");
    EXPECT_EQ(answer->size("/strategies"), catalogue.all().size());
    EXPECT_EQ(answer->word("/strategies/0/book"), "consensus");
    EXPECT_EQ(get("/api/strategies")->text, answer->text);
    const auto one = get("/api/v1/strategies/ema_cross");
    EXPECT_EQ(one->number("/parameters/0/value"), 9);  // of the run, not the default
    EXPECT_EQ(get("/api/v1/strategies/grid")->text.find("\"active\":false") == std::string::npos, false);
    EXPECT_EQ(get("/api/v1/strategies/ema_cros")->status, 404);
}

TEST_F(StrategyTest, a_strategy_is_switched_off_and_on) {
    const StrategyId ema(0);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/strategies/ema_cross/disable", "{}", "viewer")->status, 403);
    EXPECT_TRUE(core->engine().is_enabled(ema));
    EXPECT_EQ(ask(net::Method::post, "/api/v1/strategies/ema_cross/disable", "{}", "trader")->status, 200);
    EXPECT_FALSE(core->engine().is_enabled(ema));
    EXPECT_EQ(get("/signals/BTC-USDT")->text.find("ema_cross"), std::string::npos);
    EXPECT_EQ(post("/api/v1/strategies/ema_cross/enable")->status, 200);
    EXPECT_TRUE(core->engine().is_enabled(ema));
    EXPECT_EQ(post("/api/v1/strategies/grid/enable")->status, 409);  // known, but does not run
    EXPECT_EQ(post("/api/v1/strategies/nothing/enable")->status, 404);
}

TEST_F(StrategyTest, parameters_are_those_of_the_run) {
    const auto answer = get("/api/v1/strategies/ema_cross/config");
    EXPECT_EQ(answer->number("/parameters/fast"), 9);
    EXPECT_EQ(answer->number("/parameters/slow"), 21);
    EXPECT_EQ(get("/api/v1/strategies/unheard/config")->status, 404);
}

TEST_F(StrategyTest, parameters_are_changed_while_it_runs_and_what_is_not_named_stays) {
    const std::string path = "/api/v1/strategies/ema_cross/config";
    EXPECT_EQ(ask(net::Method::put, path, R"({"parameters":{"fast":5}})", "viewer")->status, 403);
    const auto answer = ask(net::Method::put, path, R"({"parameters":{"fast":5}})", "trader");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->number("/parameters/fast"), 5);
    EXPECT_EQ(answer->number("/parameters/slow"), 21);
    EXPECT_EQ(core->engine().parameters(StrategyId(0)).number("fast"), 5);
    EXPECT_EQ(get("/api/v1/strategies/ema_cross")->number("/parameters/0/value"), 5);
    EXPECT_EQ(put(path, R"({"parameters":{"fast":50}})")->status, 400);  // above slow
    EXPECT_EQ(put(path, R"({"parameters":{"fast":-5}})")->status, 400);
    EXPECT_EQ(put(path, R"({"parameters":{"quick":5}})")->status, 404);
    EXPECT_EQ(put(path, "{}")->status, 400);
    EXPECT_EQ(put("/api/v1/strategies/unheard/config", R"({"parameters":{"fast":5}})")->status, 404);
    EXPECT_EQ(core->engine().parameters(StrategyId(0)).number("fast"), 5);
}

TEST_F(StrategyTest, ballots_keep_the_form_that_the_page_reads) {
    const auto answer = get("/api/v1/signals?limit=2&instrument=BTC-USDT:USDT");
    ASSERT_EQ(answer->size("/ballots"), 2U);
    EXPECT_EQ(answer->word("/ballots/0/instrument"), "BTC/USDT:USDT");
    EXPECT_EQ(get("/api/v1/signals?limit=0")->status, 400);
    EXPECT_EQ(get("/api/v1/signals?cursor=nonsense")->status, 400);
    std::vector<std::string> one_by_one;
    std::string more;
    do {
        const auto page = get("/api/v1/signals?limit=7&instrument=BTC-USDT:USDT" + more);
        for (std::size_t i = 0; i < page->size("/ballots"); ++i)
            one_by_one.push_back(simdjson::minify(page->at(fmt::format("/ballots/{}", i))));
        more = page->at("/next_cursor").is_null() ? "" : "&cursor=" + page->word("/next_cursor");
    } while (!more.empty() && one_by_one.size() < 60);
    const auto at_once = get("/api/v1/signals?limit=1000&instrument=BTC-USDT:USDT");
    ASSERT_GT(one_by_one.size(), 7U);
    for (std::size_t i = 0; i < one_by_one.size(); ++i)
        EXPECT_EQ(one_by_one[i], simdjson::minify(at_once->at(fmt::format("/ballots/{}", i))));
    EXPECT_EQ(get("/api/v1/signals?instrument=DOGE-X")->status, 404);
}

TEST_F(StrategyTest, signals_are_the_standing_opinions) {
    const auto answer = get("/api/v1/signals/binance/BTC-USDT");
    ASSERT_EQ(answer->status, 200) << answer->text;
    std::size_t standing = 0;
    const auto& consensus = core->engine().books()[0]->consensus();
    for (std::size_t v = 0; v < 4; ++v) standing += !consensus.standing(v, InstrumentId(0)).strategy.is_none();
    EXPECT_EQ(answer->size("/signals"), standing);
    EXPECT_EQ(answer->word("/signals/0/pair"), "BTC/USDT:USDT");
    EXPECT_EQ(answer->text, get("/signals/BTC-USDT")->text);
    EXPECT_GE(get("/api/signals")->size("/signals"), standing);
    EXPECT_EQ(get("/api/signals?limit=1")->size("/signals"), 1U);
    EXPECT_EQ(get("/api/v1/signals/nowhere/BTC-USDT")->status, 404);
    EXPECT_EQ(get("/signals/XYZ")->status, 404);
}

TEST_F(StrategyTest, the_consensus_is_the_newest_ballot) {
    const auto answer = get("/api/v1/signals/consensus/binance/ETH-USDT");
    ASSERT_EQ(answer->status, 200) << answer->text;
    const auto& ballots = core->history().ballots();
    const auto newest =
        std::find_if(ballots.rbegin(), ballots.rend(), [](const auto& b) { return b.instrument == InstrumentId(1); });
    ASSERT_NE(newest, ballots.rend());
    EXPECT_EQ(answer->word("/consensus_signal"), to_string(newest->outcome));
    EXPECT_DOUBLE_EQ(answer->number("/agreement_percentage"), newest->agreement * 100);
    EXPECT_EQ(answer->size("/votes"), newest->votes.size());
    const auto counted = std::ranges::count_if(newest->votes, [](const auto& v) { return v.counted; });
    EXPECT_EQ(answer->number("/participating_strategies"), static_cast<double>(counted));
    EXPECT_EQ(get("/api/v1/signals/consensus/binance/ETH")->status, 404);
}

TEST_F(StrategyTest, indicators_over_the_kept_bars) {
    const auto all = get("/api/indicators/BTC-USDT");
    ASSERT_EQ(all->status, 200) << all->text;
    EXPECT_GT(all->size("/indicators"), 40U);
    const auto some = get("/indicators/BTC-USDT?which=stoch_rsi,ema:21&points=5");
    ASSERT_EQ(some->size("/indicators"), 2U) << some->text;
    EXPECT_EQ(some->size("/times"), 5U);
    EXPECT_NEAR(some->number("/indicators/1/values/value"), std::stod(some->word("/price")), 5'000);
    EXPECT_EQ(get("/indicators/BTC-USDT?which=emma")->status, 404);
    EXPECT_EQ(get("/indicators/BTC-USDT?interval=7m")->status, 404);
    EXPECT_EQ(get("/indicators/BTC-USDT?points=0")->status, 400);
    EXPECT_EQ(get("/indicators/NOPE")->status, 404);
    EXPECT_GT(get("/api/v1/indicators")->size("/indicators"), 40U);
}

TEST_F(StrategyTest, an_analysis_asks_every_strategy) {
    const auto steps = core->steps();
    const auto answer = post("/api/v1/analysis/binance/BTC-USDT");
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_GT(answer->size("/signals"), 8U);
    EXPECT_EQ(answer->size("/consensus/votes"), answer->size("/signals"));
    EXPECT_NE(answer->word("/market_regime"), "unknown");
    EXPECT_EQ(core->steps(), steps);
    const auto few = post("/api/v1/analysis/binance/BTC-USDT", R"({"strategies":["macd"],"indicators":["rsi:7"]})");
    EXPECT_EQ(few->size("/signals"), 1U) << few->text;
    EXPECT_EQ(post("/api/v1/analysis/binance/BTC-USDT", R"({"strategies":["none"]})")->status, 404);
    EXPECT_EQ(post("/api/v1/analysis/mars/BTC-USDT")->status, 404);
}

TEST_F(StrategyTest, the_stage_says_what_the_engine_heard) {
    // The same strategy on the same bars: with the whole history kept, the stage and the engine agree.
    const auto answer = post("/api/v1/analysis/binance/BTC-USDT", R"({"strategies":["supertrend"],"bars":5000})");
    const auto& standing = core->engine().books()[0]->consensus().standing(2, InstrumentId(0));
    EXPECT_EQ(answer->word("/signals/0/signal"), to_string(standing.direction));
    EXPECT_EQ(answer->word("/signals/0/timestamp"), to_iso8601(standing.time));
}

std::string posted_bars(int n) {
    std::string out = R"({"symbol":"DOGE/USDT","interval":"1h","strategies":["ema_cross","pairs"],"bars":[)";
    int price = 1000;
    for (int i = 0; i < n; ++i) {
        price += i < n / 2 ? -5 : 5;
        out += fmt::format(R"({}{{"time":"{}","open":"{}","high":"{}","low":"{}","close":"{}","volume":"1"}})",
                           i ? "," : "", to_iso8601(Time{} + i * 1h), price, price, price, price);
    }
    return out + "]}";
}

TEST_F(StrategyTest, posted_bars_give_signals) {
    const auto answer = post("/api/generate-signals", posted_bars(200));
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->word("/consensus/consensus_signal"), "buy");
    EXPECT_EQ(answer->word("/consensus/pair"), "DOGE/USDT");
    EXPECT_EQ(answer->size("/notes"), 1U);  // pairs
    EXPECT_EQ(post("/api/generate-signals")->status, 400);
    EXPECT_EQ(post("/api/generate-signals",
                   R"({"symbol":"A/B","bars":[{"time":"2024-01-01","open":"1","high":"2","low":"3","close":"1"}]})")
                  ->status,
              400);
    EXPECT_EQ(
        post(
            "/api/generate-signals",
            R"({"symbol":"A/B","strategies":["x"],"bars":[{"time":"2024-01-01","open":"1","high":"1","low":"1","close":"1"}]})")
            ->status,
        404);
}

TEST_F(StrategyTest, a_book_has_all_trades_and_a_voter_those_it_voted_for) {
    const auto book = get("/api/v1/performance/consensus");
    ASSERT_EQ(book->status, 200) << book->text;
    const auto& closed = core->engine().trades().closed();
    ASSERT_FALSE(closed.empty());
    EXPECT_EQ(book->number("/total_trades"), static_cast<double>(closed.size()));
    Money net;
    for (const auto& t : closed) net = net + t.net();
    EXPECT_NEAR(book->number("/total_pnl"), net.to_double(), 1e-6);
    EXPECT_EQ(book->word("/basis"), "own");
    const auto recorder = performance::rebuild_from_trades(core->config().run.account.balance, closed, core->now());
    const auto drawdown = performance::metric(performance::MetricId::max_drawdown, recorder, closed,
                                              backtest::assumptions_of(core->config().run, core->instruments()));
    EXPECT_NEAR(book->number("/max_drawdown"), drawdown.value.value_or(0), 1e-12);
    EXPECT_EQ(book->word("/from"), to_iso8601(recorder.start().time));
    EXPECT_EQ(book->word("/interval"), "1d");
    const auto voter = get("/api/v1/performance/stochrsi_ema?period=all");
    EXPECT_EQ(voter->word("/basis"), "supported");
    EXPECT_LE(voter->number("/total_trades"), book->number("/total_trades"));
    EXPECT_EQ(get("/api/v1/performance/nobody")->status, 404);
    EXPECT_EQ(get("/api/v1/performance/consensus?period=yesterday")->status, 400);
    EXPECT_EQ(get("/api/v1/performance/consensus?period=1ms")->number("/total_trades"), 0);
}

TEST_F(StrategyTest, strategies_are_compared_best_first) {
    const auto answer = get("/api/v1/performance/compare");
    ASSERT_EQ(answer->size("/strategies"), 5U) << answer->text;
    for (int i = 1; i < 5; ++i)
        EXPECT_GE(answer->number(fmt::format("/strategies/{}/total_pnl", i - 1)),
                  answer->number(fmt::format("/strategies/{}/total_pnl", i)));
    EXPECT_EQ(get("/api/v1/performance/compare?strategies=macd,ema_cross")->size("/strategies"), 2U);
    EXPECT_EQ(get("/api/v1/performance/compare?strategies=macd,nobody")->status, 404);
}

TEST_F(StrategyTest, an_update_is_kept) {
    const auto answer = post("/api/v1/performance/macd/update");
    ASSERT_EQ(answer->status, 200) << answer->text;
    const auto kept = store->read(
        [](const store::Tables& t) { return t.documents().find("strategy.performance", "macd all", Time{} + 1h); });
    ASSERT_TRUE(kept && *kept);
    EXPECT_EQ((*kept)->body, answer->text);
    EXPECT_EQ(post("/api/v1/performance/nobody/update")->status, 404);
}

TEST_F(StrategyTest, votes_outlive_the_ballots) {
    ASSERT_TRUE(writer.flush());
    const auto before = get("/api/v1/performance/macd");
    ASSERT_GT(before->number("/total_trades"), 0);
    // A core that has forgotten every ballot, as after a long run: the store still knows who voted for what.
    for (int i = 0;
         i < 6'000 && core->history().ballots().front().time <= core->engine().trades().closed().front().entry_time;
         ++i)
        core->step();
    const Attribution again(*core, *store, writer);
    const auto trades = again.trades_of("macd", Time::min());
    EXPECT_GE(trades.size(), static_cast<std::size_t>(before->number("/total_trades")));
}

TEST_F(StrategyTest, a_backtest_is_handed_on_with_the_parameters_in_force) {
    const auto answer = post("/api/v1/strategies/ema_cross/backtest", R"({"symbols":["BTC/USDT"],"timeframe":"1h"})");
    EXPECT_EQ(answer->status, 202) << answer->text;
    EXPECT_EQ(answer->word("/job_id"), "j1");
    EXPECT_EQ(asker, "ada");
    EXPECT_TRUE(asked.contains(R"("ema_cross":{"fast":9)")) << asked;
    EXPECT_EQ(post("/api/v1/strategies/ema_cross/backtest", R"({"source":"refuse"})")->status, 400);
    EXPECT_EQ(post("/api/v1/strategies/unheard/backtest")->status, 404);
    EXPECT_EQ(post("/api/v1/strategies/ema_cross/backtest", R"({"parameters":{"fast":-3}})")->status, 400);
}

/// With settings around it that take what they are told, or refuse.
class StrategyWishes : public argosy::testing::ServiceBench {
protected:
    StrategyWishes() {
        start(spec({.router = router,
                    .core = *core,
                    .catalogue = catalogue,
                    .store = *store,
                    .writer = writer,
                    .settings = [this](const Wish& wish, std::move_only_function<void(Result<>)> done) {
                        wishes.push_back(wish);
                        if (is_refused) return done(fail(Errc::rejected, "another change is under way"));
                        if (wish.enabled)
                            ASSERT_TRUE(core->command(domain::EnableStrategy{StrategyId(0), *wish.enabled}));
                        later = std::move(done);
                        loop.post([this] { later({}); });
                    }}));
    }
    store::Writer writer{*store};
    std::vector<Wish> wishes;
    bool is_refused = false;
    std::move_only_function<void(Result<>)> later;
};

TEST_F(StrategyWishes, switches_and_parameters_are_asked_of_the_settings_with_who_and_why) {
    const auto off = ask(net::Method::post, "/api/v1/strategies/ema_cross/disable", "{}", "trader");
    ASSERT_EQ(off->status, 200) << off->text;
    EXPECT_FALSE(off->at("/enabled").get_bool().value()) << "answered when it is in force";
    ASSERT_EQ(wishes.size(), 1U);
    EXPECT_EQ(wishes[0].label, "ema_cross");
    EXPECT_EQ(wishes[0].enabled, false);
    EXPECT_EQ(wishes[0].author, "ada");
    EXPECT_EQ(wishes[0].reason, "switched off: ema_cross");
    EXPECT_FALSE(wishes[0].trace.empty());
    const auto records = core->records();
    ASSERT_EQ(put("/api/v1/strategies/ema_cross/config", R"({"parameters":{"fast":5},"reason":"quicker"})")->status,
              200);
    EXPECT_EQ(core->records(), records) << "the core is not asked beside the settings";
    ASSERT_EQ(wishes.size(), 2U);
    EXPECT_EQ(wishes[1].reason, "quicker");
    ASSERT_EQ(wishes[1].parameters.size(), 1U);
    EXPECT_EQ(wishes[1].parameters[0].name, "fast");
    EXPECT_EQ(wishes[1].parameters[0].value, "5");
    EXPECT_EQ(put("/api/v1/strategies/ema_cross/config", R"({"parameters":{"quick":5}})")->status, 404);
    EXPECT_EQ(wishes.size(), 2U);
}

TEST_F(StrategyWishes, what_the_settings_refuse_changes_nothing) {
    is_refused = true;
    EXPECT_EQ(post("/api/v1/strategies/ema_cross/disable")->status, 409);
    EXPECT_TRUE(core->engine().is_enabled(StrategyId(0)));
    EXPECT_EQ(put("/api/v1/strategies/ema_cross/config", R"({"parameters":{"fast":5}})")->status, 409);
    EXPECT_EQ(core->engine().parameters(StrategyId(0)).number("fast"), 9);
}

}  // namespace
}  // namespace argosy::services::strategy
