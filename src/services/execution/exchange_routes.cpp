#include "messages/facts.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/execution/routes.hpp"

namespace argosy::services::execution {
namespace {

struct OrderOnExchange {
    std::string exchange, order_id;
};
void describe(Described<OrderOnExchange>& d) {
    d.name("order_on_exchange").field("exchange", &OrderOnExchange::exchange);
    d.field("order_id", &OrderOnExchange::order_id);
}

struct ExchangeQuery {
    std::string exchange;
    std::int64_t limit = 100;
};
void describe(Described<ExchangeQuery>& d) {
    d.name("exchange_query").field("exchange", &ExchangeQuery::exchange);
    d.field("limit", &ExchangeQuery::limit, {.min = 1, .max = 1000, .unit = "rows"});
}

struct ExchangePositions {
    std::string exchange;
    std::vector<messages::Position> positions;
};
void describe(Described<ExchangePositions>& d) {
    d.name("exchange_positions").field("exchange", &ExchangePositions::exchange);
    d.field("positions", &ExchangePositions::positions);
}

Result<ExchangePositions> positions(const runtime::Simulation& core, std::string_view name) {
    ExchangePositions out;
    ARGOSY_LET(out.exchange, runtime::find_exchange(core, name), "");
    for (auto& p : runtime::open_positions_of(core))
        if (p.exchange == out.exchange) out.positions.push_back(std::move(p));
    return out;
}

}  // namespace

void add_exchange_routes(api::Router& router, Desk& desk) {
    endpoint(router,
             {.method = net::Method::delete_,
              .path = "/api/v1/trading/order/{exchange}/{order_id}",
              .summary = "cancel an order",
              .role = api::Role::trader,
              .service = "execution",
              .aliases = {},
              .rate = "order"},
             [&desk](const OrderOnExchange& in, const api::Call&) { return desk.cancel(in.order_id, in.exchange); });
    endpoint(router, {.path = "/api/v1/trading/orders/{exchange}", .summary = "orders there", .service = "execution"},
             [&desk](const ExchangeQuery& in, const api::Call&) -> Result<api::Rendered<OrderRows>> {
                 OrderFilter filter{.limit = static_cast<std::size_t>(in.limit)};
                 ARGOSY_LET(filter.exchange, runtime::find_exchange(desk.core(), in.exchange), "");
                 ARGOSY_LET(auto rows, order_rows(desk.core(), filter), "");
                 return api::Rendered<OrderRows>{std::move(rows)};
             });
    endpoint(router,
             {.path = "/api/v1/trading/positions/{exchange}", .summary = "positions there", .service = "execution"},
             [&desk](const ExchangeQuery& in, const api::Call&) { return positions(desk.core(), in.exchange); });
}

}  // namespace argosy::services::execution
