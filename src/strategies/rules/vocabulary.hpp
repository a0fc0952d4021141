#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/signal.hpp"
#include "strategies/rules/syntax.hpp"

/// The words that every rule may use: what it sees of a bar, of itself, and the functions.
namespace argosy::strategies::rules {

/// What is known on each bar; also the first registers of a program.
enum class Input : std::uint8_t {
    open,
    high,
    low,
    close,
    volume,
    regime,
    position,          ///< 1, 0 or -1: what the rule last asked for
    bars_since_entry,  ///< 0 on the bar of the entry; undefined while flat
    entry_price,       ///< the close that the rule entered at; undefined while flat
};
inline constexpr std::size_t input_count = 9;

[[nodiscard]] std::optional<Input> find_input(std::string_view name);
[[nodiscard]] std::optional<domain::Regime> find_regime(std::string_view name);

/// A function of numbers.
struct Function {
    std::string_view name;
    Operator op;
    std::size_t arguments_min, arguments_max;
};
[[nodiscard]] const Function* find_function(std::string_view name);

/// Words with a meaning of their own, which indicators and parameters may not take.
[[nodiscard]] bool is_reserved(std::string_view name);

/// All words that may stand for a value, for "did you mean".
[[nodiscard]] std::vector<std::string> value_words();
/// All words that may stand before a parenthesis, indicators included.
[[nodiscard]] std::vector<std::string> function_words();

}  // namespace argosy::strategies::rules
