#include "portfolio/portfolio.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "portfolio/test_support.hpp"

namespace argosy::portfolio {
namespace {

using namespace testing;

TEST(Portfolio, a_round_trip_names_each_effect) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    EXPECT_EQ(p.on_fill(buy("2"_qty, "100"_px)).change.effect, Effect::opened);
    EXPECT_EQ(p.on_fill(buy("1"_qty, "130"_px)).change.effect, Effect::increased);
    EXPECT_EQ(p.position(first).average_price(), "110"_px);
    const auto part = p.on_fill(sell("1"_qty, "120"_px));
    EXPECT_EQ(part.change.effect, Effect::reduced);
    EXPECT_EQ(part.change.realised, "10"_money);
    const auto flip = p.on_fill(sell("3"_qty, "115"_px));
    EXPECT_EQ(flip.change.effect, Effect::flipped);
    EXPECT_EQ(flip.change.closed, "2"_qty);
    EXPECT_EQ(flip.change.opened, "1"_qty);
    EXPECT_EQ(flip.change.realised, "10"_money);
    EXPECT_EQ(flip.before, "2"_qty);
    EXPECT_EQ(flip.after, "-1"_qty);
    EXPECT_EQ(p.on_fill(buy("1"_qty, "115"_px)).change.effect, Effect::closed);
    EXPECT_EQ(p.position(first).cost, Money{});
    EXPECT_EQ(*p.equity(), "1020"_money);
}

TEST(Portfolio, a_cost_that_does_not_divide_stays_whole) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_fill(buy("3"_qty, "33.3333333333"_px));
    p.on_fill(buy("4"_qty, "1"_px));
    Money realised;
    for (int k = 0; k < 7; ++k) realised += p.on_fill(sell("1"_qty, "20"_px)).change.realised;
    EXPECT_EQ(realised, "140"_money - "103.9999999999"_money);
    EXPECT_EQ(p.position(first).cost, Money{});
}

TEST(Portfolio, spot_exchanges_cash_for_the_asset) {
    const auto instruments = table({"BTC/USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_fill(buy("2"_qty, "100"_px, {.fee = "0.2"_money}));
    EXPECT_EQ(p.balance(Currency("USDT")), "799.8"_money);
    EXPECT_EQ(p.balance(Currency("BTC")), "2"_money);
    p.on_mark(first, "150"_px, Time{});
    EXPECT_EQ(*p.equity(), "1099.8"_money);
    EXPECT_EQ(p.accounts()[0].cash(), "799.8"_money);
    EXPECT_EQ(p.exposure()->net, "300"_money);
}

TEST(Portfolio, a_fee_in_the_asset_shrinks_the_position_so_that_it_can_be_sold) {
    const auto instruments = table({"BTC/USDT"});
    Portfolio p(instruments, cash("1000"_money));
    const auto outcome = p.on_fill(buy("1"_qty, "100"_px, {.fee = "0.000750005"_money, .fee_currency = "BTC"}));
    EXPECT_EQ(p.position(first).qty, "0.99924999"_qty) << "rounded up to what a quantity can hold";
    EXPECT_EQ(outcome.after, p.position(first).qty);
    EXPECT_EQ(outcome.fee, "-0.075001"_money);
    EXPECT_EQ(p.balance(Currency("BTC")), "0.999249995"_money) << "the rest of the rounding is still ours";
    EXPECT_EQ(*p.equity(), "999.9249995"_money);
}

TEST(Portfolio, a_missing_rate_is_an_error_and_never_one) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    const auto outcome = p.on_fill(buy("1"_qty, "100"_px, {.fee = "0.01"_money, .fee_currency = "BNB"}));
    EXPECT_FALSE(outcome.fee_converted);
    ASSERT_FALSE(p.equity());
    EXPECT_EQ(p.equity().error().code(), Errc::not_found);
    EXPECT_NE(p.equity().error().message().find("no rate from BNB to USDT"), std::string::npos);
    EXPECT_FALSE(p.equity().error().hint().empty());
    EXPECT_FALSE(p.totals());
    p.set_rate(Currency("BNB"), Currency("USDT"), "300"_px, Time{});
    EXPECT_EQ(*p.equity(), "997"_money);
    EXPECT_EQ(p.totals()->fees, "-3"_money);
    EXPECT_EQ(p.totals(alpha)->fees, "-3"_money);
}

TEST(Portfolio, strategies_that_hold_against_each_other_add_up_to_the_account) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_fill(buy("3"_qty, "100"_px));
    p.on_fill(sell("2"_qty, "110"_px, {.strategy = beta}));
    p.on_mark(first, "120"_px, Time{});
    EXPECT_EQ(p.position(first).qty, "1"_qty);
    EXPECT_EQ(p.strategy_qty(alpha, first), "3"_qty);
    EXPECT_EQ(p.strategy_position(beta, first).unrealised(), "-20"_money);
    EXPECT_EQ(p.totals(alpha)->pnl() + p.totals(beta)->pnl(), p.totals()->pnl());
    EXPECT_EQ(p.exposure(beta)->gross, "240"_money);
    EXPECT_EQ(p.exposure()->gross, "120"_money);
    const auto parts = p.on_funding({first, "-1"_money, Ratio{}, Time{}});
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].amount, "-3"_money) << "the one who is long pays, and the one who is short receives";
    EXPECT_EQ(parts[1].amount, "2"_money);
}

