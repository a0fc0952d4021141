#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace argosy::strategies::rules {

/// A mistake in an expression, at a byte of its text.
struct Fault {
    std::size_t offset = 0;
    std::string message;
};

template <class T>
using Checked = std::expected<T, Fault>;

enum class TokenKind : std::uint8_t {
    number,
    word,
    plus,
    minus,
    star,
    slash,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    assign,
    left_paren,
    right_paren,
    left_bracket,
    right_bracket,
    comma,
    dot,
    end,
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::size_t offset = 0;
    std::string_view text;  ///< into the expression
    double number = 0;
};

/// The words and signs of an expression, closed by one of kind end.
/// Faults: a character or number that means nothing here; &&, || and ! with the word to use.
[[nodiscard]] Checked<std::vector<Token>> tokenize(std::string_view text);

}  // namespace argosy::strategies::rules
