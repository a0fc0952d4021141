#include "services/execution/rows.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/describe.hpp"
#include "base/json_writer.hpp"
#include "codec/schema.hpp"
#include "runtime/views.hpp"
#include "store/page.hpp"

namespace argosy::services::execution {
namespace {

/// What the fields beside the domain's own are.
struct DocumentFields {
    std::string exchange, symbol, order_type;
    domain::Side side = domain::Side::buy;
    double amount = 0;
    std::optional<double> price;
    std::string order_id;
    std::optional<std::string> being_done;
};
void describe(Described<DocumentFields>& d) {
    using T = DocumentFields;
    d.name("order_fields").field("exchange", &T::exchange).field("symbol", &T::symbol);
    d.field("order_type", &T::order_type, {.doc = "market, limit, stop and more."}).field("side", &T::side);
    d.field("amount", &T::amount, {.doc = "The same as request.qty."});
    d.field("price", &T::price, {.doc = "Limit or trigger; null for market orders."});
    d.field("order_id", &T::order_id).field("being_done", &T::being_done, {.doc = "About orders in doubt."});
}

std::string_view type_word(domain::OrderType type) {
    return type == domain::OrderType::stop_market ? "stop" : domain::to_string(type);
}

std::string_view being_done(domain::OrderStatus status) {
    if (status == domain::OrderStatus::unknown)
        return "the venue is being asked what became of it; until it answers it counts against the limits as open, "
               "and placing it again could double it";
    if (status == domain::OrderStatus::cancel_in_flight) return "the venue was asked to cancel it; it may still fill";
    return {};
}

bool passes(const runtime::Simulation& core, const domain::Order& o, const OrderFilter& f) {
    if (!f.instrument.is_none() && o.request.instrument != f.instrument) return false;
    if (!f.exchange.empty() && core.instruments()[o.request.instrument].venue != f.exchange) return false;
    if (f.status.empty() || f.status == "all") return true;
    if (f.status == "open" || f.status == "closed") return o.is_open() == (f.status == "open");
    return domain::to_string(o.status) == f.status;
}

/// Where an order stands in the list, which goes from the greatest down.
struct Place {
    bool is_open = false;
    std::uint64_t id = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
};

std::string cursor_of(const Place& place) {
    return store::print_cursor("orders",
                               {.order = static_cast<std::int64_t>(place.id), .id = place.is_open ? "open" : "closed"});
}

Result<std::optional<Place>> place_of(std::string_view cursor) {
    if (cursor.empty()) return std::nullopt;
    ARGOSY_LET(const auto read, store::parse_cursor("orders", cursor), "cursor");
    return Place{.is_open = read.id == "open", .id = static_cast<std::uint64_t>(read.order)};
}

}  // namespace

void describe(Described<OrderRow>& d) {
    d.name("order_row").doc("An order; the fields of the documents are numbers, those of ours are exact text.");
    for (const auto* type : {&type_of<domain::Order>(), &type_of<DocumentFields>()})
        for (const auto& field : type->fields) d.info().fields.push_back(field);
}

void describe(Described<OrderRows>& d) {
    d.name("orders").field("orders", &OrderRows::orders).field("next_cursor", &OrderRows::next_cursor);
}

std::string order_row(const runtime::Simulation& core, const domain::Order& order) {
    const auto& r = order.request;
    const auto& instrument = core.instruments()[r.instrument];
    JsonWriter w;
    w.begin_object().field("exchange", instrument.venue).field("symbol", instrument.symbol);
    w.field("order_type", type_word(r.type)).field("side", domain::to_string(r.side));
    w.field("amount", r.qty.to_double());
    const Price price = r.limit_price.is_positive() ? r.limit_price : r.trigger_price;
    if (price.is_positive())
        w.field("price", price.to_double());
    else
        w.key("price").null();
    w.field("order_id", std::to_string(order.id.value()));
    if (const auto text = being_done(order.status); !text.empty()) w.field("being_done", text);
    std::string out = runtime::order_json(core, order);
    out.back() = ',';
    return out.append(std::string_view(std::move(w.end_object()).take()).substr(1));
}

Result<std::string> order_rows(const runtime::Simulation& core, const OrderFilter& filter) {
    ARGOSY_LET(const auto behind, place_of(filter.cursor), "");
    std::size_t left = filter.limit;
    std::optional<Place> last;
    bool is_cut = false;
    JsonWriter w;
    w.begin_object().key("orders").begin_array();
    const auto& orders = core.history().orders();
    for (const bool open : {true, false})
        for (auto it = orders.rbegin(); it != orders.rend() && !is_cut; ++it) {
            const Place place{.is_open = open, .id = it->id.value()};
            if (it->is_open() != open || (behind && !(place < *behind)) || !passes(core, *it, filter)) continue;
            is_cut = left == 0;
            if (is_cut) continue;
            w.raw(order_row(core, *it)), --left;
            last = place;
        }
    w.end_array().key("next_cursor");
    is_cut&& last ? w.value(cursor_of(*last)) : w.null();
    return std::move(w.end_object()).take();
}

Result<const domain::Order*> find_order(const runtime::Simulation& core, std::string_view id) {
    std::uint64_t number = 0;
    const auto [end, ec] = std::from_chars(id.data(), id.data() + id.size(), number);
    const auto& orders = core.history().orders();
    if (ec == std::errc{} && end == id.data() + id.size()) {
        const auto found = std::ranges::find(orders, OrderId(number), &domain::Order::id);
        if (found != orders.end()) return &*found;
    }
    return fail(Errc::not_found, fmt::format("there is no order \"{}\"", id), "GET /api/v1/orders lists them");
}

}  // namespace argosy::services::execution
