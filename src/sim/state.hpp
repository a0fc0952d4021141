#pragma once

#include <cstdint>
#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/command.hpp"
#include "domain/event.hpp"
#include "domain/order.hpp"
#include "sim/settings.hpp"

/// Everything a Venue knows, as plain values: what a restart hands back to it.
namespace argosy::sim {

/// Where an order stands at the venue.
enum class Stage : std::uint8_t {
    held,     ///< a bracket child whose parent has not filled yet
    armed,    ///< a stop, take-profit or trailing stop that waits for its trigger
    market,   ///< a market order, or what a trigger turned into one, that waits for a price or for volume
    arrived,  ///< a limit order that no price was held against yet
    resting,  ///< a limit order in the book
};

struct OrderState {
    OrderId id;
    domain::OrderRequest request;  ///< as replaced last
    Qty filled;
    Stage stage = Stage::arrived;
    Time expires_at = time_max;
    Time active_from{};       ///< when it reached the venue, or when its parent filled
    Price trigger;            ///< a trailing stop's moves
    Price best;               ///< the price a trailing stop follows; zero: none seen yet
    double queue_ahead = 0;   ///< lots in front of it at its level; negative: not known yet
    double traded_ahead = 0;  ///< lots traded at its level since the level's size was last told
};

struct PositionState {
    InstrumentId instrument;
    Qty qty;       ///< signed
    Money cost;    ///< notional of what is open at its entry prices, in the settlement currency, ≥ 0
    Money margin;  ///< held for it
};

struct MarketState {
    InstrumentId instrument;
    Time time{};         ///< of its last event
    Time reported_at{};  ///< when its last report is delivered
    Price last, mark;
    bool has_trades = false, has_quote = false;
    domain::Quote quote;
    std::uint64_t ambiguous_bars = 0;
};

/// A command that is still on its way to the venue.
struct PendingState {
    InstrumentId instrument;
    Time arrives_at{};
    domain::VenueCommand command;
};
/// A report that is still on its way to us.
struct ReportState {
    Time delivered_at{};
    domain::VenueEvent event;
};
/// Traded volume of one quote currency and day (days since 1970), for fee tiers.
struct DayVolume {
    domain::Currency currency;
    std::int64_t day = 0;
    Money volume;
};

struct VenueState {
    std::uint64_t fills = 0;                                            ///< the last FillId given out
    std::uint64_t feed_draws = 0, entry_draws = 0, response_draws = 0;  ///< latencies drawn so far
    Time last_arrival{};
    std::vector<Balance> balances;
    std::vector<PositionState> positions;  ///< perpetuals that are not flat
    std::vector<OrderState> orders;        ///< open, oldest first
    std::vector<MarketState> markets;
    std::vector<PendingState> pending;  ///< by instrument, each in the order of arrival
    std::vector<ReportState> reports;
    std::vector<DayVolume> volumes;
};

}  // namespace argosy::sim
