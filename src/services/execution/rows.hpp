#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "domain/order.hpp"
#include "runtime/simulation.hpp"

/// Orders as the API shows them: the form of codec/json.hpp, with the fields of the requirement documents beside it.
namespace argosy::services::execution {

/// Documents a rendered order; never filled.
struct OrderRow {};
void describe(Described<OrderRow>& d);
struct OrderRows {
    std::vector<OrderRow> orders;
    std::optional<std::string> next_cursor;
};
void describe(Described<OrderRows>& d);

struct OrderFilter {
    std::size_t limit = 100;
    InstrumentId instrument;  ///< none: all
    std::string exchange;     ///< empty: all
    std::string status;       ///< "open", "closed", a status; empty: all
    std::string cursor;       ///< next_cursor of the page before; empty: the first page
};

[[nodiscard]] std::string order_row(const runtime::Simulation& core, const domain::Order& order);
/// {"orders": [...], "next_cursor"}: open ones first, then the newest. An order that closes between two pages may come
/// again as closed; none is left out. Errors: invalid_argument for another list's cursor.
[[nodiscard]] Result<std::string> order_rows(const runtime::Simulation& core, const OrderFilter& filter);
/// By our number, among those that are kept. Errors: not_found.
[[nodiscard]] Result<const domain::Order*> find_order(const runtime::Simulation& core, std::string_view id);

}  // namespace argosy::services::execution
