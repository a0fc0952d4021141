#pragma once

#include <span>
#include <string_view>

#include "domain/fill.hpp"
#include "domain/order.hpp"
#include "domain/round_trip.hpp"
#include "domain/signal.hpp"
#include "domain/state.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/refusal.hpp"
#include "risk/risk_state.hpp"

namespace argosy::engine {

/// Sees what the engine does: reports, journals and pages are observers. Every call is optional.
/// References are valid during the call. An observer must not call the engine back.
class Observer {
public:
    virtual ~Observer() = default;
    virtual void on_signal(const domain::Signal&) {}
    virtual void on_ballot(const domain::Ballot&) {}
    /// An order was approved and goes to the venue.
    virtual void on_order(const domain::Order&) {}
    /// Something about an order changed: its status, its terms, a fill.
    virtual void on_order_changed(const domain::Order&) {}
    /// The risk gate or the sizer said no. `why` reads CATEGORY_CONDITION: numbers.
    virtual void on_refused(const domain::OrderRequest&, std::string_view /*why*/, Time) {}
    virtual void on_fill(const domain::Fill&, const portfolio::FillOutcome&) {}
    virtual void on_funding(const domain::FundingPaid&) {}
    virtual void on_trade_closed(const domain::RoundTrip&) {}
    virtual void on_risk(const risk::RiskTransition&) {}
    virtual void on_alert(const domain::Alert&) {}
};

}  // namespace argosy::engine
