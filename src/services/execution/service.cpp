#include "services/execution/service.hpp"

#include <fmt/format.h>

#include "api/idempotency.hpp"
#include "base/enum.hpp"
#include "base/hash.hpp"
#include "engine/engine.hpp"
#include "runtime/lookup.hpp"
#include "runtime/views.hpp"
#include "services/execution/once.hpp"
#include "services/execution/refused.hpp"
#include "services/execution/routes.hpp"

namespace argosy::services::execution {
namespace {

struct OrderQuery {
    std::string order_id;
};
void describe(Described<OrderQuery>& d) { d.name("order_query").field("order_id", &OrderQuery::order_id); }

struct OrdersQuery {
    std::int64_t limit = 100;
    std::string symbol, exchange, status, order_id, cursor;
};
void describe(Described<OrdersQuery>& d) {
    using T = OrdersQuery;
    d.name("orders_query").field("limit", &T::limit, {.min = 1, .max = 1000, .unit = "orders"});
    d.field("symbol", &T::symbol).field("exchange", &T::exchange);
    d.field("status", &T::status, {.doc = "open, closed or a status; empty: all."});
    d.field("order_id", &T::order_id, {.doc = "Only this one."});
    d.field("cursor", &T::cursor, {.doc = "next_cursor of the page before."});
}

bool is_filter(std::string_view status) {
    for (const std::string_view word : {"", "open", "closed", "all"})
        if (status == word) return true;
    return parse_enum<domain::OrderStatus>(status).has_value();
}

struct CancelAllInput {
    std::string symbol, exchange;
};
void describe(Described<CancelAllInput>& d) {
    d.name("cancel_all").field("symbol", &CancelAllInput::symbol, {.doc = "Empty: of all instruments."});
    d.field("exchange", &CancelAllInput::exchange);
}
struct Canceled {
    std::uint64_t orders_canceled = 0, orders_open = 0;
};
void describe(Described<Canceled>& d) {
    d.name("canceled").field("orders_canceled", &Canceled::orders_canceled);
    d.field("orders_open", &Canceled::orders_open, {.doc = "Left, what protects positions among them."});
}

struct SymbolInput {
    std::string symbol, exchange;
};
void describe(Described<SymbolInput>& d) {
    d.name("symbol_input").field("symbol", &SymbolInput::symbol).field("exchange", &SymbolInput::exchange);
}

}  // namespace

void Desk::place(const Ticket& ticket, const api::Call& call, api::Reply<OrderRow> reply) {
    reply.send(answer(ticket, call, to_request));
}

void Desk::execute(const Ticket& ticket, const api::Call& call, api::Reply<OrderRow> reply) {
    if (ticket.signal == "hold")
        return reply.send(api::json_response(R"({"executed":false,"detail":"a hold signal asks for no trade"})"));
    reply.send(answer(ticket, call, to_sized_request));
}

Result<Preview> Desk::preview(const Ticket& ticket) {
    ARGOSY_LET(const auto request, to_request(ticket, core_), "");
    return execution::preview(request, core_);
}

net::Response Desk::answer(const Ticket& ticket, const api::Call& call, MakeRequest make) {
    auto answer =
        call.request().headers.get("Idempotency-Key") ? place_once(ticket, call, make) : place_now(ticket, make);
    return answer ? std::move(*answer) : api::to_response(answer.error(), call.trace_id());
}

std::expected<net::Response, api::Problem> Desk::place_now(const Ticket& ticket, MakeRequest make) {
    const auto request = make(ticket, core_);
    if (!request) return std::unexpected(refused(request.error()));
    if (const auto done = core_.command(domain::PlaceOrder{*request}); !done)
        return std::unexpected(refused(done.error()));
    const auto order = find_order(core_, std::to_string(core_.engine().last_placed().value()));
    if (!order) return std::unexpected(api::problem_of(order.error()));
    return api::json_response(order_row(core_, **order), 201);
}

/// A key that is known answers before anything is looked at: what is refused now may have been placed then.
std::expected<net::Response, api::Problem> Desk::place_once(const Ticket& ticket, const api::Call& call,
                                                            MakeRequest make) {
    const auto named = api::idempotency_key(call);
    if (!named) return std::unexpected(named.error());
    const std::string &key = *named, body = config::json_line(ticket);
    const auto digest = checksum64(std::as_bytes(std::span(body)));
    if (!core_.placement(key)) {
        const auto request = make(ticket, core_);
        if (!request) return std::unexpected(refused(request.error()));
        const auto done =
            core_.command(domain::PlaceOrderOnce{.request = *request, .key = std::string_view(key), .digest = digest});
        if (!done) return std::unexpected(refused(done.error()));
    }
    const auto* first = core_.placement(key);
    if (first->digest != digest)
        return std::unexpected(
            api::make_problem(422, "this Idempotency-Key was used for another order", "use a new key for each order"));
    if (!first->refusal.empty()) return std::unexpected(refused(Error(first->code, first->refusal)));
    return api::json_response(order_row(core_, first->order), 201);
}

Result<api::Rendered<OrderRow>> Desk::cancel(std::string_view order_id, std::string_view exchange) {
    ARGOSY_LET(const auto* order, find_order(core_, order_id), "");
    if (!exchange.empty()) {
        ARGOSY_LET(const auto venue, runtime::find_exchange(core_, exchange), "");
        if (core_.instruments()[order->request.instrument].venue != venue)
            return fail(Errc::not_found, fmt::format("order {} is not on {}", order_id, exchange));
    }
    if (!order->is_open())
        return fail(Errc::rejected, fmt::format("order {} has ended already: {}", order_id, to_string(order->status)));
    const OrderId id = order->id;
    ARGOSY_TRY(core_.command(domain::RequestCancel{id}), "cancel");
    ARGOSY_LET(order, find_order(core_, std::to_string(id.value())), "");
    return api::Rendered<OrderRow>{order_row(core_, *order)};
}

namespace {

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts) : router_(parts.router), core_(parts.core), desk_(parts) {}

