#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "strategies/rules/lexer.hpp"

namespace argosy::strategies::rules {

/// What an operation does; the same names serve the tree and the program.
enum class Operator : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logical_and,
    logical_or,
    logical_not,
    negate,
    absolute,
    square_root,
    logarithm,
    minimum,
    maximum,
};

/// One node of an expression; children are indices into the tree, smaller than the node's own.
struct Syntax {
    enum class Kind : std::uint8_t {
        number,
        name,       ///< close, rsi, oversold
        member,     ///< macd.histogram; one child, the name or call before the point
        call,       ///< crosses_above(a, b), ema(close, period=20)
        previous,   ///< x[number]
        operation,  ///< one or two children
    };
    Kind kind = Kind::number;
    Operator op = Operator::add;
    double number = 0;  ///< of a number, or how many bars back
    std::string name;   ///< of a name, a call, or behind the point
    std::vector<std::uint32_t> children;
    std::vector<std::string> arguments;  ///< of a call: the name before '=', or empty
    std::size_t begin = 0, end = 0;      ///< bytes of the text
};

/// A parsed expression.
struct Expression {
    std::string text;
    std::vector<Syntax> nodes;

    [[nodiscard]] const Syntax& root() const { return nodes.back(); }
    [[nodiscard]] std::string_view text_of(const Syntax& node) const {
        return std::string_view(text).substr(node.begin, node.end - node.begin);
    }
};

/// What a hostile expression may cost at most.
inline constexpr std::size_t expression_bytes_max = 4096;
inline constexpr int expression_depth_max = 64;
/// x[n] keeps n values.
inline constexpr double history_bars_max = 10'000;

/// Reads one expression. From the loosest to the tightest: or, and, not, one comparison, + -, * /, unary -,
/// x[n] and x.output, names, numbers, calls and parentheses.
/// Faults: what stands where something else was expected, both named.
[[nodiscard]] Checked<Expression> parse_expression(std::string_view text);

}  // namespace argosy::strategies::rules
