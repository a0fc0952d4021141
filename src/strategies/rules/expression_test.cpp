#include <gtest/gtest.h>

#include "strategies/rules/program.hpp"
#include "strategies/rules/syntax.hpp"

namespace argosy::strategies::rules {
namespace {

/// The tree in brackets: what binds tighter stands deeper.
std::string shape(const Expression& e, const Syntax& n) {
    static constexpr const char* signs[] = {"+",   "-",  "*",   "/",   "<",   "<=",   ">",   ">=",  "==", "!=",
                                            "and", "or", "not", "neg", "abs", "sqrt", "log", "min", "max"};
    switch (n.kind) {
        case Syntax::Kind::number: return std::to_string(static_cast<int>(n.number));
        case Syntax::Kind::name: return n.name;
        case Syntax::Kind::member: return shape(e, e.nodes[n.children[0]]) + "." + n.name;
        case Syntax::Kind::previous:
            return shape(e, e.nodes[n.children[0]]) + "[" + std::to_string(static_cast<int>(n.number)) + "]";
        case Syntax::Kind::call:
        case Syntax::Kind::operation: break;
    }
    std::string out = "(" + (n.kind == Syntax::Kind::call ? n.name : signs[static_cast<int>(n.op)]);
    for (const auto c : n.children) out += " " + shape(e, e.nodes[c]);
    return out + ")";
}

std::string parsed(std::string_view text) {
    const auto e = parse_expression(text);
    return e ? shape(*e, e->root()) : std::to_string(e.error().offset) + ": " + e.error().message;
}

TEST(Expression, binds_as_in_school) {
    EXPECT_EQ(parsed("1 + 2 * 3 - 4 / 5"), "(- (+ 1 (* 2 3)) (/ 4 5))");
    EXPECT_EQ(parsed("1 - 2 - 3"), "(- (- 1 2) 3)");
    EXPECT_EQ(parsed("(1 - (2 - 3))"), "(- 1 (- 2 3))");
    EXPECT_EQ(parsed("a < b and not c > d or e == f"), "(or (and (< a b) (not (> c d))) (== e f))");
    EXPECT_EQ(parsed("-a * -b"), "(* (neg a) (neg b))");
    EXPECT_EQ(parsed("not not a"), "(not (not a))");
}

TEST(Expression, reads_calls_outputs_and_earlier_values) {
    EXPECT_EQ(parsed("macd.histogram[2] > max(a, b, 3)"), "(> macd.histogram[2] (max a b 3))");
    EXPECT_EQ(parsed("ema(close, period=20).value"), "(ema close 20).value");
    EXPECT_EQ(parsed("f()"), "(f)");
    const auto e = parse_expression("ema(source=close, period=20)");
    ASSERT_TRUE(e);
    EXPECT_EQ(e->root().arguments, (std::vector<std::string>{"source", "period"}));
}

TEST(Expression, says_where_it_stops_making_sense) {
    EXPECT_EQ(parsed(""), "0: expected a value, got the end");
    EXPECT_EQ(parsed("a <"), "3: expected a value, got the end");
    EXPECT_EQ(parsed("a b"), "2: expected an operator or the end, got `b`");
    EXPECT_EQ(parsed("a < b < c"), "6: two comparisons in a row: write a < b and b < c");
    EXPECT_EQ(parsed("a = b"), "2: unexpected =: write == to compare");
    EXPECT_EQ(parsed("a && b"), "2: unexpected &: write `and`");
    EXPECT_EQ(parsed("!a"), "0: unexpected !: write `not`");
    EXPECT_EQ(parsed("5% of"), "1: unexpected %: write 0.05 for 5 %");
    EXPECT_EQ(parsed("(a"), "2: expected ), got the end");
    EXPECT_EQ(parsed("f(a b)"), "4: expected , or ), got `b`");
    EXPECT_EQ(parsed("f(a,)"), "4: expected a value, got `)`");
    EXPECT_EQ(parsed("a[0]"), "2: expected how many bars back, a whole number from 1 to 10000, got `0`");
    EXPECT_EQ(parsed("a[1.5]"), "2: expected how many bars back, a whole number from 1 to 10000, got `1.5`");
    EXPECT_EQ(parsed("3.x"), "0: not a number, expected like 30, 0.5 or 1e-4");
    EXPECT_EQ(parsed("(1+2).x"), "6: an output is taken of an indicator, such as macd.histogram");
    EXPECT_EQ(parsed("12abc"), "0: not a number, expected like 30, 0.5 or 1e-4");
    EXPECT_EQ(parsed("1e999"), "0: not a number, expected like 30, 0.5 or 1e-4");
    EXPECT_EQ(parsed("a > \xc3\xa9"), "4: unexpected character: expressions are plain ASCII");
}

TEST(Expression, bounds_depth_and_length) {
    EXPECT_EQ(parsed(std::string(65, '(') + "a" + std::string(65, ')')), "65: nested deeper than 64 levels");
    EXPECT_EQ(parsed(std::string(100, '-') + "a"), "65: nested deeper than 64 levels");
    EXPECT_EQ(parsed(std::string(5000, 'a')), "0: longer than 4096 characters");
    std::string sum = "a";
    for (int i = 0; i < 2000; ++i) sum += "+a";
    EXPECT_TRUE(parse_expression(sum)) << "a long sum is not deep";
}

TEST(Operator, compares_undefined_values_as_false) {
    const double nan = std::nan("");
    for (const auto op : {Operator::less, Operator::less_equal, Operator::greater, Operator::greater_equal,
                          Operator::equal, Operator::not_equal})
        EXPECT_EQ(evaluate(op, nan, 1), 0);
    EXPECT_EQ(evaluate(Operator::logical_not, 0, 0), 1);
    EXPECT_EQ(evaluate(Operator::minimum, 2, 1), 1);
    EXPECT_EQ(evaluate(Operator::maximum, 2, 1), 2);
    EXPECT_EQ(evaluate(Operator::absolute, -2, 0), 2);
}

}  // namespace
}  // namespace argosy::strategies::rules
