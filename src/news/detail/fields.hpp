#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/node.hpp"
#include "news/headline_file.hpp"

namespace argosy::news::detail {

/// A headline as a row of named texts, wherever it comes from.
struct Fields {
    std::vector<std::pair<std::string, std::string>> texts;
    std::vector<std::string> symbols;

    /// The first of these that is there and not empty.
    [[nodiscard]] std::string_view first(std::initializer_list<std::string_view> names) const noexcept;
};

/// Errors: parse for members of a type that they should not have.
[[nodiscard]] Result<Fields> fields_of(const config::Node& object);
/// Errors: parse for a missing title or time, or a bad time.
[[nodiscard]] Result<Headline> to_headline(const Fields& fields, const FileOptions& options);

/// The rows of a CSV text, and the line on which each starts.
struct CsvRow {
    std::size_t line = 1;
    std::vector<std::string> cells;
};
/// Errors: parse for a quote that does not end.
[[nodiscard]] Result<std::vector<CsvRow>> split_csv(std::string_view text);

}  // namespace argosy::news::detail
