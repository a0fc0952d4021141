#include "services/market_data/status.hpp"

#include <algorithm>

#include "base/describe.hpp"
#include "market/calendar.hpp"

namespace argosy::services::market_data {
namespace {

MarketHours hours_of(const runtime::Simulation& core, domain::TradingHours hours, std::string_view market, Time at) {
    const market::Calendar calendar(hours);
    MarketHours out;
    out.market = market;
    out.hours = to_string(hours);
    out.is_open = calendar.is_open(at);
    for (const auto& instrument : core.instruments())
        if (instrument.hours == hours) out.instruments.push_back(instrument.symbol);
    if (hours == domain::TradingHours::always) return out;  // it never opens and never closes
    if (const auto session = calendar.session_at(at)) {
        out.session_open = session->open;
        out.session_close = session->close;
        out.is_half_day = session->is_short;
    }
    out.next_open = calendar.next_open(at);
    out.next_close = calendar.next_close(at);
    if (const auto why = calendar.holiday(calendar.day_of(at)); !why.empty()) out.holiday = std::string(why);
    return out;
}

}  // namespace

MarketStatus market_status(const runtime::Simulation& core, Time at) {
    using enum domain::TradingHours;
    MarketStatus out{.is_open = false, .status = {}, .time = at, .markets = {}};
    out.markets.push_back(hours_of(core, always, "crypto", at));
    out.markets.push_back(hours_of(core, us_equity, "us_equity", at));
    out.markets.push_back(hours_of(core, us_equity_extended, "us_equity_extended", at));
    out.is_open = std::ranges::any_of(out.markets, [](const auto& m) { return m.is_open && !m.instruments.empty(); });
    out.status = out.is_open ? "open" : "closed";
    return out;
}

void describe(Described<MarketHours>& d) {
    using T = MarketHours;
    d.name("market_hours").field("market", &T::market).field("hours", &T::hours).field("is_open", &T::is_open);
    d.field("is_half_day", &T::is_half_day, {.doc = "The session of now opens late or closes early."});
    d.field("session_open", &T::session_open, {.doc = "Of the session of now."})
        .field("session_close", &T::session_close);
    d.field("next_open", &T::next_open, {.doc = "null: it is always open."}).field("next_close", &T::next_close);
    d.field("holiday", &T::holiday, {.doc = "Why it is shut today."});
    d.field("instruments", &T::instruments, {.doc = "Of this run that trade in it."});
}

void describe(Described<MarketStatus>& d) {
    using T = MarketStatus;
    d.name("market_status").field("is_open", &T::is_open, {.doc = "Some instrument of this run can be traded."});
    d.field("status", &T::status, {.doc = "open or closed."}).field("time", &T::time).field("markets", &T::markets);
}

}  // namespace argosy::services::market_data
