#include "strategies/rules/compiler.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/assert.hpp"

namespace argosy::strategies::rules {
namespace {

constexpr std::size_t watches_max = 4;       // what a reason has room for
constexpr std::size_t registers_max = 4096;  // with the limits of make() and delayed(): what a hostile file may cost

/// Steps that remember run on every bar, and so must what feeds them.
bool remembers(const Clause& clause) {
    return std::ranges::any_of(clause.expression.nodes, [&](const Syntax& n) {
        return n.kind == Syntax::Kind::previous ||
               (n.kind == Syntax::Kind::call && !find_function(n.name) &&
                std::ranges::any_of(n.children, [&](std::uint32_t c) {
                    return clause.expression.nodes[c].kind != Syntax::Kind::number;  // atr(14) is fed by the bar
                }));
    });
}

}  // namespace

Compiler::Compiler(const Definition& definition, std::span<const double> values, config::Problems& problems)
    : definition_(definition),
      parameters_(values),
      problems_(problems),
      used_(values.size(), false),
      whole_(values.size(), false) {
    ARGOSY_ASSERT(values.size() == definition.parameters.size(), "a rule is compiled with a value for each parameter");
    program_.registers_.resize(input_count, std::numeric_limits<double>::quiet_NaN());
    program_.set(Input::position, 0);
}

std::optional<Program> Compiler::compile() {
    const std::size_t before = problems_.count();
    condition(definition_.buy, program_.buy);
    condition(definition_.sell, program_.sell);
    condition(definition_.exit, program_.exit_long);
    program_.exit_short = program_.exit_long;
    condition(definition_.exit_long, program_.exit_long);
    condition(definition_.exit_short, program_.exit_short);
    late_value(definition_.stop, program_.stop);
    late_value(definition_.strength, program_.strength);
    late_value(definition_.confidence, program_.confidence);
    unused_lines();
    const std::vector<bool> used = used_;
    for (const Clause& c : definition_.require) requirement(c);
    used_ = used;  // a requirement alone is no use
    if (problems_.count() != before) return std::nullopt;
    return std::move(program_);
}

std::optional<Compiler::Value> Compiler::clause(const Clause& clause, Type wanted,
                                                std::vector<Program::Watch>* watches) {
    std::vector<Value> values;
    auto result = clause_value(clause, values);
    if (result) result = as(wanted, *result, clause.expression.root());
    if (!result) {
        report(clause, result.error());
        return std::nullopt;
    }
    if (watches) watch(clause, values, *watches);
    program_.warm_up = std::max(program_.warm_up, result->warm_up);
    return *result;
}

/// An indicator line that is wrong has said so itself.
void Compiler::report(const Clause& clause, const Fault& fault) {
    if (!fault.message.empty()) clause.report(fault, problems_);
}

/// Tells every mistake of the expression: what is made of a wrong part is not looked at, everything else is.
Compiler::Outcome Compiler::clause_value(const Clause& clause, std::vector<Value>& values) {
    std::vector<bool> is_wrong;
    bool any_wrong = false;
    for (const Syntax& n : clause.expression.nodes) {
        bool wrong = std::ranges::any_of(n.children, [&](std::uint32_t c) { return is_wrong[c]; });
        Outcome value = wrong ? Outcome(Value{}) : node({clause, n, values});
        if (!value) report(clause, value.error());
        if (program_.registers_.size() > registers_max) return std::unexpected(Fault{n.begin, "the rule is too large"});
        wrong = wrong || !value;
        any_wrong = any_wrong || wrong;
        is_wrong.push_back(wrong);
        values.push_back(value.value_or(Value{}));
    }
    if (any_wrong) return std::unexpected(Fault{});
    return values.back();
}

void Compiler::watch(const Clause& clause, const std::vector<Value>& values, std::vector<Program::Watch>& watches) {
    const auto& nodes = clause.expression.nodes;
    std::vector<bool> is_part(nodes.size(), false);  // of a member, which shows itself
    for (const Syntax& n : nodes)
        if (n.kind == Syntax::Kind::member) is_part[n.children[0]] = true;
    for (std::size_t i = 0; i < nodes.size() && watches.size() < watches_max; ++i) {
        const bool is_named = nodes[i].kind == Syntax::Kind::name || nodes[i].kind == Syntax::Kind::member ||
                              (nodes[i].kind == Syntax::Kind::call && values[i].type == Type::indicator);
        if (!is_named || is_part[i] || values[i].is_constant) continue;
        const auto value = as(Type::number, values[i], nodes[i]);
        const bool is_new = value && std::ranges::find(watches, value->at, &Program::Watch::at) == watches.end();
        if (is_new) watches.push_back({std::string(clause.expression.text_of(nodes[i])), value->at});
    }
}

std::optional<Compiler::Value> Compiler::condition(const Condition& c, std::vector<Program::Watch>& watches) {
    if (c.kind == Condition::Kind::clause) return clause(*c.clause, Type::condition, &watches);
    const Operator join = c.kind == Condition::Kind::all ? Operator::logical_and : Operator::logical_or;
    std::optional<Value> all;
    bool is_good = true;
    for (const Condition& part : c.parts) {
        const auto value = condition(part, watches);
        is_good = is_good && value.has_value();
        if (value) all = all ? emit(join, *all, *value, Type::condition) : *value;
    }
    return is_good ? all : std::nullopt;
}

/// Joins the condition with what is there: exit_long adds to exit.
void Compiler::condition(const std::optional<Condition>& c, Program::Condition& to) {
    if (!c) return;
    const auto value = condition(*c, to.watches);
    if (!value) return;
    to.at = to.at ? emit(Operator::logical_or, {.type = Type::condition, .at = *to.at}, *value, Type::condition).at
                  : value->at;
}

void Compiler::late_value(const std::optional<Clause>& c, std::optional<Register>& to) {
    if (!c) return;
    late_ = !remembers(*c);
    if (const auto value = clause(*c, Type::number, nullptr)) to = value->at;
    late_ = false;
}

void Compiler::requirement(const Clause& c) {
    const auto value = clause(c, Type::condition, nullptr);
    if (!value) return;
    if (!value->is_constant) return c.report({0, "a requirement may name parameters only"}, problems_);
    if (program_.registers_[value->at] != 0) return;
    std::string with;
    for (std::size_t i = 0; i < parameters_.size(); ++i)
        with += fmt::format("{}{} = {}", i ? ", " : "", definition_.parameters[i].name, parameters_[i]);
    c.report({0, fmt::format("required {} does not hold with {}", c.expression.text, with)}, problems_);
}

/// Indicators that no expression names must be sound as well, but they do not run.
void Compiler::unused_lines() {
    const std::size_t steps = program_.steps_.size(), indicators = program_.indicators_.size();
    for (const auto& [name, line] : definition_.indicators)
        if (!lines_.contains(name)) (void)indicator_line(name, 0);
    program_.steps_.resize(steps);
    program_.indicators_.resize(indicators);
}

Register Compiler::fresh(std::size_t count) {
    const auto first = static_cast<Register>(program_.registers_.size());
    program_.registers_.resize(program_.registers_.size() + count, std::numeric_limits<double>::quiet_NaN());
    return first;
}

Compiler::Value Compiler::constant(double value, Type type) {
    const auto known = constants_.find(value);
    const Register at = known != constants_.end() ? known->second : fresh();
    constants_.emplace(value, at);
    program_.registers_[at] = value;
    return {.type = type, .at = at, .is_constant = true};
}

Compiler::Value Compiler::input(Input input, Type type) {
    program_.used_[static_cast<std::size_t>(input)] = true;
    return {.type = type, .at = static_cast<Register>(input)};
}

Compiler::Value Compiler::emit(Operator op, const Value& a, const Value& b, Type type) {
    if (a.is_constant && b.is_constant) {
        const double value = evaluate(op, program_.registers_[a.at], program_.registers_[b.at]);
        if (!std::isnan(value)) return constant(value, type);  // NaN is no key of the constants
    }
    return emit({.code = static_cast<Step::Code>(op), .a = a.at, .b = b.at}, std::max(a.warm_up, b.warm_up), type);
}

Compiler::Value Compiler::emit(Step step, std::size_t warm_up, Type type) {
    const auto same = [&](const Step& s) {
        return s.code == step.code && s.a == step.a && s.b == step.b && s.state == step.state;
    };
    for (const auto* steps : {&program_.steps_, &program_.late_}) {
        if (steps == &program_.late_ && !late_) break;
        if (const auto it = std::ranges::find_if(*steps, same); it != steps->end())
            return {.type = type, .at = it->to, .warm_up = warm_up};
    }
    step.to = fresh();
    (late_ ? program_.late_ : program_.steps_).push_back(step);
    return {.type = type, .at = step.to, .warm_up = warm_up};
}

}  // namespace argosy::strategies::rules
