#include "risk/risk_state.hpp"

#include <gtest/gtest.h>

#include "base/prng.hpp"

namespace argosy::risk {
namespace {

using domain::RiskState;

const Time start = time_from_ns(0) + 24h * 365;

RiskStateSettings settings() {
    return {.reduced = {.drawdown = "0.1"_ratio, .daily_loss = "0.05"_ratio},
            .crisis = {.drawdown = "0.2"_ratio, .total_loss = "0.3"_ratio},
            .stopped = {.drawdown = "0.4"_ratio}};
}

TEST(RiskState, DrawdownIsMeasuredFromThePeakNotFromTheStart) {
    RiskMonitor m(settings());
    EXPECT_FALSE(m.on_equity("1000"_money, start));
    EXPECT_FALSE(m.on_equity("2000"_money, start + 1h));
    EXPECT_FALSE(m.on_equity("1960"_money, start + 2h));
    EXPECT_FALSE(m.on_equity("1900"_money, start + 25h)) << "a new day: its base is 1960";
    EXPECT_TRUE(m.on_equity("1800"_money, start + 26h));
    EXPECT_EQ(m.state(), RiskState::reduced);
    EXPECT_EQ(m.last_transition()->measure, LossMeasure::drawdown);
    EXPECT_EQ(m.cause_text().view(), "drawdown 0.1 >= 0.1");
    EXPECT_EQ(m.last_transition()->base, "2000"_money);
    EXPECT_EQ(m.size_factor(), "0.5"_ratio);
}

TEST(RiskState, MaySkipStatesOnTheWayDown) {
    RiskMonitor m(settings());
    (void)m.on_equity("1000"_money, start);
    EXPECT_TRUE(m.on_equity("600"_money, start + 1s));
    EXPECT_EQ(m.state(), RiskState::stopped);
    EXPECT_EQ(m.size_factor(), Ratio{});
}

TEST(RiskState, HysteresisHoldsAndRecoveryGoesOneStepAtATime) {
    auto s = settings();
    s.hold = 1h;
    RiskMonitor m(s);
    (void)m.on_equity("1000"_money, start);
    ASSERT_TRUE(m.on_equity("800"_money, start + 1min));
    ASSERT_EQ(m.state(), RiskState::crisis);
    EXPECT_FALSE(m.on_equity("839"_money, start + 2h)) << "16.1 % is not below 0.8 × 20 %";
    EXPECT_FALSE(m.on_equity("841"_money, start + 30min)) << "held for an hour";
    EXPECT_TRUE(m.on_equity("841"_money, start + 2h));
    EXPECT_EQ(m.state(), RiskState::reduced);
    EXPECT_EQ(m.cause_text().view(), "drawdown 0.159 < 0.16");
    EXPECT_FALSE(m.on_equity("999"_money, start + 2h + 1min)) << "the hold starts anew";
    EXPECT_TRUE(m.on_equity("999"_money, start + 4h));
    EXPECT_EQ(m.state(), RiskState::normal);
}

TEST(RiskState, ReleaseEndsWhatAPersonForcedAndALossThatIsStillThereTripsAgain) {
    RiskMonitor m(settings());
    (void)m.on_equity("1000"_money, start);
    EXPECT_FALSE(m.release("nothing to end", start));
    ASSERT_TRUE(m.force(RiskState::crisis, "by hand", start));
    ASSERT_TRUE(m.release("over", start + 1s));
    EXPECT_EQ(m.state(), RiskState::normal);
    EXPECT_FALSE(m.on_equity("999"_money, start + 2s));
    ASSERT_TRUE(m.on_equity("790"_money, start + 3s));
    ASSERT_EQ(m.state(), RiskState::crisis);
    ASSERT_TRUE(m.release("it looks fine", start + 4s));
    EXPECT_EQ(m.peak(), "1000"_money) << "the bases stay, unlike after a re-arm";
    EXPECT_TRUE(m.on_equity("790"_money, start + 5s));
    EXPECT_EQ(m.state(), RiskState::crisis);
    ASSERT_TRUE(m.force(RiskState::stopped, "by hand", start + 6s));
    EXPECT_FALSE(m.release("no", start + 7s)) << "only a re-arm leaves stopped";
}

TEST(RiskState, AnUnusedStateIsSkippedOnTheWayUp) {
    RiskMonitor m({.crisis = {.drawdown = "0.2"_ratio}});
    (void)m.on_equity("1000"_money, start);
    ASSERT_TRUE(m.on_equity("700"_money, start));
    ASSERT_TRUE(m.on_equity("900"_money, start));
    EXPECT_EQ(m.state(), RiskState::normal);
}

TEST(RiskState, StoppedIsLatchedUntilRearmedAndThenMeasuresAnew) {
    RiskMonitor m(settings());
    (void)m.on_equity("1000"_money, start);
    (void)m.on_equity("500"_money, start + 1s);
    EXPECT_TRUE(m.is_latched());
    EXPECT_FALSE(m.on_equity("5000"_money, start + 100h)) << "profit does not re-arm";
    EXPECT_EQ(m.state(), RiskState::stopped);
    (void)m.on_equity("600"_money, start + 101h);
    m.rearm("looked at it", start + 102h);
    EXPECT_EQ(m.state(), RiskState::normal);
    EXPECT_EQ(m.last_transition()->note.view(), "looked at it");
    EXPECT_EQ(m.peak(), "600"_money);
    EXPECT_FALSE(m.on_equity("580"_money, start + 103h)) << "the old loss does not trip again";
    EXPECT_TRUE(m.on_equity("540"_money, start + 104h));
}

TEST(RiskState, TheDailyLossStartsAnewWithTheRiskDay) {
    auto s = settings();
    s.day_start = 6h;
    RiskMonitor m(s);
    (void)m.on_equity("1000"_money, start + 7h);
    ASSERT_TRUE(m.on_equity("949"_money, start + 8h));
    EXPECT_EQ(m.cause_text().view(), "daily_loss 0.051 >= 0.05");
    EXPECT_FALSE(m.on_equity("949"_money, start + 29h)) << "still the same risk day";
    EXPECT_TRUE(m.on_equity("949"_money, start + 30h)) << "06:00: a new day, and drawdown is within 8 %";
    EXPECT_EQ(m.state(), RiskState::normal);
    EXPECT_EQ(m.day_base(), "949"_money);
    EXPECT_EQ(m.day_of(start + 30h) - m.day_of(start + 29h), 1);
}

TEST(RiskState, TheDayBaseIsWhatTheDayBeforeEndedWith) {
    RiskMonitor m(settings());
    (void)m.on_equity("1000"_money, start);
    (void)m.on_equity("1010"_money, start + 23h);
    EXPECT_TRUE(m.on_equity("955"_money, start + 25h)) << "the loss over midnight counts";
    EXPECT_EQ(m.day_base(), "1010"_money);
}

TEST(RiskState, TransfersAreNeitherGainNorLoss) {
    RiskMonitor m(settings());
    (void)m.on_equity("1000"_money, start);
    m.on_transfer("-500"_money);
    EXPECT_FALSE(m.on_equity("500"_money, start + 1s));
    EXPECT_TRUE(m.on_equity("450"_money, start + 2s));
    m.on_transfer("1000"_money);
    EXPECT_EQ(m.peak(), "1500"_money);
    EXPECT_EQ(m.day_pnl(), "-50"_money);
}

TEST(RiskState, APersonCanForceWorseOnlyAndHoldsIt) {
    RiskMonitor m(settings());
    (void)m.on_equity("1000"_money, start);
    ASSERT_TRUE(m.force(RiskState::reduced, "news day", start));
    EXPECT_FALSE(m.on_equity("1100"_money, start + 1h));
    EXPECT_EQ(m.state(), RiskState::reduced) << "gain does not end what a person began";
    ASSERT_TRUE(m.on_equity("870"_money, start + 2h));
    EXPECT_EQ(m.state(), RiskState::crisis) << m.cause_text().view();
    ASSERT_TRUE(m.on_equity("1090"_money, start + 3h));
    EXPECT_EQ(m.state(), RiskState::reduced);
    EXPECT_FALSE(m.on_equity("1099"_money, start + 4h));
    const auto refused = m.force(RiskState::reduced, "again", start);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message(), "the risk state is reduced, reduced is not worse");
    m.rearm("calm", start + 5h);
    EXPECT_EQ(m.state(), RiskState::normal);
}

TEST(RiskState, DistancesNameTheNextTripOfEveryMeasure) {
    RiskMonitor m(settings());
    (void)m.on_equity("1000"_money, start);
    (void)m.on_equity("980"_money, start + 1h);
    const auto d = m.distances();
    ASSERT_EQ(d.size(), 3U);
    EXPECT_EQ(d[0].next, RiskState::reduced);
    EXPECT_EQ(d[0].equity_trip, "900"_money);
    EXPECT_EQ(d[0].distance, "80"_money);
    EXPECT_EQ(d[1].measure, LossMeasure::daily_loss);
    EXPECT_EQ(d[1].distance, "30"_money);
    EXPECT_EQ(d[2].next, RiskState::crisis);
    EXPECT_EQ(d[2].loss, "0.02"_ratio);
    EXPECT_EQ(d[2].threshold, "0.3"_ratio);
}

TEST(RiskState, NothingIsMeasuredBeforeThereIsEquity) {
    RiskMonitor m(settings());
    EXPECT_FALSE(m.on_equity(Money{}, start));
    EXPECT_FALSE(m.on_equity("-5"_money, start));
    EXPECT_FALSE(m.on_equity("100"_money, start));
    EXPECT_EQ(m.total_base(), "100"_money);
    EXPECT_TRUE(m.on_equity("-1"_money, start));
    EXPECT_EQ(m.state(), RiskState::stopped);
}

TEST(RiskState, SettingsAreChecked) {
    const auto wrong = [](auto change) {
        auto s = settings();
        change(s);
        const auto r = validate(s);
        return r ? std::string("fine") : std::string(r.error().message());
    };
    EXPECT_EQ(wrong([](auto&) {}), "fine");
    EXPECT_EQ(wrong([](auto& s) { s.crisis.drawdown = "0.05"_ratio; }),
              "risk state: drawdown thresholds must not fall from reduced over crisis to stopped");
    EXPECT_EQ(wrong([](auto& s) { s.stopped.total_loss = "1.5"_ratio; }),
              "risk state: total_loss thresholds must be from 0 to 1");
    EXPECT_EQ(wrong([](auto& s) { s.recovery = Ratio{}; }), "risk state: recovery must be above 0 and at most 1");
    EXPECT_EQ(wrong([](auto& s) { s.reduced_size = "2"_ratio; }),
              "risk state: reduced_size must be above 0 and at most 1");
    EXPECT_EQ(wrong([](auto& s) { s.day_start = 24h; }), "risk state: day_start must be from 0 to less than 24h");
}

/// The definitions word for word, without any corridor: what the monitor must do at every equity.
struct Reference {
    RiskStateSettings s;
    Money peak, day_base, start_equity, equity;
    RiskState state = RiskState::normal;
    Time since{};
    std::int64_t day = -1;

