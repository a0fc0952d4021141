#include "sim/detail/session.hpp"

#include <utility>

namespace argosy::sim::detail {
namespace {

using namespace std::chrono;

/// The US clock is UTC-4 from 07:00 UTC of March's second Sunday to 06:00 UTC of November's first, else UTC-5
/// (Energy Policy Act of 2005, in force since 2007).
hours new_york_offset(Time t) {
    const year y = year_month_day{floor<days>(t)}.year();
    const Time begins = sys_days{y / March / Sunday[2]} + 7h;
    const Time ends = sys_days{y / November / Sunday[1]} + 6h;
    return t >= begins && t < ends ? -4h : -5h;
}

Time us_session_end(Time t, hours close) {
    for (Time day = floor<days>(t - 12h);; day += days{1}) {
        const Time end = day + close - new_york_offset(day + 12h);
        const weekday w{floor<days>(day)};
        if (end > t && w != Saturday && w != Sunday) return end;
    }
}

}  // namespace

Time session_end(domain::TradingHours hours, Time t) {
    switch (hours) {
        case domain::TradingHours::always: return floor_to(t, days{1}) + days{1};
        case domain::TradingHours::us_equity: return us_session_end(t, 16h);
        case domain::TradingHours::us_equity_extended: return us_session_end(t, 20h);
    }
    std::unreachable();
}

}  // namespace argosy::sim::detail