TEST(Portfolio, a_liquidation_closes_the_strategies_in_order) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_fill(buy("3"_qty, "100"_px));
    p.on_fill(buy("2"_qty, "100"_px, {.strategy = beta}));
    const auto o =
        p.on_fill(sell("4"_qty, "90"_px, {.strategy = nobody, .purpose = OrderPurpose::liquidation, .fee = "4"_money}));
    ASSERT_EQ(o.parts.size(), 2U);
    EXPECT_EQ(o.parts[0].strategy, alpha);
    EXPECT_EQ(o.parts[0].change.effect, Effect::closed);
    EXPECT_EQ(o.parts[0].fee, "-3"_money);
    EXPECT_EQ(o.parts[1].change.effect, Effect::reduced);
    EXPECT_EQ(o.parts[1].fee, "-1"_money);
    EXPECT_EQ(p.strategy_qty(beta, first), "1"_qty);
    EXPECT_EQ(p.strategy_qty(nobody, first), Qty{});
}

TEST(Portfolio, a_flattening_crosses_what_strategies_hold_against_each_other) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_fill(buy("3"_qty, "100"_px));
    p.on_fill(sell("2"_qty, "100"_px, {.strategy = beta}));
    const auto o = p.on_fill(sell("1"_qty, "90"_px, {.strategy = nobody, .purpose = OrderPurpose::flatten}));
    EXPECT_TRUE(p.position(first).is_flat());
    for (const StrategyId s : {alpha, beta, nobody}) EXPECT_EQ(p.strategy_qty(s, first), Qty{});
    EXPECT_EQ(o.parts.size(), 3U);
    EXPECT_EQ(p.totals(alpha)->realised, "-30"_money);
    EXPECT_EQ(p.totals(beta)->realised, "20"_money);
}

TEST(Portfolio, an_order_by_hand_leaves_the_strategies_alone) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_fill(buy("3"_qty, "100"_px));
    p.on_fill(sell("1"_qty, "100"_px, {.strategy = nobody, .purpose = OrderPurpose::manual}));
    EXPECT_EQ(p.strategy_qty(alpha, first), "3"_qty);
    EXPECT_EQ(p.strategy_qty(nobody, first), "-1"_qty);
}

