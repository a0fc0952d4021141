#include "risk/emergency_stop.hpp"

#include <gtest/gtest.h>

namespace argosy::risk {
namespace {

const Time start = time_from_ns(0) + 1000h;

TEST(EmergencyStop, KeepsTheFirstCauseAndOnlyTwoStepsClearIt) {
    EmergencyStop stop;
    EXPECT_FALSE(stop.is_tripped());
    stop.trip("disk full", false, start);
    stop.trip("second", true, start + 1s);
    EXPECT_EQ(stop.cause().reason.view(), "disk full");
    EXPECT_TRUE(stop.cause().flatten) << "the later wish to flatten counts";
    EXPECT_EQ(stop.trips(), 2U);
    ASSERT_FALSE(stop.confirm_reset(start + 2s)) << "step two alone does nothing";
    const auto cause = stop.request_reset(start + 3s);
    ASSERT_TRUE(cause);
    EXPECT_EQ(cause->reason.view(), "disk full");
    EXPECT_TRUE(stop.is_tripped()) << "step one alone does nothing";
    EXPECT_TRUE(stop.confirm_reset(start + 63s));
    EXPECT_FALSE(stop.is_tripped());
    EXPECT_EQ(stop.trips(), 2U);
}

TEST(EmergencyStop, ANewTripOrALongWaitVoidsTheReset) {
    EmergencyStop stop;
    EXPECT_FALSE(stop.request_reset(start));
    EXPECT_FALSE(stop.confirm_reset(start));
    stop.trip("one", false, start);
    ASSERT_TRUE(stop.request_reset(start));
    stop.trip("two", false, start + 1s);
    EXPECT_FALSE(stop.confirm_reset(start + 2s));
    ASSERT_TRUE(stop.request_reset(start));
    const auto late = stop.confirm_reset(start + 61s);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message(), "the requested reset has lapsed: it must be confirmed within 60 s");
    EXPECT_FALSE(stop.confirm_reset(start + 1s)) << "a lapsed request is gone";
    ASSERT_TRUE(stop.request_reset(start + 10s));
    EXPECT_FALSE(stop.confirm_reset(start + 9s)) << "a clock that went back confirms nothing";
    EXPECT_TRUE(stop.is_tripped());
}

}  // namespace
}  // namespace argosy::risk
