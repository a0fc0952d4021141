#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "runtime/simulation.hpp"

/// Which markets are open, by their calendars.
namespace argosy::services::market_data {

struct MarketHours {
    std::string market, hours;
    bool is_open = false, is_half_day = false;
    std::optional<Time> session_open, session_close;
    std::optional<Time> next_open, next_close;
    std::optional<std::string> holiday;
    std::vector<std::string> instruments;
};
struct MarketStatus {
    bool is_open = false;
    std::string status;
    Time time{};
    std::vector<MarketHours> markets;
};
void describe(Described<MarketHours>& d);
void describe(Described<MarketStatus>& d);

/// Crypto (always open) and US stocks, regular and extended.
[[nodiscard]] MarketStatus market_status(const runtime::Simulation& core, Time at);

}  // namespace argosy::services::market_data
