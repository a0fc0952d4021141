#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "domain/instrument.hpp"

namespace argosy::market {

/// One stretch of trading.
struct Session {
    std::chrono::local_days day;  ///< the trading day, in the exchange's own calendar
    Time open{}, close{};         ///< the session is [open, close)
    bool is_short = false;        ///< opens late or closes early

    [[nodiscard]] bool contains(Time t) const noexcept { return open <= t && t < close; }
    friend bool operator==(const Session&, const Session&) = default;
};

/// When a market trades: always (sessions are UTC days), or as the New York Stock Exchange: 09:30-16:00 New York
/// time, extended 04:00-20:00, with its holidays, half days and special closures.
///
/// Thread safety: immutable.
/// Known limits:  the rules are those of 1990 to 2035; outside, they are applied as of the nearest of these years.
///                Halts within a session are not in it.
class Calendar {
public:
    explicit Calendar(domain::TradingHours hours) noexcept : hours_(hours) {}

    [[nodiscard]] domain::TradingHours hours() const noexcept { return hours_; }
    [[nodiscard]] bool is_open(Time t) const noexcept;
    /// The session that holds t; none while the market is closed.
    [[nodiscard]] std::optional<Session> session_at(Time t) const noexcept;
    /// The session of a trading day; none on weekends and holidays.
    [[nodiscard]] std::optional<Session> session_on(std::chrono::local_days day) const noexcept;
    /// The first session that closes after t: the current one, else the next one.
    [[nodiscard]] Session session_from(Time t) const noexcept;
    /// The first opening at or after t.
    [[nodiscard]] Time next_open(Time t) const noexcept;
    /// The first close after t.
    [[nodiscard]] Time next_close(Time t) const noexcept;
    /// The calendar day at the exchange at t.
    [[nodiscard]] std::chrono::local_days day_of(Time t) const noexcept;
    /// Why an exchange is shut on a weekday ("Good Friday"); empty when it is not. Always empty for 24/7 markets.
    [[nodiscard]] std::string_view holiday(std::chrono::local_days day) const noexcept;

private:
    domain::TradingHours hours_;
};

/// New York local time as UTC and back, by the rules of US daylight saving (1987-2006: first Sunday of April to last
/// Sunday of October; since 2007: second Sunday of March to first Sunday of November; change at 02:00).
/// The hour that occurs twice is read as the first one; the hour that does not occur moves forward.
[[nodiscard]] Time new_york_to_utc(std::chrono::local_time<Duration> local) noexcept;
[[nodiscard]] std::chrono::local_time<Duration> utc_to_new_york(Time t) noexcept;

}  // namespace argosy::market