    Result<> start() override {
        add_placing();
        add_reading();
        add_canceling();
        add_exchange_routes(router_, desk_);
        return {};
    }
    void stop() noexcept override {}
    [[nodiscard]] host::Health health() const override {
        if (const auto why = core_.failure()) return {.condition = host::Condition::down, .detail = *why};
        return {};
    }

private:
    static api::Route route(net::Method method, std::string path, std::vector<std::string> aliases, std::string summary,
                            api::Role role, int success = 200) {
        return {.method = method,
                .path = std::move(path),
                .summary = std::move(summary),
                .role = role,
                .service = "execution",
                .aliases = std::move(aliases),
                .success = success,
                .rate = role == api::Role::trader ? "order" : "",
                .takes_idempotency_key = role == api::Role::trader && method == net::Method::post};
    }

    void add_placing() {
        endpoint_later(router_,
                       route(net::Method::post, "/api/v1/orders",
                             {"/api/orders", "/orders", "/api/v1/trading/order", "/api/v1/simulation/order"},
                             "place an order", api::Role::trader, 201),
                       [this](const Ticket& in, const api::Call& call, api::Reply<OrderRow> reply) {
                           desk_.place(in, call, std::move(reply));
                       });
        endpoint_later(router_,
                       route(net::Method::post, "/api/v1/orders/execute", {"/api/execute-trade"},
                             "trade a signal; without an amount the book sizes it", api::Role::trader, 201),
                       [this](const Ticket& in, const api::Call& call, api::Reply<OrderRow> reply) {
                           desk_.execute(in, call, std::move(reply));
                       });
        endpoint(router_,
                 route(net::Method::post, "/api/v1/orders/preview", {}, "what an order would cost; nothing is sent",
                       api::Role::viewer),
                 [this](const Ticket& in, const api::Call&) { return desk_.preview(in); });
    }

