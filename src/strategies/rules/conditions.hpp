#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.hpp"
#include "config/problems.hpp"
#include "strategies/rules/syntax.hpp"

namespace argosy::strategies::rules {

/// An expression with its place in the rule file.
struct Clause {
    Expression expression;
    config::Place place;       ///< of its first character
    bool is_verbatim = false;  ///< stands in the file letter by letter, so that a byte has a column
    std::string path;          ///< "exit.any[1]"

    /// Where a byte of the expression stands.
    [[nodiscard]] config::Place at(std::size_t offset) const;
    /// Adds a mistake found at a byte of the expression.
    void report(const Fault& fault, config::Problems& problems) const;
};

/// Clauses joined by all and any.
struct Condition {
    enum class Kind : std::uint8_t { clause, all, any };
    Kind kind = Kind::clause;
    std::optional<Clause> clause;  ///< of a clause
    std::vector<Condition> parts;  ///< of all and any
};

/// Reads expressions and conditions out of the nodes of one file.
class ClauseReader {
public:
    /// `yaml` is the text that the nodes were read from.
    ClauseReader(std::string_view yaml, config::Problems& problems);

    /// An expression. Problems: no scalar, or a fault of parse_expression.
    [[nodiscard]] std::optional<Clause> clause(const config::Node& node, std::string path);
    /// An expression, a list of which all must hold, or one of all: and any: with such a list.
    [[nodiscard]] std::optional<Condition> condition(const config::Node& node, std::string path);

private:
    struct Scalar {
        std::string text;
        config::Place place;
        bool is_verbatim;
    };
    [[nodiscard]] Scalar scalar(const config::Node& node) const;
    [[nodiscard]] std::optional<Clause> parse(Scalar scalar, std::string path);
    [[nodiscard]] std::optional<Condition> list(Condition::Kind kind, const config::Node& node, std::string path);
    [[nodiscard]] Scalar joined(const std::vector<config::Node>& items, std::size_t& i) const;
    /// The text from a place to the end of its line.
    [[nodiscard]] std::string_view rest_of_line(const config::Place& place) const;

    std::vector<std::string_view> lines_;
    config::Problems& problems_;
};

}  // namespace argosy::strategies::rules
