#pragma once

#include "base/time.hpp"
#include "domain/instrument.hpp"

namespace argosy::sim::detail {

/// When the session that holds t, or the next one to open, closes: the end of a DAY order.
/// Markets without sessions end their day at 00:00 UTC.
[[nodiscard]] Time session_end(domain::TradingHours hours, Time t);

}  // namespace argosy::sim::detail