TEST(Portfolio, hedging_keeps_both_legs_and_a_leg_never_flips) {
    const auto instruments = table({"BTC/USDT:USDT"});
    auto settings = cash("1000"_money);
    settings.position_mode = PositionMode::hedging;
    Portfolio p(instruments, settings);
    p.on_fill(buy("3"_qty, "100"_px));
    p.on_fill(sell("2"_qty, "110"_px));
    EXPECT_EQ(p.position(first, Leg::long_leg).qty, "3"_qty);
    EXPECT_EQ(p.position(first, Leg::short_leg).qty, "-2"_qty);
    p.on_mark(first, "120"_px, Time{});
    EXPECT_EQ(p.position(first).unrealised(), "40"_money);
    EXPECT_EQ(p.exposure()->gross, "600"_money);
    const auto o = p.on_fill(sell("4"_qty, "120"_px, {.purpose = OrderPurpose::exit}));
    EXPECT_EQ(o.change.effect, Effect::flipped);
    EXPECT_EQ(o.change.realised, "60"_money);
    EXPECT_EQ(p.position(first, Leg::long_leg).qty, Qty{});
    EXPECT_EQ(p.position(first, Leg::short_leg).qty, "-3"_qty);
    EXPECT_EQ(*p.equity(), "1040"_money);
}

