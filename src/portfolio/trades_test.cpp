#include "portfolio/trades.hpp"

#include <gtest/gtest.h>

#include "portfolio/test_support.hpp"

namespace argosy::portfolio {
namespace {

using namespace testing;
using domain::RoundTrip;

class Trades : public ::testing::Test {
protected:
    void book(const Fill& f) { log_.on_fill(f, portfolio_.on_fill(f), portfolio_); }
    void mark(Price price) {
        portfolio_.on_mark(first, price, Time{});
        log_.on_mark(first, price);
    }
    [[nodiscard]] const RoundTrip& last() const { return log_.closed().back(); }

    domain::InstrumentTable instruments_ = table({"BTC/USDT:USDT"});
    Portfolio portfolio_{instruments_, cash("1000"_money)};
    TradeLog log_{instruments_};
};

TEST_F(Trades, partial_exits_belong_to_one_trade) {
    book(buy("2"_qty, "100"_px, {.fee = "1"_money, .hour = 1}));
    log_.on_bar(first);
    book(buy("1"_qty, "130"_px, {.fee = "1"_money, .hour = 2}));
    log_.on_bar(first);
    book(sell("1"_qty, "120"_px, {.purpose = OrderPurpose::exit, .fee = "1"_money, .hour = 3}));
    EXPECT_TRUE(log_.closed().empty());
    log_.on_funding(first, portfolio_.on_funding({first, "-0.5"_money, Ratio{}, Time{}}));
    book(sell("2"_qty, "115"_px, {.purpose = OrderPurpose::stop_loss, .fee = "1"_money, .hour = 4}));
    ASSERT_EQ(log_.closed().size(), 1U);
    EXPECT_EQ(last().gross, "20"_money);
    EXPECT_EQ(last().fees, "-4"_money);
    EXPECT_EQ(last().funding, "-0.5"_money);
    EXPECT_EQ(last().net(), "15.5"_money);
    EXPECT_EQ(last().entry_price, "110"_px);
    EXPECT_EQ(last().exit_price, "116.6666666667"_px);
    EXPECT_EQ(last().qty_max, "3"_qty);
    EXPECT_EQ(last().held(), 3h);
    EXPECT_EQ(last().bars_held, 2U);
    EXPECT_EQ(last().fill_count, 4U);
    EXPECT_EQ(last().turnover, "680"_money);
    EXPECT_EQ(last().exit_purpose, OrderPurpose::stop_loss);
    EXPECT_EQ(last().currency, Currency("USDT"));
}

TEST_F(Trades, a_reversal_ends_one_trade_and_begins_another) {
    book(buy("1"_qty, "100"_px));
    book(sell("3"_qty, "110"_px, {.fee = "3"_money, .hour = 1}));
    ASSERT_EQ(log_.closed().size(), 1U);
    EXPECT_EQ(last().net(), "9"_money) << "a third of the fee belongs to the trade that ended";
    book(buy("2"_qty, "105"_px, {.hour = 2}));
    ASSERT_EQ(log_.closed().size(), 2U);
    EXPECT_EQ(last().side, Side::sell);
    EXPECT_EQ(last().net(), "8"_money);
    EXPECT_EQ(last().entry_time, last().exit_time - 1h);
}

TEST_F(Trades, those_that_begin_at_one_instant_are_told_apart) {
    for (int n = 0; n < 3; ++n) {
        book(buy("1"_qty, "100"_px, {.hour = 1}));
        book(sell("1"_qty, "101"_px, {.hour = 1}));
        EXPECT_EQ(last().entry_number, static_cast<std::uint32_t>(n));
    }
    book(buy("1"_qty, "100"_px, {.hour = 2}));
    book(sell("1"_qty, "101"_px, {.hour = 2}));
    EXPECT_EQ(last().entry_number, 0U);
}

TEST_F(Trades, excursions_are_of_the_part_open_at_that_moment) {
    book(buy("2"_qty, "100"_px));
    mark("90"_px);
    mark("120"_px);
    log_.on_range(first, "85"_px, "101"_px);
    book(sell("1"_qty, "100"_px));
    mark("130"_px);
    book(sell("1"_qty, "131"_px));
    EXPECT_EQ(last().mae, "-30"_money);
    EXPECT_EQ(last().mfe, "40"_money) << "two at 120; the half that saw 131 gained 31";
    book(sell("1"_qty, "100"_px));
    book(buy("1"_qty, "103"_px));
    EXPECT_EQ(last().mae, "-3"_money) << "the price of its own exit counts, and no mark of before";
    EXPECT_EQ(last().mfe, Money{});
}

TEST_F(Trades, slippage_is_positive_when_it_cost) {
    book(buy("1"_qty, "101"_px, {.decision = "100"_px}));
    book(sell("1"_qty, "98"_px, {.decision = "100"_px}));
    EXPECT_EQ(last().slippage, "3"_money);
    EXPECT_EQ(last().decided, "200"_money);
    EXPECT_DOUBLE_EQ(last().slippage_bps(), 150);
    book(sell("1"_qty, "101"_px, {.decision = "100"_px}));
    book(buy("1"_qty, "90"_px));
    EXPECT_EQ(last().slippage, "-1"_money) << "the fill without a decision price does not count";
}

TEST_F(Trades, the_first_stop_sets_the_initial_risk) {
    log_.on_stop(alpha, first, "95"_px);
    book(buy("2"_qty, "100"_px));
    log_.on_stop(alpha, first, "99"_px);
    book(buy("1"_qty, "101"_px));
    book(sell("3"_qty, "110"_px));
    EXPECT_EQ(last().initial_risk, "16"_money) << "2 × 5 and 1 × 6";
    book(buy("2"_qty, "100"_px));
    EXPECT_EQ(log_.open(portfolio_, Time{}).at(0).initial_risk, Money{}) << "the old stop is gone";
    log_.on_stop(alpha, first, "105"_px);
    log_.on_stop(alpha, first, "98"_px);
    book(sell("3"_qty, "101"_px));
    EXPECT_EQ(last().initial_risk, "4"_money) << "a stop that locks in a profit is no risk";
}

TEST_F(Trades, a_stop_told_before_a_reversal_is_that_of_the_new_trade) {
    book(buy("1"_qty, "100"_px));
    log_.on_stop(alpha, first, "90"_px);
    log_.on_stop(alpha, first, "112"_px);
    book(sell("2"_qty, "110"_px));
    EXPECT_EQ(last().initial_risk, "10"_money);
    book(buy("1"_qty, "100"_px));
    EXPECT_EQ(last().initial_risk, "2"_money);
}

TEST_F(Trades, strategies_have_trades_of_their_own) {
    book(buy("1"_qty, "100"_px));
    book(sell("1"_qty, "110"_px, {.strategy = beta}));
    EXPECT_TRUE(log_.closed().empty()) << "the account is flat, the strategies are not";
    const auto open = log_.open(portfolio_, Time{});
    ASSERT_EQ(open.size(), 2U);
    book(sell("1"_qty, "120"_px));
    EXPECT_EQ(last().net(), "20"_money);
    book(buy("1"_qty, "120"_px, {.strategy = beta}));
    EXPECT_EQ(last().net(), "-10"_money);
    const auto newest = log_.closed().back();
    EXPECT_EQ(log_.forget(1), 1U);
    EXPECT_EQ(log_.forget(1), 0U);
    ASSERT_EQ(log_.closed().size(), 1U);
    EXPECT_EQ(log_.closed()[0], newest);
    EXPECT_EQ(log_.forget(0), 1U);
    EXPECT_TRUE(log_.closed().empty());
}

TEST_F(Trades, an_open_trade_is_shown_at_the_mark) {
    book(buy("2"_qty, "100"_px, {.fee = "1"_money}));
    mark("105"_px);
    const auto open = log_.open(portfolio_, time_from_ns(1'700'000'000'000'000'000) + 5h);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].net(), "9"_money);
    EXPECT_EQ(open[0].exit_price, "105"_px);
    EXPECT_EQ(open[0].mfe, "10"_money);
    EXPECT_EQ(open[0].held(), 5h);
}

