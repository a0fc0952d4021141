#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/detail/column_names.hpp"

namespace argosy::data::detail {

/// What one row of a file is.
enum class RowKind : std::uint8_t { bars, quote_bars, trades, quotes, funding };

/// Which field is what, and what names and format say about times.
struct Layout {
    FileFormat format = FileFormat::detect;
    RowKind kind = RowKind::bars;
    std::array<std::optional<std::size_t>, role_count> field;  ///< by role
    std::vector<std::string> names;                            ///< of the fields, for messages
    std::vector<std::string> not_stored;
    bool has_header = true;
    // The caller's declarations may add to these, not contradict them.
    std::optional<TimeUnit> unit;
    bool unit_by_digits = false;  ///< ms or µs, told apart by the number of digits
    std::string zone;
    std::optional<BarTime> time_is;

    [[nodiscard]] bool has(Role role) const noexcept { return field[static_cast<std::size_t>(role)].has_value(); }
    /// Requires: has(role).
    [[nodiscard]] std::size_t at(Role role) const noexcept { return *field[static_cast<std::size_t>(role)]; }
};

/// What the rows are wrapped in.
enum class Container : std::uint8_t { csv, json };

/// The layout of a file whose first row is this.
/// Errors: parse, naming unknown and missing columns and what was expected; invalid_argument when the options name
/// columns that are not there or a file without names has none declared.
[[nodiscard]] Result<Layout> read_layout(std::span<const std::string_view> first_row, const ImportOptions& options,
                                         Container container);

}  // namespace argosy::data::detail