TEST(Portfolio, deposits_are_no_profit) {
    const auto instruments = table({"BTC/USDT:USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.deposit(Currency("USDT"), "-200"_money);
    EXPECT_EQ(*p.equity(), "800"_money);
    EXPECT_EQ(p.totals()->pnl(), Money{});
}

TEST(Portfolio, a_damaged_state_is_refused_and_changes_nothing) {
    const auto instruments = table({"BTC/USDT:USDT", "BTC/USDT"});
    Portfolio p(instruments, cash("1000"_money));
    p.on_fill(buy("3"_qty, "100"_px, {.fee = "0.1"_money}));
    const State good = p.snapshot();
    const auto refused = [&](auto damage) {
        State bad = good;
        damage(bad);
        const auto r = p.restore(bad);
        return !r && r.error().code() == Errc::corrupt && p.snapshot() == good;
    };
    EXPECT_TRUE(refused([](State& s) { s.accounts[0].realised += "1"_money; }));
    EXPECT_TRUE(refused([](State& s) { s.positions[0].qty += "1"_qty; }));
    EXPECT_TRUE(refused([](State& s) { s.strategies[0].qty += "1"_qty; }));
    EXPECT_TRUE(refused([](State& s) { s.strategies[0].instrument = InstrumentId(9); }));
    EXPECT_TRUE(refused([](State& s) { s.accounts.clear(); }));
    EXPECT_TRUE(refused([](State& s) { s.positions.pop_back(); }));
    EXPECT_TRUE(refused([](State& s) { s.foreign_fees.push_back({alpha, first, Currency("BNB"), "1"_money}); }));
    EXPECT_TRUE(p.restore(good));
}

/// Random events over three kinds of instrument and three strategies.
void play(Portfolio& p, Money& flows) {
    const Price price = Price::from_raw(*rc::gen::inRange<std::int64_t>(1, 90'000'000) * 10'000'000);
    const auto id = InstrumentId(*rc::gen::inRange<std::uint32_t>(0, 3));
    const auto s = *rc::gen::element(alpha, beta, nobody);
    const auto purpose = *rc::gen::element(OrderPurpose::entry, OrderPurpose::exit, OrderPurpose::flatten);
    const Qty qty = Qty::from_raw(*rc::gen::inRange<std::int64_t>(1, 900'000'000));
    switch (*rc::gen::inRange(0, 4)) {
        case 0: return p.on_mark(id, price, Time{});
        case 1: {
            const auto paid = Money::from_raw(*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000));
            p.on_funding({id, paid, Ratio{}, Time{}});
            flows += paid;
            return;
        }
        default: {
            const auto side = *rc::gen::element(Side::buy, Side::sell);
            const auto fee = Money::from_raw(*rc::gen::inRange<std::int64_t>(-1'000'000, 9'000'000));
            p.on_fill(fill(side, qty, price, {.strategy = s, .instrument = id, .purpose = purpose, .fee = fee}));
            flows -= price * signed_qty(side, qty) + fee;
        }
    }
}

RC_GTEST_PROP(Portfolio, equity_is_cash_flows_plus_holdings_and_the_sum_of_the_strategies, (bool hedging)) {
    const auto instruments = table({"BTC/USDT:USDT", "ETH/USDT", "SOL/USDT:USDT"});
    auto settings = cash("100000"_money);
    settings.position_mode = hedging ? PositionMode::hedging : PositionMode::netting;
    settings.margin_mode = *rc::gen::element(MarginMode::cross, MarginMode::isolated);
    Portfolio p(instruments, settings);
    Money flows = "100000"_money;
    for (int k = 0; k < 60; ++k) {
        play(p, flows);
        Money held;
        for (const auto& x : p.positions()) {
            held += x.mark * x.qty;
            if (x.is_flat() && !hedging) RC_ASSERT(x.cost.is_zero() && x.margin.is_zero());
        }
        RC_ASSERT(*p.equity() == flows + held);
        const Account& a = p.accounts()[0];
        RC_ASSERT(a.deposits + a.realised + a.fees + a.funding + a.unrealised == a.equity());
        Money sum;
        for (const StrategyId s : p.strategies()) sum += p.totals(s)->pnl();
        RC_ASSERT(sum == p.totals()->pnl());
        RC_ASSERT(a.net == held);
        RC_ASSERT(a.gross >= a.net.abs());
    }
    Portfolio copy(instruments, settings);
    RC_ASSERT(copy.restore(p.snapshot()).has_value());
    RC_ASSERT(copy.snapshot() == p.snapshot());
}

RC_GTEST_PROP(EquityLine, lies_in_a_range_at_all_prices_that_it_says_and_hardly_at_others, ()) {
    const auto number = [](std::int64_t most) { return *rc::gen::inRange<std::int64_t>(-most, most); };
    const EquityLine line{.base = Money::from_raw(number(1'000'000)), .qty = number(20)};
    const Money low = Money::from_raw(number(2'000'000)), high = low + Money::from_raw(std::abs(number(100'000)));
    const auto [from, to] = line.between(low, high);
    const auto is_inside = [&](std::int64_t raw) {
        const Money equity = line.at(Price::from_raw(raw));
        return low <= equity && equity <= high;
    };
    for (std::int64_t raw = -200'000; raw <= 200'000; raw += 97) {
        const bool is_said = from <= Price::from_raw(raw) && Price::from_raw(raw) <= to;
        if (is_said) RC_ASSERT(is_inside(raw));
        if (is_inside(raw - 4) && is_inside(raw + 4)) RC_ASSERT(is_said);
    }
    if (from <= to && line.qty != 0) {
        RC_ASSERT(is_inside(from.raw()));
        RC_ASSERT(is_inside(to.raw()));
    }
    const auto [first, last] = line.between(high + Money::from_raw(1), low);  // nothing lies in such a range
    RC_ASSERT(first > last);
    // Bounds at the end of what money can hold are no bounds.
    const auto [least, most] = line.between(-Money::max(), Money::max());
    RC_ASSERT(least < Price::from_raw(INT64_MIN / 2) && most > Price::from_raw(INT64_MAX / 2));
}

// An account of a million with a hundredth of a coin: sums far beyond what a double holds exactly.
RC_GTEST_PROP(EquityLine, leaves_out_next_to_nothing_of_large_sums, ()) {
    const auto number = [](std::int64_t least, std::int64_t most) { return *rc::gen::inRange(least, most); };
    const EquityLine line{
        .base = Money::from_int(number(-2'000'000, 2'000'000)) + Money::from_raw(number(0, INT64_MAX)),
        .qty = number(1'000, 1'000'000'000) * (number(0, 2) == 0 ? 1 : -1)};
    const Price first = Price::from_raw(number(-1'000'000'000'000'000, 1'000'000'000'000'000));
    const Price second = first + Price::from_int(number(1, 1'000));
    const auto [low, high] = std::minmax({line.at(first), line.at(second)});
    const auto [from, to] = line.between(low, high);
    RC_ASSERT(first <= from && from <= to && to <= second);
    const int128 size = std::abs(line.qty), sums = (low.abs() + high.abs() + line.base.abs() * 2).raw();
    const auto is_near = [&](Price a, Price b) { return (b - a).raw() * size <= (sums >> 47) + 8 * size; };
    RC_ASSERT(is_near(first, from));
    RC_ASSERT(is_near(to, second));
}

}  // namespace
}  // namespace argosy::portfolio
