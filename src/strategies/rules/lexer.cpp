#include "strategies/rules/lexer.hpp"

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace argosy::strategies::rules {
namespace {

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Sign {
    std::string_view text;
    TokenKind kind;
};
/// Longer signs first.
constexpr Sign signs[] = {
    {"<=", TokenKind::less_equal},   {">=", TokenKind::greater_equal},
    {"==", TokenKind::equal},        {"!=", TokenKind::not_equal},
    {"<", TokenKind::less},          {">", TokenKind::greater},
    {"=", TokenKind::assign},        {"+", TokenKind::plus},
    {"-", TokenKind::minus},         {"*", TokenKind::star},
    {"/", TokenKind::slash},         {"(", TokenKind::left_paren},
    {")", TokenKind::right_paren},   {"[", TokenKind::left_bracket},
    {"]", TokenKind::right_bracket}, {",", TokenKind::comma},
    {".", TokenKind::dot},
};

std::optional<Sign> sign_at(std::string_view rest) {
    for (const Sign& s : signs)
        if (rest.starts_with(s.text)) return s;
    return std::nullopt;
}

Fault unknown_sign(std::string_view rest, std::size_t offset) {
    if (rest.starts_with("&")) return {offset, "unexpected &: write `and`"};
    if (rest.starts_with("|")) return {offset, "unexpected |: write `or`"};
    if (rest.starts_with("!")) return {offset, "unexpected !: write `not`"};
    if (rest.starts_with("%")) return {offset, "unexpected %: write 0.05 for 5 %"};
    const auto c = static_cast<unsigned char>(rest.front());
    if (c < 0x20 || c > 0x7e) return {offset, "unexpected character: expressions are plain ASCII"};
    return {offset, std::string("unexpected character ") + rest.front()};
}

Checked<Token> number_at(std::string_view text, std::size_t offset) {
    double value = 0;
    const char* const begin = text.data() + offset;
    const auto [end, ec] = std::from_chars(begin, text.data() + text.size(), value);
    const auto length = static_cast<std::size_t>(end - begin);
    const bool goes_on = offset + length < text.size() && is_letter(text[offset + length]);
    if (ec != std::errc{} || goes_on || !std::isfinite(value))
        return std::unexpected(Fault{offset, "not a number, expected like 30, 0.5 or 1e-4"});
    return Token{TokenKind::number, offset, text.substr(offset, length), value};
}

Token word_at(std::string_view text, std::size_t offset) {
    std::size_t end = offset;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
    return {TokenKind::word, offset, text.substr(offset, end - offset), 0};
}

}  // namespace

Checked<std::vector<Token>> tokenize(std::string_view text) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (is_space(c)) {
            ++i;
            continue;
        }
        if (is_digit(c)) {
            auto number = number_at(text, i);
            if (!number) return std::unexpected(std::move(number).error());
            tokens.push_back(*number);
        } else if (is_letter(c)) {
            tokens.push_back(word_at(text, i));
        } else if (const auto sign = sign_at(text.substr(i))) {
            tokens.push_back({sign->kind, i, text.substr(i, sign->text.size()), 0});
        } else {
            return std::unexpected(unknown_sign(text.substr(i), i));
        }
        i += tokens.back().text.size();
    }
    tokens.push_back({TokenKind::end, text.size(), {}, 0});
    return tokens;
}

}  // namespace argosy::strategies::rules