TEST_F(Trades, a_fee_without_a_rate_marks_the_trade) {
    book(buy("1"_qty, "100"_px, {.fee = "0.01"_money, .fee_currency = "BNB"}));
    book(sell("1"_qty, "101"_px));
    EXPECT_FALSE(last().fees_complete);
    book(buy("1"_qty, "100"_px));
    book(sell("1"_qty, "101"_px));
    EXPECT_TRUE(last().fees_complete);
}

TEST_F(Trades, a_restored_log_goes_on) {
    book(buy("2"_qty, "100"_px));
    mark("90"_px);
    TradeLog other(instruments_);
    other.restore(log_.snapshot());
    EXPECT_EQ(other.snapshot(), log_.snapshot());
    const Fill f = sell("2"_qty, "95"_px);
    const auto outcome = portfolio_.on_fill(f);
    other.on_fill(f, outcome, portfolio_);
    EXPECT_EQ(other.closed().at(0).mae, "-20"_money);
}

TEST(TradeCurrency, trades_are_told_in_the_reporting_currency_when_there_is_a_rate) {
    const auto instruments = table({"BTC/USD:BTC"});
    Portfolio p(instruments, cash("0"_money));
    TradeLog log(instruments);
    const auto book = [&](const Fill& f) { log.on_fill(f, p.on_fill(f), p); };
    book(buy("1000"_qty, "50000"_px, {.fee_currency = "BTC"}));
    book(sell("1000"_qty, "40000"_px, {.fee_currency = "BTC"}));
    EXPECT_EQ(log.closed().back().currency, Currency("BTC"));
    EXPECT_EQ(log.closed().back().net(), "-0.5"_money);
    p.set_rate(Currency("BTC"), Currency("USDT"), "40000"_px, Time{});
    book(buy("1000"_qty, "50000"_px, {.fee_currency = "BTC"}));
    book(sell("1000"_qty, "40000"_px, {.fee_currency = "BTC"}));
    EXPECT_EQ(log.closed().back().currency, Currency("USDT"));
    EXPECT_EQ(log.closed().back().net(), "-20000"_money);
    EXPECT_EQ(log.closed().back().entry_price, "50000"_px);
}

}  // namespace
}  // namespace argosy::portfolio
