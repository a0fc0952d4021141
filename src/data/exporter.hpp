#pragma once

#include <functional>

#include "data/catalogue.hpp"

namespace argosy::data {

/// csv: a row of column names, then the rows. json: the same as a list of lists.
enum class ExportFormat : std::uint8_t { csv, json };

/// Takes the text piece by piece.
using TextSink = std::function<Result<>(std::string_view)>;

/// Writes the rows of a series with all their digits; times are UTC text with nanoseconds where they have them, so
/// that importing the text again, without any declaration but symbol and venue, gives the same series.
/// Returns the number of rows. Errors: not_found, corrupt, and those of the sink.
[[nodiscard]] Result<std::uint64_t> export_series(const Catalogue& catalogue, const SeriesKey& key, TimeRange range,
                                                  ExportFormat format, const TextSink& sink);

}  // namespace argosy::data
