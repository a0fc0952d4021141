#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "strategies/rules/conditions.hpp"
#include "strategy/parameters.hpp"

namespace argosy::strategies::rules {

/// One line of `indicators:`.
struct IndicatorLine {
    struct Argument {
        std::string name;
        Clause value;  ///< a number, or an expression of parameters
    };
    std::string type;
    config::Place place;
    std::vector<Argument> arguments;
    std::optional<Clause> source;  ///< what an indicator of single values is fed with; none: the close
};

/// One line of `parameters:`.
struct ParameterLine {
    std::string name, unit, doc;
    config::Place place;
    strategy::ParameterType type = strategy::ParameterType::number;
    bool has_type = false;
    double value = 0, min = 0, max = 0;
};

/// A rule file, parsed but not yet given values for its parameters.
struct Definition {
    std::string name, title, summary;
    Duration timeframe{};  ///< zero: any
    Duration horizon{}, valid_for{};
    std::map<std::string, IndicatorLine, std::less<>> indicators;
    std::vector<ParameterLine> parameters;
    std::optional<Condition> buy, sell, exit, exit_long, exit_short;
    std::optional<Clause> stop, strength, confidence;
    bool scales = false;          ///< the strength is the wanted part of a full position, from bar to bar
    std::vector<Clause> require;  ///< conditions on parameters alone

    /// The parameters for forms and sweeps; views into this definition, which must not move afterwards.
    std::vector<strategy::ParameterSpec> specs;

    [[nodiscard]] std::size_t parameter_index(std::string_view parameter) const noexcept;
};

/// Reads the text of a rule file. Problems: everything that is wrong with its shape; names inside expressions are
/// checked when they are compiled. The definition means something only when no problem was added.
[[nodiscard]] Definition read_definition(std::string_view yaml, const std::string& file, config::Problems& problems);

}  // namespace argosy::strategies::rules
