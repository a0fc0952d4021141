#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "data/importer.hpp"

namespace argosy::data::detail {

/// What a column means.
enum class Role : std::uint8_t {
    time,
    close_time,  ///< of bars: proves that `time` is the opening
    open,
    high,
    low,
    close,
    volume,
    trade_count,
    price,
    qty,
    id,
    side,
    buyer_is_maker,
    bid,
    bid_qty,
    ask,
    ask_qty,
    bid_open,
    bid_high,
    bid_low,
    bid_close,
    ask_open,
    ask_high,
    ask_low,
    ask_close,
    rate,
    mark_price,
    symbol,
    exchange,
    known,  ///< recognised and not stored
};
inline constexpr std::size_t role_count = static_cast<std::size_t>(Role::known) + 1;
/// Our name of the column, as --column takes it.
[[nodiscard]] std::string_view to_string(Role role) noexcept;
[[nodiscard]] std::optional<Role> parse_role(std::string_view name) noexcept;

/// A column by its name; some names tell the unit or the zone of a time.
struct ColumnMeaning {
    Role role = Role::known;
    std::optional<TimeUnit> unit{};
    bool is_utc = false;
};
/// Requires: lower case.
[[nodiscard]] std::optional<ColumnMeaning> meaning_of(std::string_view name) noexcept;
/// The name nearest to a misspelt one; empty when none is near.
[[nodiscard]] std::string nearest_column(std::string_view name);

/// The columns of formats that may come without names.
[[nodiscard]] std::span<const std::string_view> fixed_names(FileFormat format) noexcept;

}  // namespace argosy::data::detail
