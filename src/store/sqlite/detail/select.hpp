#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/page.hpp"
#include "store/sqlite/detail/connection.hpp"

namespace argosy::store::sqlite::detail {

/// A SELECT with the conditions that a filter asks for, and its pages.
///
/// Known limits: SQL texts are made of literals of this folder only, values always travel beside them.
class Select {
public:
    /// "SELECT ... FROM ..."
    explicit Select(std::string_view head) : sql_(head) {}

    /// "venue = ?" and its value
    template <class... T>
    Select& where(std::string_view condition, const T&... values) {
        (values_.push_back(to_value(values)), ...);
        return add(condition);
    }
    /// The same, unless the text is empty.
    Select& where_given(std::string_view condition, std::string_view text) {
        return text.empty() ? *this : where(condition, text);
    }
    /// column >= from and column < to, as far as these are bounds at all.
    Select& within(std::string_view column, const TimeRange& range);
    /// Adds text behind the conditions.
    Select& then(std::string_view text) { return sql_.append(text), *this; }

    [[nodiscard]] Result<Query> run(Connection& db) const { return db.query(sql_, values_); }

private:
    Select& add(std::string_view condition);

    std::string sql_;
    std::vector<Value> values_;
    bool has_condition_ = false;
};

/// How a list is sorted and what its cursors hold.
struct Sorting {
    std::string_view list;   ///< the name in its cursors
    std::string_view order;  ///< a column of integers
    std::string_view id;     ///< a column of text that decides between equal ones; empty: `order` is unique
    Direction direction = Direction::newest_first;
};

/// Adds what the page asks for: the cursor, the order and the limit. Errors: invalid_argument.
[[nodiscard]] Result<> add_page(Select& select, const Sorting& sorting, const PageRequest& request);

/// Reads a page of a query that ends with LIMIT limit + 1; `read` fills a row from it, `cursor_of` says behind which
/// row the next page starts.
template <class T, class Read, class CursorOf>
[[nodiscard]] Result<Page<T>> read_rows(Connection& db, const Select& select, std::string_view list, std::size_t limit,
                                        Read read, CursorOf cursor_of) {
    ARGOSY_LET(auto query, select.run(db), "");
    Page<T> page;
    for (;;) {
        ARGOSY_LET(const bool more, query.next(), "");
        if (!more) return page;
        if (page.rows.size() == limit) break;
        ARGOSY_TRY(read(query, page.rows.emplace_back()), "");
    }
    page.next = print_cursor(list, cursor_of(page.rows.back()));
    return page;
}

/// Sorts, starts behind the cursor, and reads a page.
template <class T, class Read, class CursorOf>
[[nodiscard]] Result<Page<T>> read_page(Connection& db, Select select, const Sorting& sorting,
                                        const PageRequest& request, Read read, CursorOf cursor_of) {
    ARGOSY_TRY(add_page(select, sorting, request), "");
    return read_rows<T>(db, select, sorting.list, request.limit, read, cursor_of);
}

/// The one row of a query that finds at most one.
template <class T, class Read>
[[nodiscard]] Result<std::optional<T>> read_one(Result<Query> query, Read read) {
    if (!query) return std::unexpected(std::move(query).error());
    ARGOSY_LET(const bool found, query->next(), "");
    if (!found) return std::optional<T>();
    T row;
    ARGOSY_TRY(read(*query, row), "");
    return row;
}

}  // namespace argosy::store::sqlite::detail
