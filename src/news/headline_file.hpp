#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "news/headline.hpp"

/// Recorded headlines: JSON lines and CSV with the same fields.
///
/// | field | also called | |
/// | --- | --- | --- |
/// | title | headline | needed |
/// | arrived_at | arrived, received_at | needed, unless FileOptions.delay says how long after publication |
/// | published_at | published, created_at, date | |
/// | id, source, summary, url, author | | |
/// | symbols | | JSON: a list; CSV: words between blanks or semicolons |
///
/// Times are ISO 8601; without a zone they are UTC. Other fields are ignored.
namespace argosy::news {

struct FileOptions {
    std::string_view source;        ///< where a row does not say
    std::optional<Duration> delay;  ///< arrival = publication + delay, where a row does not say when it arrived
    Limits limits;
};

/// The headlines in the order of their arrival, which is the order of a replay; equal times keep the file's order.
/// Errors: parse, with the line: no JSON object, a field of another type, a missing title or time, a bad time, more
///         than the limits allow.
[[nodiscard]] Result<std::vector<Headline>> parse_json_lines(std::string_view text, const FileOptions& options);
/// The same for CSV (RFC 4180, with a first row of names).
[[nodiscard]] Result<std::vector<Headline>> parse_csv(std::string_view text, const FileOptions& options);

}  // namespace argosy::news
