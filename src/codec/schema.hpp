#pragma once

#include "base/describe_fwd.hpp"
#include "domain/bar.hpp"
#include "domain/fill.hpp"
#include "domain/market_data.hpp"
#include "domain/order.hpp"
#include "domain/round_trip.hpp"
#include "domain/signal.hpp"
#include "domain/state.hpp"

/// What the JSON of the domain types looks like, for documents about the API: made from the same lists as json.hpp.
/// For documents only: ids are shown as the names that they are written as, so nothing can be read or written with it.
namespace argosy::domain {

void describe(Described<Bar>& d);
void describe(Described<Trade>& d);
void describe(Described<Quote>& d);
void describe(Described<OrderRequest>& d);
void describe(Described<Order>& d);
void describe(Described<Fill>& d);
void describe(Described<Signal>& d);
void describe(Described<Vote>& d);
void describe(Described<Ballot>& d);
void describe(Described<Alert>& d);
void describe(Described<RoundTrip>& d);

}  // namespace argosy::domain
