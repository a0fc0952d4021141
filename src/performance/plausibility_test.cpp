#include "performance/plausibility.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace argosy::performance {
namespace {

using domain::RoundTrip;

RoundTrip trade(Money gross, int day) {
    RoundTrip t;
    t.strategy = StrategyId(0);
    t.instrument = InstrumentId(0);
    t.entry_time = *parse_iso8601("2024-01-01") + day * 24h;
    t.exit_time = t.entry_time + 1h;
    t.currency = domain::Currency("USDT");
    t.gross = gross;
    t.fees = "-1"_money;
    t.slippage = "0.5"_money;
    t.decided = t.turnover = "1000"_money;
    return t;
}

/// Equity as the trades leave it, marked daily over 100 days.
std::vector<Warning> judge(const std::vector<RoundTrip>& trades, Assumptions a = {}, Money start = "10000"_money) {
    EquityRecorder r({}, *parse_iso8601("2024-01-01"), start);
    Money equity = start;
    for (int day = 0; day < 100; ++day) {
        for (const auto& t : trades)
            if (t.exit_time == *parse_iso8601("2024-01-01") + day * 24h + 1h) equity += t.net();
        r.on_mark(*parse_iso8601("2024-01-01") + day * 24h + 2h, equity);
    }
    r.finish(*parse_iso8601("2024-01-01") + 100 * 24h);
    a.resamples = 0;
    return plausibility(*summarise(r, trades, a), trades);
}

bool has(const std::vector<Warning>& warnings, std::string_view code) {
    const auto it = std::ranges::find(warnings, code, &Warning::code);
    return it != warnings.end() && !it->message.empty() && it->look_at.ends_with('.');
}

/// Wins and losses in turn that nobody would doubt.
std::vector<RoundTrip> sound_trades() {
    std::vector<RoundTrip> out;
    for (int day = 0; day < 100; ++day) out.push_back(trade(day % 5 < 3 ? "31"_money : "-29"_money, day));
    return out;
}

TEST(Plausibility, a_sound_result_gives_no_warning) {
    for (const auto& w : judge(sound_trades())) ADD_FAILURE() << w.code << ": " << w.message;
}

TEST(Plausibility, a_lost_account_and_liquidations_are_named) {
    std::vector<RoundTrip> trades;
    for (int day = 0; day < 40; ++day) trades.push_back(trade("-245"_money, day));
    trades.back().exit_purpose = domain::OrderPurpose::liquidation;
    const auto w = judge(trades);  // 160 of 10000 are left
    EXPECT_TRUE(has(w, "EQUITY_GONE"));
    ASSERT_TRUE(has(w, "LIQUIDATED"));
    EXPECT_EQ(std::ranges::find(w, "LIQUIDATED", &Warning::code)->message, "1 of 40 trades ended in a liquidation");
}

TEST(Plausibility, absurd_figures_are_named) {
    std::vector<RoundTrip> trades;
    for (int day = 0; day < 100; ++day) trades.push_back(trade(day == 50 ? "-2"_money : "400"_money, day));
    const auto w = judge(trades);
    for (const auto* code :
         {"GROWTH_IMPLAUSIBLE", "SHARPE_IMPLAUSIBLE", "WIN_RATE_IMPLAUSIBLE", "PROFIT_FACTOR_IMPLAUSIBLE"})
        EXPECT_TRUE(has(w, code)) << code;
}

TEST(Plausibility, a_result_that_hangs_on_one_trade_or_few_is_named) {
    std::vector<RoundTrip> trades{trade("-50"_money, 3), trade("500"_money, 9), trade("-60"_money, 20)};
    const auto w = judge(trades);
    EXPECT_TRUE(has(w, "ONE_TRADE"));
    EXPECT_TRUE(has(w, "FEW_TRADES"));
    EXPECT_TRUE(has(judge({}), "NO_TRADES"));
}

TEST(Plausibility, missing_and_crushing_costs_are_named) {
    auto free = sound_trades();
    for (auto& t : free) {
        t.fees = t.slippage = Money{};
        t.turnover = "300000"_money;
    }
    const auto w = judge(free);
    EXPECT_TRUE(has(w, "NO_FEES"));
    EXPECT_TRUE(has(w, "NO_SLIPPAGE"));
    EXPECT_TRUE(has(w, "TURNOVER_IMPLAUSIBLE"));
    auto dear = sound_trades();
    for (auto& t : dear) t.fees = "-7"_money;
    dear[0].fees_complete = false;
    EXPECT_TRUE(has(judge(dear), "COSTS_DOMINATE"));
    EXPECT_TRUE(has(judge(dear), "FEES_INCOMPLETE"));
}

TEST(Plausibility, luck_is_named) {
    auto trades = sound_trades();
    for (std::size_t k = 0; k < trades.size(); ++k) trades[k].gross = k % 2 ? "26"_money : "-22"_money;
    EXPECT_TRUE(has(judge(trades), "SHARPE_UNCERTAIN"));
    EXPECT_TRUE(has(judge(sound_trades(), {.trials = 5000, .trial_sharpe_variance = 0.01}), "SELECTION_BIAS"));
}

TEST(Plausibility, a_lost_account_is_named_first) {
    std::vector<RoundTrip> trades;
    for (int day = 0; day < 100; ++day) trades.push_back(trade("-12"_money, day));
    const auto w = judge(trades, {}, "1000"_money);
    ASSERT_FALSE(w.empty());
    EXPECT_EQ(w.front().code, "EQUITY_GONE");
}

}  // namespace
}  // namespace argosy::performance
