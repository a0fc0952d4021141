#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "domain/order.hpp"
#include "runtime/simulation.hpp"

/// An order as people write it, and what would become of it.
namespace argosy::services::execution {

/// The requirement documents have several words for the same thing; each may be used, one of them must.
struct Ticket {
    std::string symbol, instrument, pair;
    std::string exchange;
    std::string order_type, type;  ///< market, limit, stop ...; empty: limit with a price, else market
    std::optional<domain::Side> side;
    std::string signal;  ///< "buy", "sell" or "hold", for trades from a signal
    std::optional<Qty> amount, qty, quantity;
    std::optional<Price> price, limit_price, stop_price, trigger_price;
    domain::TimeInForce time_in_force = domain::TimeInForce::gtc;
    std::optional<Time> expire_at;
    bool post_only = false, reduce_only = false;
};
void describe(Described<Ticket>& d);

/// Errors: not_found for an unknown instrument or exchange; invalid_argument, naming the field.
[[nodiscard]] Result<domain::OrderRequest> to_request(const Ticket& ticket, const runtime::Simulation& core);
/// The same; without an amount the book's own sizing decides. Errors: also rejected, when it sizes to nothing.
[[nodiscard]] Result<domain::OrderRequest> to_sized_request(const Ticket& ticket, const runtime::Simulation& core);

/// One reason of the risk gate.
struct ReasonView {
    std::string reason;  ///< "POSITION_LIMIT"
    std::string text;    ///< with its numbers
};
void describe(Described<ReasonView>& d);

/// What an order would cost and whether it would pass; nothing is sent.
struct Preview {
    bool would_pass = false;
    std::vector<ReasonView> reasons;  ///< all of them
    std::string instrument, exchange;
    domain::Side side = domain::Side::buy;
    Qty qty, position_now, position_after;
    Price price;  ///< expected
    Money notional, fee, margin, margin_available;
    Ratio fee_rate;
    std::string currency;
};
void describe(Described<Preview>& d);
[[nodiscard]] Preview preview(const domain::OrderRequest& request, runtime::Simulation& core);

}  // namespace argosy::services::execution
