#pragma once

#include "domain/fill.hpp"
#include "domain/market_data.hpp"
#include "domain/order.hpp"
#include "domain/round_trip.hpp"
#include "domain/signal.hpp"
#include "domain/state.hpp"

namespace argosy::runtime {

/// What happens in a simulation, for those who show it. Called on the owner's thread.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void on_order(const domain::Order&) {}
    virtual void on_fill(const domain::Fill&) {}
    virtual void on_ballot(const domain::Ballot&) {}
    virtual void on_alert(const domain::Alert&) {}
    virtual void on_trade(const domain::RoundTrip&) {}
    virtual void on_bar(const domain::BarClosed&) {}
    /// Instants were played, or a person's command was carried out: equity, positions and risk may have changed.
    virtual void on_step() {}
};

}  // namespace argosy::runtime