    static bool lost(Money base, Money equity, Ratio limit) {
        return !limit.is_zero() && (base - equity).raw() * 10 >= scale(base * 10, limit, Rounding::half_even).raw();
    }
    bool in(const RiskThresholds& t, Ratio factor) const {
        return lost(peak, equity, scale(t.drawdown, factor)) || lost(day_base, equity, scale(t.daily_loss, factor)) ||
               lost(start_equity, equity, scale(t.total_loss, factor));
    }
    void on_equity(Money now_equity, Time now) {
        const auto today = to_ns(now) / Duration(24h).count();
        if (day < 0) peak = start_equity = equity = now_equity;
        if (today != day) day = today, day_base = equity;
        equity = now_equity;
        peak = std::max(peak, equity);
        const auto one = Ratio::from_int(1);
        const auto worst = in(s.stopped, one)   ? RiskState::stopped
                           : in(s.crisis, one)  ? RiskState::crisis
                           : in(s.reduced, one) ? RiskState::reduced
                                                : RiskState::normal;
        if (worst > state) {
            state = worst, since = now;
        } else if (state != RiskState::stopped && state != RiskState::normal && now - since >= s.hold &&
                   !in(state == RiskState::crisis ? s.crisis : s.reduced, s.recovery)) {
            state = state == RiskState::crisis ? RiskState::reduced : RiskState::normal, since = now;
        }
    }
};

TEST(RiskState, TheFastPathNeverMissesAChange) {
    int changes = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Prng random(seed);
        auto s = settings();
        s.stopped = {.drawdown = "0.6"_ratio};
        s.hold = random.below(2) ? 3h : Duration{};
        RiskMonitor m(s);
        Reference r{.s = s};
        std::int64_t cents = 100'000;
        Time now = start;
        for (int i = 0; i < 500; ++i) {
            now += Duration(static_cast<std::int64_t>(random.below(7'200'000'000'000)));
            cents = std::max<std::int64_t>(1, cents + static_cast<std::int64_t>(random.below(9001)) - 4500);
            const auto equity = Money::from_raw(int128{cents} * 10'000'000'000'000'000);
            changes += m.on_equity(equity, now);
            r.on_equity(equity, now);
            ASSERT_EQ(m.state(), r.state) << "step " << i << ", equity " << to_string(equity);
            ASSERT_EQ(m.peak(), r.peak);
            ASSERT_EQ(m.day_base(), r.day_base);
        }
    }
    EXPECT_GT(changes, 1000);
}

}  // namespace
}  // namespace argosy::risk
