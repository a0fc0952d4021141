#pragma once

#include "app/commands/data_commands.hpp"
#include "data/series.hpp"
#include "domain/instrument.hpp"

namespace argosy::app {

/// The series that --symbol, --venue, --kind and --interval name. Errors: invalid_argument naming the option.
[[nodiscard]] Result<data::SeriesKey> series_key(const SeriesArguments& arguments);
/// --start and --end. Errors: invalid_argument.
[[nodiscard]] Result<data::TimeRange> time_range(const SeriesArguments& arguments);
/// --hours; empty: by the symbol. Errors: invalid_argument.
[[nodiscard]] Result<domain::TradingHours> trading_hours(std::string_view text, const std::string& symbol);
/// Fields of a JSON object that name a series.
void write_key(JsonWriter& json, const data::SeriesKey& key);

}  // namespace argosy::app
