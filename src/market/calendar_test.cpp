#include "market/calendar.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "support/instrumented.hpp"
#include "support/shared_data.hpp"

namespace argosy::market {
namespace {

using namespace std::chrono;
using domain::TradingHours;

const Calendar nyse(TradingHours::us_equity);
const Calendar extended(TradingHours::us_equity_extended);
const Calendar always(TradingHours::always);

Time at(std::string_view text) { return parse_iso8601(text).value(); }
local_days day(std::string_view text) { return local_days{at(text).time_since_epoch() / days{1} * days{1}}; }

TEST(Calendar, NewYorkTimeFollowsTheDaylightSavingOfItsYear) {
    struct Case {
        const char *local, *utc;
    };
    const Case cases[] = {
        {"1990-04-01T01:59", "1990-04-01T06:59"}, {"1990-04-01T03:00", "1990-04-01T07:00"},
        {"1990-10-28T01:30", "1990-10-28T05:30"}, {"1990-10-28T02:00", "1990-10-28T07:00"},
        {"2006-04-02T03:00", "2006-04-02T07:00"}, {"2006-10-29T02:00", "2006-10-29T07:00"},
        {"2007-03-11T03:00", "2007-03-11T07:00"}, {"2007-11-04T00:59", "2007-11-04T04:59"},
        {"2024-01-15T09:30", "2024-01-15T14:30"}, {"2024-07-15T09:30", "2024-07-15T13:30"},
        {"2035-03-11T03:00", "2035-03-11T07:00"}, {"2035-11-04T02:00", "2035-11-04T07:00"},
    };
    for (const auto& c : cases) {
        const local_time<Duration> local{at(c.local).time_since_epoch()};
        EXPECT_EQ(to_iso8601(new_york_to_utc(local)), to_iso8601(at(c.utc))) << c.local;
        EXPECT_EQ(utc_to_new_york(at(c.utc)), local) << c.utc;
    }
}

TEST(Calendar, TheHourThatOccursTwiceIsTheFirstAndTheMissingHourMovesForward) {
    const auto local = [](std::string_view text) { return local_time<Duration>{at(text).time_since_epoch()}; };
    EXPECT_EQ(new_york_to_utc(local("2024-11-03T01:30")), at("2024-11-03T05:30"));
    EXPECT_EQ(utc_to_new_york(at("2024-11-03T06:30")), local("2024-11-03T01:30"));
    EXPECT_EQ(new_york_to_utc(local("2024-03-10T02:30")), at("2024-03-10T07:30"));
    EXPECT_EQ(utc_to_new_york(at("2024-03-10T07:30")), local("2024-03-10T03:30"));
}

TEST(Calendar, EveryHourBetween1990And2035ComesBackFromNewYorkTime) {
    int repeated = 0;
    const bool few = argosy::testing::is_instrumented;
    for (Time t = at(few ? "2004-01-01" : "1990-01-01"); t < at(few ? "2010-01-01" : "2036-01-01"); t += 1h)
        if (new_york_to_utc(utc_to_new_york(t)) != t) ++repeated;
    EXPECT_EQ(repeated, few ? 6 : 46);  // one repeated hour each autumn
}

TEST(Calendar, HolidaysOfTheStockExchange) {
    struct Case {
        const char *date, *name;
    };
    const Case cases[] = {
        {"1990-01-01", "New Year's Day"},
        {"1995-01-02", "New Year's Day"},  // 1 January was a Sunday
        {"1994-12-30", ""},                // the Friday before a Sunday
        {"2010-12-31", ""},                // 1 January 2011 was a Saturday
        {"1997-01-20", ""},                // before Martin Luther King Jr. Day was kept
        {"1998-01-19", "Martin Luther King Jr. Day"},
        {"1990-02-19", "Washington's Birthday"},
        {"1990-04-13", "Good Friday"},
        {"2008-03-21", "Good Friday"},
        {"2011-04-22", "Good Friday"},
        {"2035-03-23", "Good Friday"},
        {"2021-05-31", "Memorial Day"},
        {"2021-06-18", ""},
        {"2022-06-20", "Juneteenth"},
        {"2027-06-18", "Juneteenth"},
        {"1992-07-03", "Independence Day"},
        {"2021-07-05", "Independence Day"},
        {"1990-09-03", "Labor Day"},
        {"1990-11-22", "Thanksgiving Day"},
        {"1999-12-24", "Christmas Day"},
        {"2022-12-26", "Christmas Day"},
        {"1994-04-27", "funeral of Richard Nixon"},
        {"2001-09-14", "attacks of September 11"},
        {"2012-10-30", "Hurricane Sandy"},
        {"2025-01-09", "mourning for Jimmy Carter"},
        {"2024-03-09", ""},  // a Saturday is no holiday
    };
    for (const auto& c : cases) EXPECT_EQ(nyse.holiday(day(c.date)), c.name) << c.date;
}

TEST(Calendar, SessionsWithHalfDaysAndDaylightSaving) {
    struct Case {
        const char *date, *open, *close;
    };
    const Case cases[] = {
        {"2024-01-16", "2024-01-16T14:30", "2024-01-16T21:00"}, {"2024-03-11", "2024-03-11T13:30", "2024-03-11T20:00"},
        {"2024-07-03", "2024-07-03T13:30", "2024-07-03T17:00"}, {"2012-07-03", "2012-07-03T13:30", "2012-07-03T17:00"},
        {"2002-07-03", "2002-07-03T13:30", "2002-07-03T20:00"},  // a Wednesday: the Friday was the half day
        {"2002-07-05", "2002-07-05T13:30", "2002-07-05T17:00"}, {"2013-07-03", "2013-07-03T13:30", "2013-07-03T17:00"},
        {"2024-11-29", "2024-11-29T14:30", "2024-11-29T18:00"}, {"1991-11-29", "1991-11-29T14:30", "1991-11-29T21:00"},
        {"1992-11-27", "1992-11-27T14:30", "1992-11-27T19:00"}, {"2024-12-24", "2024-12-24T14:30", "2024-12-24T18:00"},
        {"1999-12-31", "1999-12-31T14:30", "1999-12-31T18:00"}, {"2002-09-11", "2002-09-11T16:00", "2002-09-11T20:00"},
        {"1996-01-08", "1996-01-08T16:00", "1996-01-08T19:00"},
    };
    for (const auto& c : cases) {
        const auto s = nyse.session_on(day(c.date));
        ASSERT_TRUE(s) << c.date;
        EXPECT_EQ(s->open, at(c.open)) << c.date;
        EXPECT_EQ(s->close, at(c.close)) << c.date;
        EXPECT_EQ(s->is_short, s->close - s->open != 6h + 30min) << c.date;
    }
    EXPECT_FALSE(nyse.session_on(day("2024-01-15")));  // Martin Luther King Jr. Day
    EXPECT_FALSE(nyse.session_on(day("2024-01-13")));  // Saturday
}

TEST(Calendar, TheExtendedSessionIsFromFourToTwentyInNewYork) {
    EXPECT_EQ(extended.session_on(day("2024-07-15"))->open, at("2024-07-15T08:00"));
    EXPECT_EQ(extended.session_on(day("2024-07-15"))->close, at("2024-07-16T00:00"));
    EXPECT_EQ(extended.session_on(day("2024-07-03"))->close, at("2024-07-03T21:00"));
    EXPECT_TRUE(extended.is_open(at("2024-01-17T00:59:59")));  // 19:59 of the day before in New York
    EXPECT_EQ(extended.session_at(at("2024-01-17T00:59:59"))->day, day("2024-01-16"));
    EXPECT_FALSE(extended.is_open(at("2024-01-17T01:00")));
}

TEST(Calendar, OpenAndCloseBelongToTheSessionAsAHalfOpenInterval) {
    EXPECT_FALSE(nyse.is_open(at("2024-01-16T14:29:59.999999999")));
    EXPECT_TRUE(nyse.is_open(at("2024-01-16T14:30")));
    EXPECT_TRUE(nyse.is_open(at("2024-01-16T20:59:59.999999999")));
    EXPECT_FALSE(nyse.is_open(at("2024-01-16T21:00")));
}

TEST(Calendar, NextOpenAndCloseSkipWeekendsAndHolidays) {
    // Friday 2024-01-12 to Tuesday 2024-01-16, over Martin Luther King Jr. Day.
    EXPECT_EQ(nyse.next_open(at("2024-01-12T21:00")), at("2024-01-16T14:30"));
    EXPECT_EQ(nyse.next_open(at("2024-01-12T14:30")), at("2024-01-12T14:30"));
    EXPECT_EQ(nyse.next_open(at("2024-01-12T14:31")), at("2024-01-16T14:30"));
    EXPECT_EQ(nyse.next_close(at("2024-01-12T14:31")), at("2024-01-12T21:00"));
    EXPECT_EQ(nyse.next_close(at("2024-01-12T21:00")), at("2024-01-16T21:00"));
    EXPECT_EQ(nyse.next_open(at("2001-09-10T20:00")), at("2001-09-17T13:30"));
}

TEST(Calendar, AroundTheClockMarketsHaveSessionsOfUtcDays) {
    const auto s = always.session_at(at("2024-12-25T23:59"));
    ASSERT_TRUE(s);
    EXPECT_EQ(s->open, at("2024-12-25"));
    EXPECT_EQ(s->close, at("2024-12-26"));
    EXPECT_TRUE(always.is_open(at("1970-01-01")));
    EXPECT_TRUE(always.is_open(at("1969-12-31T23:59")));
    EXPECT_EQ(always.next_open(at("2024-12-25T00:00:01")), at("2024-12-26"));
    EXPECT_EQ(always.holiday(day("2024-12-25")), "");
}

/// The dates of a file of daily bars; "2001-09-17,..." or "9/17/2001,...".
std::set<local_days> recorded_days(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    std::set<local_days> days_seen;
    while (std::getline(in, line)) {
        int a = 0, b = 0, c = 0;
        if (std::sscanf(line.c_str(), "%d-%d-%d", &a, &b, &c) != 3) {
            EXPECT_EQ(std::sscanf(line.c_str(), "%d/%d/%d", &b, &c, &a), 3) << line;
        }
        days_seen.insert(local_days{year{a} / b / c});
    }
    return days_seen;
}

void expect_sessions(const std::filesystem::path& file) {
    const auto seen = recorded_days(file);
    ASSERT_GT(seen.size(), 5000U);
    for (local_days d = *seen.begin(); d <= *seen.rbegin(); d += days{1})
        EXPECT_EQ(nyse.session_on(d).has_value(), seen.contains(d)) << to_iso8601(Time{d.time_since_epoch()});
}

TEST(CalendarOnRecordedData, EverySessionOfSpyFrom1998To2021) {
    ARGOSY_SHARED_DATA(file, "equity/SPY_1d.csv");
    expect_sessions(file);
}

TEST(CalendarOnRecordedData, EverySessionOfMicrosoftFrom1990To2022) {
    ARGOSY_SHARED_DATA(file, "equity/MSFT_1d_1990.csv");
    expect_sessions(file);
}

}  // namespace
}  // namespace argosy::market
