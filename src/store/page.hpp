#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::store {

/// Which part of a list. A page starts behind a row, not at a number, so that rows which come in meanwhile neither
/// repeat nor hide others.
struct PageRequest {
    static constexpr std::size_t limit_max = 1000;
    std::size_t limit = 100;  ///< rows, from 1 to limit_max
    std::string cursor;       ///< Page::next of the page before; empty: the first page
};

template <class T>
struct Page {
    std::vector<T> rows;
    std::string next;  ///< opaque, fits into a URL; empty: this was the last page
};

enum class Direction : std::uint8_t { newest_first, oldest_first };

/// An interval of time without its end.
struct TimeRange {
    Time from = Time::min(), to = time_max;
};

/// The row behind which a page starts, for adapters: `order` is what the list is sorted by first, `id` decides between
/// equal ones.
struct Cursor {
    std::int64_t order = 0;
    std::string id;
};
/// "trades.1700000000000000000.6131": the list's name keeps a cursor from being used for another list.
[[nodiscard]] std::string print_cursor(std::string_view list, const Cursor& cursor);
/// Errors: invalid_argument, unless the text comes from print_cursor for this list.
[[nodiscard]] Result<Cursor> parse_cursor(std::string_view list, std::string_view text);
/// Errors: invalid_argument, when limit is out of range.
[[nodiscard]] Result<> check(const PageRequest& request);

}  // namespace argosy::store
