#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/registry.hpp"
#include "strategies/rules/definition.hpp"
#include "strategies/rules/program.hpp"

namespace argosy::strategies::rules {

/// Turns a definition and values for its parameters into a program, checking every name and type on the way.
///
/// Equal subexpressions are computed once, constants at compile time; an indicator that several expressions name is
/// one indicator.
class Compiler {
public:
    /// values: one for each parameter, in their order. Both arguments must outlive the compiler.
    Compiler(const Definition& definition, std::span<const double> values, config::Problems& problems);

    /// Problems: unknown names with the nearest one, numbers where conditions are expected and the other way round,
    /// indicator parameters out of range, requirements that do not hold. Nothing when there was one.
    [[nodiscard]] std::optional<Program> compile();

    /// Which parameters any expression used, and which of them only make sense as whole numbers.
    [[nodiscard]] const std::vector<bool>& used() const noexcept { return used_; }
    [[nodiscard]] const std::vector<bool>& whole() const noexcept { return whole_; }

private:
    enum class Type : std::uint8_t { number, condition, regime, indicator };
    struct Value {
        Type type = Type::number;
        Register at = 0;
        std::size_t warm_up = 1;
        bool is_constant = false;
        std::size_t indicator = 0;  ///< of type indicator: which
    };
    struct Made {
        const indicators::IndicatorSpec* spec = nullptr;
        std::size_t slot = 0, warm_up = 1;
    };
    /// What a call or line asks for, before it is looked up or made.
    struct Order {
        const indicators::IndicatorSpec* spec = nullptr;
        std::vector<indicators::Argument> arguments;
        std::optional<Value> source;
    };
    using Outcome = Checked<Value>;
    struct Scope {
        const Clause& clause;
        const Syntax& node;
        const std::vector<Value>& values;  ///< of the nodes before
        [[nodiscard]] const Syntax& child(std::size_t i) const { return clause.expression.nodes[node.children[i]]; }
        [[nodiscard]] const Value& value(std::size_t i) const { return values[node.children[i]]; }
    };

    // Clauses and conditions (compiler.cpp).
    [[nodiscard]] std::optional<Value> clause(const Clause& clause, Type wanted, std::vector<Program::Watch>* watches);
    void report(const Clause& clause, const Fault& fault);
    [[nodiscard]] Outcome clause_value(const Clause& clause, std::vector<Value>& values);
    [[nodiscard]] std::optional<Value> condition(const Condition& c, std::vector<Program::Watch>& watches);
    void condition(const std::optional<Condition>& c, Program::Condition& to);
    void unused_lines();
    void late_value(const std::optional<Clause>& c, std::optional<Register>& to);
    void watch(const Clause& clause, const std::vector<Value>& values, std::vector<Program::Watch>& watches);
    void requirement(const Clause& clause);

    // Nodes (expressions.cpp).
    [[nodiscard]] Outcome node(const Scope& s);
    [[nodiscard]] Outcome name(const Scope& s);
    [[nodiscard]] Outcome member(const Scope& s);
    [[nodiscard]] Outcome previous(const Scope& s);
    [[nodiscard]] Outcome operation(const Scope& s);
    [[nodiscard]] Outcome call(const Scope& s);
    [[nodiscard]] Outcome crossing(const Scope& s, Step::Code code);
    [[nodiscard]] Outcome function(const Scope& s, const Function& f);
    [[nodiscard]] Outcome delayed(const Value& value, double bars, std::size_t offset);
    [[nodiscard]] Fault unknown_name(const Syntax& node) const;
    [[nodiscard]] Outcome as(Type wanted, const Value& value, const Syntax& node) const;
    [[nodiscard]] Outcome argument(const Scope& s, std::size_t i) { return as(Type::number, s.value(i), s.child(i)); }
    [[nodiscard]] Outcome middle(std::string_view name);

    // Indicators (expressions.cpp).
    [[nodiscard]] Outcome indicator_call(const Scope& s, const indicators::IndicatorSpec& spec);
    [[nodiscard]] Outcome indicator_line(const std::string& name, std::size_t offset);
    [[nodiscard]] std::optional<Order> order_of(const IndicatorLine& line);
    [[nodiscard]] Outcome make(const Order& order, std::size_t offset);
    [[nodiscard]] Value output(const Made& made, std::size_t i) const;
    void note_whole(const Syntax& node, const indicators::ParamSpec& spec);

    // Registers and steps (compiler.cpp).
    [[nodiscard]] Value constant(double value, Type type = Type::number);
    [[nodiscard]] Value input(Input input, Type type = Type::number);
    [[nodiscard]] Value emit(Operator op, const Value& a, const Value& b, Type type);
    [[nodiscard]] Value emit(Step step, std::size_t warm_up, Type type);
    [[nodiscard]] Register fresh(std::size_t count = 1);

    const Definition& definition_;
    std::span<const double> parameters_;
    config::Problems& problems_;
    Program program_;
    bool late_ = false;  ///< steps go where only signals run them
    std::map<double, Register> constants_;
    std::vector<Made> made_;
    double window_bars_ = 0;  ///< of all of them together
    std::map<std::string, std::size_t> made_by_key_;
    struct Line {
        bool is_busy = true;         ///< being compiled: meeting it again is a circle
        std::optional<Value> value;  ///< none when it is wrong
    };
    std::map<std::string, Line, std::less<>> lines_;
    std::vector<bool> used_, whole_;
};

}  // namespace argosy::strategies::rules
