#include "strategies/rules/syntax.hpp"

#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace argosy::strategies::rules {
namespace {

using Index = std::uint32_t;

std::optional<Operator> comparison_of(TokenKind kind) {
    switch (kind) {
        case TokenKind::less: return Operator::less;
        case TokenKind::less_equal: return Operator::less_equal;
        case TokenKind::greater: return Operator::greater;
        case TokenKind::greater_equal: return Operator::greater_equal;
        case TokenKind::equal: return Operator::equal;
        case TokenKind::not_equal: return Operator::not_equal;
        default: return std::nullopt;
    }
}

bool is_keyword(std::string_view word) { return word == "and" || word == "or" || word == "not"; }

/// A recursive descent parser, one function for each level of precedence.
class Parser {
public:
    Parser(std::string_view text, std::vector<Token> tokens) : tokens_(std::move(tokens)) { out_.text = text; }

    Checked<Expression> parse() {
        auto root = disjunction();
        if (!root) return std::unexpected(std::move(root).error());
        if (peek().kind == TokenKind::assign) return fault("unexpected =: write == to compare");
        if (comparison_of(peek().kind)) return fault("two comparisons in a row: write a < b and b < c");
        if (peek().kind != TokenKind::end) return fault("expected an operator or the end, got " + shown(peek()));
        return std::move(out_);
    }

private:
    using Level = Checked<Index> (Parser::*)();

    [[nodiscard]] const Token& peek() const { return tokens_[at_]; }
    [[nodiscard]] bool next_is(std::string_view word) const {
        return peek().kind == TokenKind::word && peek().text == word;
    }
    bool take(TokenKind kind) {
        if (peek().kind != kind) return false;
        ++at_;
        return true;
    }
    [[nodiscard]] static std::string shown(const Token& t) {
        return t.kind == TokenKind::end ? "the end" : fmt::format("`{}`", t.text.substr(0, 40));
    }
    [[nodiscard]] std::unexpected<Fault> fault(std::string message) const {
        return std::unexpected(Fault{peek().offset, std::move(message)});
    }
    [[nodiscard]] std::size_t end_of_last() const {
        const Token& t = tokens_[at_ - 1];
        return t.offset + t.text.size();
    }

    Index add(Syntax node) {
        node.end = end_of_last();
        out_.nodes.push_back(std::move(node));
        return static_cast<Index>(out_.nodes.size() - 1);
    }
    Index operation(Operator op, std::vector<Index> children) {
        const std::size_t begin = out_.nodes[children.front()].begin;
        return add({.kind = Syntax::Kind::operation, .op = op, .children = std::move(children), .begin = begin});
    }

    /// Left-associative binary operators of one level.
    template <class Match>
    Checked<Index> chain(Level operand, Match match) {
        auto left = (this->*operand)();
        while (left) {
            const std::optional<Operator> op = match();
            if (!op) break;
            ++at_;
            auto right = (this->*operand)();
            if (!right) return right;
            left = operation(*op, {*left, *right});
        }
        return left;
    }

    Checked<Index> disjunction() {
        return chain(&Parser::conjunction, [this]() -> std::optional<Operator> {
            return next_is("or") ? std::optional(Operator::logical_or) : std::nullopt;
        });
    }
    Checked<Index> conjunction() {
        return chain(&Parser::negation, [this]() -> std::optional<Operator> {
            return next_is("and") ? std::optional(Operator::logical_and) : std::nullopt;
        });
    }
    Checked<Index> negation() {
        if (!next_is("not")) return comparison();
        const std::size_t begin = peek().offset;
        ++at_;
        auto operand = nested(&Parser::negation);
        if (!operand) return operand;
        return add(
            {.kind = Syntax::Kind::operation, .op = Operator::logical_not, .children = {*operand}, .begin = begin});
    }
    Checked<Index> comparison() {
        auto left = sum();
        if (!left) return left;
        const auto op = comparison_of(peek().kind);
        if (!op) return left;
        ++at_;
        auto right = sum();
        if (!right) return right;
        return operation(*op, {*left, *right});
    }
    Checked<Index> sum() {
        return chain(&Parser::product, [this]() -> std::optional<Operator> {
            if (peek().kind == TokenKind::plus) return Operator::add;
            return peek().kind == TokenKind::minus ? std::optional(Operator::subtract) : std::nullopt;
        });
    }
    Checked<Index> product() {
        return chain(&Parser::unary, [this]() -> std::optional<Operator> {
            if (peek().kind == TokenKind::star) return Operator::multiply;
            return peek().kind == TokenKind::slash ? std::optional(Operator::divide) : std::nullopt;
        });
    }
    Checked<Index> unary() {
        if (peek().kind != TokenKind::minus) return postfix();
        const std::size_t begin = peek().offset;
        ++at_;
        auto operand = nested(&Parser::unary);
        if (!operand) return operand;
        return add({.kind = Syntax::Kind::operation, .op = Operator::negate, .children = {*operand}, .begin = begin});
    }

