#pragma once

#include <concepts>
#include <string>
#include <utility>

#include "base/time.hpp"
#include "domain/market_data.hpp"

/// What rows of all kinds have in common: an order, and a content to compare.
namespace argosy::data {

[[nodiscard]] inline Time time_of(const domain::Bar& row) noexcept { return row.open_time; }
[[nodiscard]] inline Time time_of(const domain::Trade& row) noexcept { return row.time; }
[[nodiscard]] inline Time time_of(const domain::Quote& row) noexcept { return row.time; }
[[nodiscard]] inline Time time_of(const domain::Funding& row) noexcept { return row.time; }

/// What orders rows: the time, and the venue's number where trades have one.
using RowKey = std::pair<Time, std::uint64_t>;
template <class Row>
[[nodiscard]] RowKey key_of(const Row& row) noexcept {
    if constexpr (std::same_as<Row, domain::Trade>) return {row.time, row.venue_id};
    return {time_of(row), 0};
}

/// Two rows with the same key are one and the same (bars, funding, numbered trades), not neighbours in time.
template <class Row>
[[nodiscard]] bool is_unique(const Row& row) noexcept {
    if constexpr (std::same_as<Row, domain::Trade>) return row.venue_id != 0;
    return !std::same_as<Row, domain::Quote>;
}

/// Equal apart from the instrument, which depends on the run.
[[nodiscard]] inline bool same_content(const domain::Bar& a, const domain::Bar& b) noexcept { return a == b; }
[[nodiscard]] inline bool same_content(const domain::Trade& a, const domain::Trade& b) noexcept {
    return a.time == b.time && a.price == b.price && a.qty == b.qty && a.aggressor == b.aggressor &&
           a.venue_id == b.venue_id;
}
[[nodiscard]] inline bool same_content(const domain::Quote& a, const domain::Quote& b) noexcept {
    return a.time == b.time && a.bid == b.bid && a.ask == b.ask && a.bid_qty == b.bid_qty && a.ask_qty == b.ask_qty;
}
[[nodiscard]] inline bool same_content(const domain::Funding& a, const domain::Funding& b) noexcept {
    return a.time == b.time && a.rate == b.rate && a.mark_price == b.mark_price;
}

/// The row as a person reads it: "close 61837.63, volume 0.02" and so on.
[[nodiscard]] std::string describe_row(const domain::Bar& row);
[[nodiscard]] std::string describe_row(const domain::Trade& row);
[[nodiscard]] std::string describe_row(const domain::Quote& row);
[[nodiscard]] std::string describe_row(const domain::Funding& row);

}  // namespace argosy::data