    void add_reading() {
        endpoint(router_,
                 route(net::Method::get, "/api/v1/orders", {"/api/orders", "/orders", "/api/order-status"},
                       "orders, open ones first", api::Role::viewer),
                 [this](const OrdersQuery& in, const api::Call&) { return list(in); });
        endpoint(router_,
                 route(net::Method::get, "/api/v1/orders/{order_id}", {"/api/orders/{order_id}", "/orders/{order_id}"},
                       "one order", api::Role::viewer),
                 [this](const OrderQuery& in, const api::Call&) -> Result<api::Rendered<OrderRow>> {
                     ARGOSY_LET(const auto* order, find_order(core_, in.order_id), "");
                     return api::Rendered<OrderRow>{order_row(core_, *order)};
                 });
    }

    Result<api::Rendered<OrderRows>> list(const OrdersQuery& in) const {
        OrderFilter filter{.limit = static_cast<std::size_t>(in.limit), .status = in.status, .cursor = in.cursor};
        if (!is_filter(in.status))
            return fail(Errc::invalid_argument, fmt::format("status: there is no \"{}\"", in.status),
                        "open, closed, all, or a status such as filled");
        if (!in.exchange.empty()) {
            ARGOSY_LET(filter.exchange, runtime::find_exchange(core_, in.exchange), "");
        }
        if (!in.symbol.empty()) {
            ARGOSY_LET(filter.instrument, runtime::find_instrument(core_, in.symbol, in.exchange), "");
        }
        if (in.order_id.empty()) {
            ARGOSY_LET(auto rows, order_rows(core_, filter), "");
            return api::Rendered<OrderRows>{std::move(rows)};
        }
        ARGOSY_LET(const auto* order, find_order(core_, in.order_id), "");
        return api::Rendered<OrderRows>{R"({"orders":[)" + order_row(core_, *order) + R"(],"next_cursor":null})"};
    }

    void add_canceling() {
        endpoint(router_,
                 route(net::Method::delete_, "/api/v1/orders/{order_id}",
                       {"/api/orders/{order_id}", "/orders/{order_id}"}, "cancel an order", api::Role::trader),
                 [this](const OrderQuery& in, const api::Call&) { return desk_.cancel(in.order_id); });
        endpoint_later(router_,
                       route(net::Method::post, "/api/v1/orders/cancel-all", {}, "cancel all that protects nothing",
                             api::Role::trader),
                       [this](const CancelAllInput& in, const api::Call& call, api::Reply<Canceled> reply) {
                           reply.send(once("cancel-all", in, call, [&] { return cancel_all(in); }));
                       });
        endpoint_later(
            router_,
            route(net::Method::post, "/api/v1/positions/{symbol}/close", {}, "close a position", api::Role::trader),
            [this](const SymbolInput& in, const api::Call& call, api::Reply<messages::Position> reply) {
                reply.send(once("close", in, call, [&] { return close(in); }));
            });
    }

    template <class In, class Act>
    net::Response once(std::string_view what, const In& in, const api::Call& call, Act act) {
        return once_.answer(call, fmt::format("{} {}", what, config::json_line(in)), [&]() -> Result<std::string> {
            ARGOSY_LET(const auto done, act(), "");
            return config::json_line(done);
        });
    }

    Result<Canceled> cancel_all(const CancelAllInput& in) {
        domain::CancelAll command;
        if (!in.symbol.empty()) {
            ARGOSY_LET(command.instrument, runtime::find_instrument(core_, in.symbol, in.exchange), "");
        }
        const auto& orders = core_.engine().orders();
        const auto before = orders.open_count();
        ARGOSY_TRY(core_.command(command), "cancel all");
        return Canceled{.orders_canceled = before - std::min(before, orders.open_count()),
                        .orders_open = orders.open_count()};
    }

    Result<messages::Position> close(const SymbolInput& in) {
        ARGOSY_LET(const auto id, runtime::find_instrument(core_, in.symbol, in.exchange), "");
        if (core_.engine().portfolio().position(id).is_flat())
            return fail(Errc::rejected, "there is no position in " + core_.instruments()[id].symbol);
        ARGOSY_TRY(core_.command(domain::ClosePosition{id}), "close");
        return runtime::position_of(core_, id);
    }

    api::Router& router_;
    runtime::Simulation& core_;
    Desk desk_;
    Once once_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "execution", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::execution
