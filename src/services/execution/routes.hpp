#pragma once

#include "api/endpoint.hpp"
#include "services/execution/rows.hpp"
#include "services/execution/service.hpp"
#include "services/execution/ticket.hpp"

namespace argosy::services::execution {

/// What the routes do, whatever they are called.
class Desk {
public:
    explicit Desk(const Parts& parts) : core_(parts.core) {}

    /// Places it, or gives the first answer again when its Idempotency-Key was used.
    void place(const Ticket& ticket, const api::Call& call, api::Reply<OrderRow> reply);
    /// A trade from a signal: "hold" does nothing.
    void execute(const Ticket& ticket, const api::Call& call, api::Reply<OrderRow> reply);
    [[nodiscard]] Result<Preview> preview(const Ticket& ticket);
    /// On this exchange only, when one is named. Errors: not_found; rejected, when it has ended.
    [[nodiscard]] Result<api::Rendered<OrderRow>> cancel(std::string_view order_id, std::string_view exchange = {});
    [[nodiscard]] runtime::Simulation& core() noexcept { return core_; }

private:
    using MakeRequest = Result<domain::OrderRequest> (*)(const Ticket&, const runtime::Simulation&);
    net::Response answer(const Ticket& ticket, const api::Call& call, MakeRequest make);
    std::expected<net::Response, api::Problem> place_now(const Ticket& ticket, MakeRequest make);
    std::expected<net::Response, api::Problem> place_once(const Ticket& ticket, const api::Call& call,
                                                          MakeRequest make);

    runtime::Simulation& core_;
};

/// The rows that the documents put at the exchange service.
void add_exchange_routes(api::Router& router, Desk& desk);

}  // namespace argosy::services::execution
