#include "market/calendar.hpp"

#include <algorithm>
#include <array>

namespace argosy::market {
namespace {

using namespace std::chrono;

// Holidays and hours of the New York Stock Exchange.
// Source: nyse.com "Holidays & Trading Hours", and for the years before 2000 the closings listed by
//         pandas_market_calendars (holidays_nyse.py) and zipline (exchange_calendar_nyse.py); the sessions agree with
//         the recorded daily bars of SPY (1998-2021), MSFT and SPX (1990-2022) of the tests.
struct Special {
    year_month_day day;
    std::string_view reason;
};
constexpr std::array closures{
    Special{1994y / 4 / 27, "funeral of Richard Nixon"}, Special{2001y / 9 / 11, "attacks of September 11"},
    Special{2001y / 9 / 12, "attacks of September 11"},  Special{2001y / 9 / 13, "attacks of September 11"},
    Special{2001y / 9 / 14, "attacks of September 11"},  Special{2004y / 6 / 11, "mourning for Ronald Reagan"},
    Special{2007y / 1 / 2, "mourning for Gerald Ford"},  Special{2012y / 10 / 29, "Hurricane Sandy"},
    Special{2012y / 10 / 30, "Hurricane Sandy"},         Special{2018y / 12 / 5, "mourning for George H. W. Bush"},
    Special{2025y / 1 / 9, "mourning for Jimmy Carter"},
};

struct Hours {
    minutes open{}, close{};  ///< after local midnight
};
constexpr Hours regular_hours{9h + 30min, 16h};
struct SpecialHours {
    year_month_day day;
    Hours hours;
};
/// Moments of silence and failures of less than five minutes are left out.
constexpr std::array special_hours{
    SpecialHours{1990y / 12 / 24, {9h + 30min, 14h}},
    SpecialHours{1991y / 12 / 24, {9h + 30min, 14h}},
    SpecialHours{1992y / 11 / 27, {9h + 30min, 14h}},
    SpecialHours{1992y / 12 / 24, {9h + 30min, 14h}},
    SpecialHours{1994y / 2 / 11, {9h + 30min, 14h + 30min}},
    SpecialHours{1995y / 12 / 18, {10h + 30min, 16h}},
    SpecialHours{1996y / 1 / 8, {11h, 14h}},
    SpecialHours{1997y / 10 / 27, {9h + 30min, 15h + 30min}},
    SpecialHours{1997y / 12 / 26, {9h + 30min, 13h}},
    SpecialHours{1999y / 12 / 31, {9h + 30min, 13h}},
    SpecialHours{2002y / 9 / 11, {12h, 16h}},
    SpecialHours{2003y / 12 / 26, {9h + 30min, 13h}},
};

/// Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
year_month_day easter(int y) {
    const int a = y % 19, b = y / 100, c = y % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return year{y} / (n / 31) / (n % 31 + 1);
}

/// Saturday moves to Friday, Sunday to Monday.
local_days observed(year_month_day fixed) {
    const local_days day{fixed};
    const weekday w{day};
    return w == Saturday ? day - days{1} : w == Sunday ? day + days{1} : day;
}

std::string_view nyse_holiday(local_days day) {
    const year_month_day ymd{day};
    const year y = ymd.year();
    const auto is = [&](auto date) { return day == local_days{date}; };
    // A New Year's Day on Saturday is not made up for: the Friday before ends the accounting year.
    const local_days new_year{y / January / 1};
    if (day == (weekday{new_year} == Sunday ? new_year + days{1} : new_year)) return "New Year's Day";
    if (y >= 1998y && is(y / January / Monday[3])) return "Martin Luther King Jr. Day";
    if (is(y / February / Monday[3])) return "Washington's Birthday";
    if (day == local_days{easter(static_cast<int>(y))} - days{2}) return "Good Friday";
    if (is(y / May / Monday[last])) return "Memorial Day";
    if (y >= 2022y && day == observed(y / June / 19)) return "Juneteenth";
    if (day == observed(y / July / 4)) return "Independence Day";
    if (is(y / September / Monday[1])) return "Labor Day";
    if (is(y / November / Thursday[4])) return "Thanksgiving Day";
    if (day == observed(y / December / 25)) return "Christmas Day";
    const auto special = std::ranges::find(closures, ymd, &Special::day);
    return special == closures.end() ? std::string_view{} : special->reason;
}

/// The days that end at 13:00 year after year.
bool is_half_day(local_days day) {
    const year_month_day ymd{day};
    const year y = ymd.year();
    const weekday w{day};
    if (y >= 1993y && day == local_days{y / November / Thursday[4]} + days{1}) return true;
    if (y >= 1996y && ymd == y / December / 24) return w != Friday;
    if (y >= 1995y && ymd == y / July / 3)
        return w == Monday || w == Tuesday || w == Thursday || (w == Wednesday && y >= 2013y);
    return y >= 1996y && y <= 2012y && ymd == y / July / 5 && w == Friday;
}

Hours nyse_hours(local_days day) {
    const year_month_day ymd{day};
    const auto special = std::ranges::find(special_hours, ymd, &SpecialHours::day);
    if (special != special_hours.end()) return special->hours;
    return is_half_day(day) ? Hours{9h + 30min, 13h} : regular_hours;
}

struct DaylightSaving {
    local_days begin, end;
};
DaylightSaving daylight_saving(year y) {
    if (y >= 2007y) return {local_days{y / March / Sunday[2]}, local_days{y / November / Sunday[1]}};
    return {local_days{y / April / Sunday[1]}, local_days{y / October / Sunday[last]}};
}

year year_of(local_time<Duration> t) { return year_month_day{floor<days>(t)}.year(); }

}  // namespace

Time new_york_to_utc(local_time<Duration> local) noexcept {
    const auto dst = daylight_saving(year_of(local));
    const bool summer = local >= dst.begin + 3h && local < dst.end + 2h;
    return Time{local.time_since_epoch() + (summer ? 4h : 5h)};
}

local_time<Duration> utc_to_new_york(Time t) noexcept {
    const local_time<Duration> standard{t.time_since_epoch() - 5h};
    const auto dst = daylight_saving(year_of(standard));
    const bool summer = standard >= dst.begin + 2h && standard < dst.end + 1h;
    return summer ? standard + 1h : standard;
}

local_days Calendar::day_of(Time t) const noexcept {
    if (hours_ == domain::TradingHours::always) return local_days{floor<days>(t.time_since_epoch())};
    return floor<days>(utc_to_new_york(t));
}

std::string_view Calendar::holiday(local_days day) const noexcept {
    const weekday w{day};
    if (hours_ == domain::TradingHours::always || w == Saturday || w == Sunday) return {};
    return nyse_holiday(day);
}

std::optional<Session> Calendar::session_on(local_days day) const noexcept {
    if (hours_ == domain::TradingHours::always) {
        const Time open{day.time_since_epoch()};
        return Session{day, open, open + days{1}, false};
    }
    const weekday w{day};
    if (w == Saturday || w == Sunday || !nyse_holiday(day).empty()) return std::nullopt;
    const Hours at = nyse_hours(day);
    Session s{day, new_york_to_utc(day + at.open), new_york_to_utc(day + at.close), false};
    s.is_short = at.open != regular_hours.open || at.close != regular_hours.close;
    if (hours_ == domain::TradingHours::us_equity_extended) {  // trading goes on for four hours after the close
        s.open = new_york_to_utc(day + 4h);
        s.close += 4h;
    }
    return s;
}

std::optional<Session> Calendar::session_at(Time t) const noexcept {
    const auto s = session_on(day_of(t));
    return s && s->contains(t) ? s : std::nullopt;
}

bool Calendar::is_open(Time t) const noexcept {
    return hours_ == domain::TradingHours::always || session_at(t).has_value();
}

Session Calendar::session_from(Time t) const noexcept {
    for (local_days day = day_of(t);; day += days{1})
        if (const auto s = session_on(day); s && s->close > t) return *s;
}

Time Calendar::next_open(Time t) const noexcept {
    const Session s = session_from(t);
    return s.open >= t ? s.open : session_from(s.close).open;
}

Time Calendar::next_close(Time t) const noexcept { return session_from(t).close; }

}  // namespace argosy::market
