#include "store/sqlite/detail/select.hpp"

#include <fmt/format.h>

namespace argosy::store::sqlite::detail {

Select& Select::add(std::string_view condition) {
    sql_.append(has_condition_ ? " AND " : " WHERE ").append(condition);
    has_condition_ = true;
    return *this;
}

Select& Select::within(std::string_view column, const TimeRange& range) {
    if (range.from != Time::min()) where(std::string(column) + " >= ?", range.from);
    if (range.to != time_max) where(std::string(column) + " < ?", range.to);
    return *this;
}

Result<> add_page(Select& select, const Sorting& sorting, const PageRequest& request) {
    ARGOSY_TRY(check(request), "");
    const bool is_newest_first = sorting.direction == Direction::newest_first;
    const std::string_view behind = is_newest_first ? "<" : ">", word = is_newest_first ? "DESC" : "ASC";
    if (!request.cursor.empty()) {
        ARGOSY_LET(const auto cursor, parse_cursor(sorting.list, request.cursor), "");
        if (sorting.id.empty())
            select.where(fmt::format("{} {} ?", sorting.order, behind), cursor.order);
        else
            select.where(fmt::format("({}, {}) {} (?, ?)", sorting.order, sorting.id, behind), cursor.order, cursor.id);
    }
    select.then(fmt::format(" ORDER BY {} {}", sorting.order, word));
    if (!sorting.id.empty()) select.then(fmt::format(", {} {}", sorting.id, word));
    select.then(fmt::format(" LIMIT {}", request.limit + 1));  // one more tells whether there is another page
    return {};
}

}  // namespace argosy::store::sqlite::detail