    Checked<Index> postfix() {
        auto value = primary();
        while (value) {
            if (take(TokenKind::dot))
                value = member(*value);
            else if (take(TokenKind::left_bracket))
                value = history(*value);
            else
                break;
        }
        return value;
    }
    Checked<Index> member(Index of) {
        const auto kind = out_.nodes[of].kind;
        if (kind != Syntax::Kind::name && kind != Syntax::Kind::call)
            return fault("an output is taken of an indicator, such as macd.histogram");
        if (peek().kind != TokenKind::word) return fault("expected the name of an output, got " + shown(peek()));
        std::string name(peek().text);
        ++at_;
        const std::size_t begin = out_.nodes[of].begin;
        return add({.kind = Syntax::Kind::member, .name = std::move(name), .children = {of}, .begin = begin});
    }
    Checked<Index> history(Index of) {
        const double bars = peek().number;
        if (peek().kind != TokenKind::number || bars != std::floor(bars) || bars < 1 || bars > history_bars_max)
            return fault(fmt::format("expected how many bars back, a whole number from 1 to {}, got {}",
                                     history_bars_max, shown(peek())));
        ++at_;
        if (!take(TokenKind::right_bracket)) return fault("expected ], got " + shown(peek()));
        const std::size_t begin = out_.nodes[of].begin;
        return add({.kind = Syntax::Kind::previous, .number = bars, .children = {of}, .begin = begin});
    }

    Checked<Index> primary() {
        const Token token = peek();
        if (token.kind == TokenKind::number) {
            ++at_;
            return add({.kind = Syntax::Kind::number, .number = token.number, .begin = token.offset});
        }
        if (token.kind == TokenKind::left_paren) {
            ++at_;
            auto inner = nested(&Parser::disjunction);
            if (!inner) return inner;
            if (!take(TokenKind::right_paren)) return fault("expected ), got " + shown(peek()));
            return inner;
        }
        if (token.kind != TokenKind::word || is_keyword(token.text))
            return fault("expected a value, got " + shown(token));
        ++at_;
        if (take(TokenKind::left_paren)) return call(token);
        return add({.kind = Syntax::Kind::name, .name = std::string(token.text), .begin = token.offset});
    }
    Checked<Index> call(const Token& name) {
        Syntax node{.kind = Syntax::Kind::call, .name = std::string(name.text), .begin = name.offset};
        while (!take(TokenKind::right_paren)) {
            if (!node.children.empty() && !take(TokenKind::comma))
                return fault("expected , or ), got " + shown(peek()));
            const bool named = peek().kind == TokenKind::word && tokens_[at_ + 1].kind == TokenKind::assign;
            node.arguments.emplace_back(named ? peek().text : std::string_view());
            if (named) at_ += 2;
            auto argument = nested(&Parser::disjunction);
            if (!argument) return argument;
            node.children.push_back(*argument);
        }
        return add(std::move(node));
    }

    /// One level deeper: the recursion is bounded so that no input can exhaust the stack.
    Checked<Index> nested(Level level) {
        if (++depth_ > expression_depth_max)
            return fault(fmt::format("nested deeper than {} levels", expression_depth_max));
        auto result = (this->*level)();
        --depth_;
        return result;
    }

    Expression out_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

Checked<Expression> parse_expression(std::string_view text) {
    if (text.size() > expression_bytes_max)
        return std::unexpected(Fault{0, fmt::format("longer than {} characters", expression_bytes_max)});
    auto tokens = tokenize(text);
    if (!tokens) return std::unexpected(std::move(tokens).error());
    return Parser(text, std::move(*tokens)).parse();
}

}  // namespace argosy::strategies::rules
