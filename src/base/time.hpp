#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace argosy {

/// An instant: UTC nanoseconds since 1970-01-01 (1677 to 2262). The pure libraries are given it; only `net`
/// and `app` read a clock.
using Time = std::chrono::sys_time<std::chrono::nanoseconds>;
/// A length of time in nanoseconds; std::chrono literals (5min, 1h) convert to it.
using Duration = std::chrono::nanoseconds;

using namespace std::chrono_literals;

[[nodiscard]] constexpr Time time_from_ns(std::int64_t ns) noexcept { return Time{Duration{ns}}; }
[[nodiscard]] constexpr std::int64_t to_ns(Time t) noexcept { return t.time_since_epoch().count(); }
inline constexpr Time time_max = Time::max();

/// "2024-08-08T23:54:15.342Z": ISO 8601, UTC; a fraction of 3, 6 or 9 digits only when it is not zero.
[[nodiscard]] std::string to_iso8601(Time t);
/// Reads "2024-08-08", "2024-08-08 23:54", "2024-08-08T23:54:15.342Z", "...+02:00"; no zone means UTC.
/// Errors: parse, with what was expected; invalid dates such as 2023-02-29 are refused.
[[nodiscard]] Result<Time> parse_iso8601(std::string_view text);

/// "1m", "5m", "1h", "1d", "90s", "250ms": one number and one of ms s m h d w.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text);
/// The largest unit that gives a whole number: 3600 s prints as "1h".
[[nodiscard]] std::string to_string(Duration d);

/// The start of the interval of this length that holds t; intervals are aligned to 1970-01-01T00:00Z
/// (weeks to Monday). Requires: interval > 0.
[[nodiscard]] Time floor_to(Time t, Duration interval) noexcept;

}  // namespace argosy
