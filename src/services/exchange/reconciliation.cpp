#include "services/exchange/reconciliation.hpp"

#include "engine/engine.hpp"
#include "sim/venue.hpp"

namespace argosy::services::exchange {

Reconciliation compare(const Sides& sides, std::string_view venue_name) {
    const auto& [engine, venue, now] = sides;
    constexpr Duration message_max = 1min;  // what is due later is an order that expires, no message
    Reconciliation out{.state = {},
                       .orders_ours = engine.orders().open_count(),
                       .orders_venues = venue.open_orders(),
                       .positions = {},
                       .time = now};
    for (const auto& p : engine.portfolio().positions()) {
        const auto& instrument = engine.instruments()[p.instrument];
        const Qty venues = venue.position_qty(p.instrument);
        if (instrument.venue == venue_name && p.qty != venues)
            out.positions.push_back({.instrument = instrument.symbol, .ours = p.qty, .venues = venues});
    }
    const bool is_same = out.positions.empty() && out.orders_ours == out.orders_venues;
    const bool is_quiet = std::min(venue.next_report(), venue.next_timer()) > now + message_max;
    out.state = is_same ? "in_step" : is_quiet ? "differs" : "under_way";
    return out;
}

}  // namespace argosy::services::exchange
