// The part of the compiler that knows what each node of an expression means.
#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/suggest.hpp"
#include "strategies/rules/compiler.hpp"

namespace argosy::strategies::rules {
namespace {

constexpr std::size_t indicators_max = 64, delays_max = 64;
/// Of all indicators of a rule together: their windows take some 50 bytes a bar, for each instrument.
constexpr double window_bars_max = 200'000;

double window_bars(const indicators::IndicatorSpec& spec, std::span<const indicators::Argument> arguments) {
    double bars = 0;
    for (const auto& p : spec.params) {
        const auto given = std::ranges::find(arguments, p.name, &indicators::Argument::name);
        if (p.unit == "bars") bars += given == arguments.end() ? p.value : given->value;
    }
    return bars;
}

bool is_comparison(Operator op) { return op >= Operator::less && op <= Operator::not_equal; }
bool is_logical(Operator op) { return op >= Operator::logical_and && op <= Operator::logical_not; }

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
    const auto meant = nearest(word, known);
    return meant.empty() ? std::string() : fmt::format(": did you mean {}?", meant);
}

std::unexpected<Fault> fault(std::size_t offset, std::string message) {
    return std::unexpected(Fault{offset, std::move(message)});
}

}  // namespace

Compiler::Outcome Compiler::node(const Scope& s) {
    switch (s.node.kind) {
        case Syntax::Kind::number: return constant(s.node.number);
        case Syntax::Kind::name: return name(s);
        case Syntax::Kind::member: return member(s);
        case Syntax::Kind::call: return call(s);
        case Syntax::Kind::previous: return previous(s);
        case Syntax::Kind::operation: return operation(s);
    }
    std::unreachable();
}

Compiler::Outcome Compiler::name(const Scope& s) {
    const std::string& word = s.node.name;
    if (const auto i = definition_.parameter_index(word); i < parameters_.size()) {
        used_[i] = true;
        const bool is_flag = definition_.parameters[i].type == strategy::ParameterType::boolean;
        return constant(parameters_[i], is_flag ? Type::condition : Type::number);
    }
    if (definition_.indicators.contains(word)) return indicator_line(word, s.node.begin);
    if (const auto in = find_input(word)) return input(*in, *in == Input::regime ? Type::regime : Type::number);
    if (const auto r = find_regime(word)) return constant(static_cast<double>(*r), Type::regime);
    if (word == "true" || word == "false") return constant(word == "true" ? 1 : 0, Type::condition);
    if (word == "hl2" || word == "hlc3" || word == "ohlc4") return middle(word);
    return std::unexpected(unknown_name(s.node));
}

/// Divided as indicators/ohlcv.hpp does, so that the numbers are the same.
Compiler::Outcome Compiler::middle(std::string_view word) {
    const auto add = [this](const Value& a, const Value& b) { return emit(Operator::add, a, b, Type::number); };
    const Value high = input(Input::high), low = input(Input::low);
    if (word == "hl2") return emit(Operator::divide, add(high, low), constant(2), Type::number);
    const Value close = input(Input::close);
    if (word == "hlc3") return emit(Operator::divide, add(add(high, low), close), constant(3), Type::number);
    const Value open = input(Input::open);
    return emit(Operator::divide, add(add(add(open, high), low), close), constant(4), Type::number);
}

Fault Compiler::unknown_name(const Syntax& node) const {
    if (indicators::find_indicator(node.name))
        return {node.begin,
                fmt::format("{0} is an indicator: write {0}(...) or declare it under indicators:", node.name)};
    auto known = value_words();
    for (const auto& [line, unused] : definition_.indicators) known.push_back(line);
    for (const auto& p : definition_.parameters) known.push_back(p.name);
    return {node.begin, fmt::format("unknown name {}{}", node.name, suggestion(node.name, known))};
}

Compiler::Outcome Compiler::member(const Scope& s) {
    const Value& of = s.value(0);
    if (of.type != Type::indicator)
        return fault(s.node.begin, fmt::format("{} has no outputs: it is no indicator", s.child(0).name));
    const Made& made = made_[of.indicator];
    const auto& outputs = made.spec->outputs;
    const auto* const at = std::find(outputs.begin(), outputs.end(), s.node.name);
    if (at != outputs.end()) return output(made, static_cast<std::size_t>(at - outputs.begin()));
    const std::vector<std::string> known(outputs.begin(), outputs.end());
    return fault(s.node.end - s.node.name.size(),
                 fmt::format("{} has no output {}, expected one of {}", made.spec->name, s.node.name, join(known)));
}

Compiler::Value Compiler::output(const Made& made, std::size_t i) const {
    return {.type = Type::number,
            .at = static_cast<Register>(program_.indicators_[made.slot].first + i),
            .warm_up = made.warm_up};
}

Compiler::Outcome Compiler::as(Type wanted, const Value& value, const Syntax& node) const {
    if (value.type == wanted) return value;
    if (value.type == Type::indicator && wanted == Type::number) {
        const Made& made = made_[value.indicator];
        const auto& outputs = made.spec->outputs;
        if (outputs.size() == 1) return output(made, 0);
        const auto* const own = std::find(outputs.begin(), outputs.end(), made.spec->name);  // adx.adx, macd.macd
        if (own != outputs.end()) return output(made, static_cast<std::size_t>(own - outputs.begin()));
        const std::vector<std::string> known(outputs.begin(), outputs.end());
        return fault(node.begin,
                     fmt::format("{} has several outputs, add .{}", made.spec->name, fmt::join(known, " or .")));
    }
    if (wanted == Type::condition) return fault(node.begin, "expected a condition such as rsi < 30, got a number");
    if (value.type == Type::condition) return fault(node.begin, "expected a number, got a condition");
    return fault(node.begin, "the regime can only be compared with == or != to a regime such as trend_up");
}

Compiler::Outcome Compiler::previous(const Scope& s) {
    auto value = argument(s, 0);
    return value ? delayed(*value, s.node.number, s.node.begin) : value;
}

Compiler::Outcome Compiler::delayed(const Value& value, double bars, std::size_t offset) {
    if (bars < 1 || bars > history_bars_max || bars != std::floor(bars))
        return fault(offset, fmt::format("expected a whole number of bars back from 1 to {}", history_bars_max));
    const auto lag = static_cast<std::size_t>(bars);
    // One delay for each value and lag: look for it before making one.
    for (const Step& step : program_.steps_)
        if (step.code == Step::Code::delay && step.a == value.at && program_.delays_[step.state].lag() == lag)
            return Value{.at = step.to, .warm_up = value.warm_up + lag};
    if (program_.delays_.size() == delays_max)
        return fault(offset, fmt::format("more than {} earlier values", delays_max));
    program_.delays_.emplace_back(lag);
    const auto state = static_cast<std::uint16_t>(program_.delays_.size() - 1);
    return emit({.code = Step::Code::delay, .a = value.at, .state = state}, value.warm_up + lag, Type::number);
}

Compiler::Outcome Compiler::operation(const Scope& s) {
    const Operator op = s.node.op;
    const Type takes = is_logical(op) ? Type::condition : Type::number;
    const Type gives = is_logical(op) || is_comparison(op) ? Type::condition : Type::number;
    const bool of_regimes = (op == Operator::equal || op == Operator::not_equal) && s.value(0).type == Type::regime &&
                            s.value(1).type == Type::regime;
    auto a = as(of_regimes ? Type::regime : takes, s.value(0), s.child(0));
    if (!a || s.node.children.size() == 1) return a ? emit(op, *a, *a, gives) : a;
    auto b = as(of_regimes ? Type::regime : takes, s.value(1), s.child(1));
    return b ? emit(op, *a, *b, gives) : b;
}

Compiler::Outcome Compiler::call(const Scope& s) {
    const std::string& word = s.node.name;
    if (const auto spec = indicators::find_indicator(word)) return indicator_call(s, **spec);
    for (std::size_t i = 0; i < s.node.arguments.size(); ++i)
        if (!s.node.arguments[i].empty())
            return fault(s.child(i).begin, "only parameters of indicators are given by name");
    if (word == "crosses_above") return crossing(s, Step::Code::cross_above);
    if (word == "crosses_below") return crossing(s, Step::Code::cross_below);
    if (const Function* f = find_function(word)) return function(s, *f);
    if (word == "previous" && s.node.children.size() == 2) {
        auto value = argument(s, 0), bars = argument(s, 1);
        if (!value || !bars) return value ? bars : value;
        if (!bars->is_constant) return fault(s.child(1).begin, "how many bars back must be a constant");
        return delayed(*value, program_.registers_[bars->at], s.child(1).begin);
    }
    if (word == "previous") return fault(s.node.begin, "previous takes a value and how many bars back");
    return fault(s.node.begin, fmt::format("unknown function {}{}", word, suggestion(word, function_words())));
}

Compiler::Outcome Compiler::crossing(const Scope& s, Step::Code code) {
    if (s.node.children.size() != 2)
        return fault(s.node.begin, fmt::format("{0} takes two numbers, such as {0}(close, trend)", s.node.name));
    auto a = argument(s, 0), b = argument(s, 1);
    if (!a || !b) return a ? b : a;
    for (const Step& step : program_.steps_)
        if (step.code == code && step.a == a->at && step.b == b->at)
            return Value{.type = Type::condition, .at = step.to, .warm_up = std::max(a->warm_up, b->warm_up) + 1};
    program_.crossings_.emplace_back();
    const auto state = static_cast<std::uint16_t>(program_.crossings_.size() - 1);
    return emit({.code = code, .a = a->at, .b = b->at, .state = state}, std::max(a->warm_up, b->warm_up) + 1,
                Type::condition);
}

Compiler::Outcome Compiler::function(const Scope& s, const Function& f) {
    const std::size_t n = s.node.children.size();
    if (n < f.arguments_min || n > f.arguments_max)
        return fault(s.node.begin, f.arguments_max == 1 ? fmt::format("{} takes one number", f.name)
                                                        : fmt::format("{} takes two numbers or more", f.name));
    auto value = argument(s, 0);
    if (value && n == 1) return emit(f.op, *value, *value, Type::number);
    for (std::size_t i = 1; value && i < n; ++i) {
        auto next = argument(s, i);
        if (!next) return next;
        value = emit(f.op, *value, *next, Type::number);
    }
    return value;
}

/// ema(20), ema(close, 20), ema(source=hl2, period=20): a first argument that is no constant is the source.
Compiler::Outcome Compiler::indicator_call(const Scope& s, const indicators::IndicatorSpec& spec) {
    Order order{.spec = &spec, .arguments = {}, .source = {}};
    std::size_t position = 0;
    for (std::size_t i = 0; i < s.node.children.size(); ++i) {
        auto value = argument(s, i);
        if (!value) return value;
        const std::string& given = s.node.arguments[i];
        if (given == "source" || (given.empty() && i == 0 && !value->is_constant)) {
            order.source = *value;
            continue;
        }
        if (!value->is_constant)
            return fault(s.child(i).begin, "a parameter of an indicator is a number or made of parameters");
        if (given.empty() && position == spec.params.size())
            return fault(s.child(i).begin, fmt::format("{} takes {} parameters", spec.name, spec.params.size()));
        const auto* const named = std::ranges::find(spec.params, std::string_view(given), &indicators::ParamSpec::name);
        const auto* const param = given.empty() ? &spec.params[position++] : named;
        if (param != spec.params.end()) note_whole(s.child(i), *param);
        order.arguments.push_back(
            {given.empty() ? param->name : std::string_view(given), program_.registers_[value->at]});
    }
    return make(order, s.node.begin);
}

/// A parameter that stands for a whole number of bars is swept in whole steps.
void Compiler::note_whole(const Syntax& node, const indicators::ParamSpec& spec) {
    if (node.kind != Syntax::Kind::name || !spec.whole) return;
    if (const auto i = definition_.parameter_index(node.name); i < whole_.size()) whole_[i] = true;
}

Compiler::Outcome Compiler::indicator_line(const std::string& line, std::size_t offset) {
    if (const auto known = lines_.find(line); known != lines_.end()) {
        if (known->second.value) return *known->second.value;
        return fault(offset, known->second.is_busy ? fmt::format("{} is fed with itself", line) : "");
    }
    lines_.emplace(line, Line{});
    const bool late = std::exchange(late_, false);
    const auto order = order_of(definition_.indicators.find(line)->second);
    late_ = late;
    lines_[line].is_busy = false;
    if (!order) return fault(offset, "");  // has been reported where it stands
    auto value = make(*order, offset);
    if (!value) {
        problems_.add(definition_.indicators.find(line)->second.place, "indicators." + line, value.error().message);
        return fault(offset, "");
    }
    lines_[line].value = *value;
    return value;
}

std::optional<Compiler::Order> Compiler::order_of(const IndicatorLine& line) {
    const auto spec = indicators::find_indicator(line.type);
    if (!spec) return std::nullopt;
    Order order{.spec = *spec, .arguments = {}, .source = {}};
    const std::size_t warm_up = program_.warm_up;
    bool is_good = true;
    for (const auto& [name, value] : line.arguments) {
        const auto number = clause(value, Type::number, nullptr);
        is_good = is_good && number && number->is_constant;
        if (!number) continue;
        if (!number->is_constant) value.report({0, "expected a number, or an expression of parameters"}, problems_);
        const auto* const param =
            std::ranges::find((*spec)->params, std::string_view(name), &indicators::ParamSpec::name);
        if (param != (*spec)->params.end()) note_whole(value.expression.root(), *param);
        order.arguments.push_back({name, program_.registers_[number->at]});
    }
    if (line.source) {
        order.source = clause(*line.source, Type::number, nullptr);
        is_good = is_good && order.source;
    }
    program_.warm_up = warm_up;  // counts where the indicator is used
    return is_good ? std::optional(std::move(order)) : std::nullopt;
}

Compiler::Outcome Compiler::make(const Order& order, std::size_t offset) {
    const auto& spec = *order.spec;
    if (spec.feed == indicators::Feed::pair)
        return fault(offset, fmt::format("{} compares two instruments, and a rule sees one", spec.name));
    const bool of_bars = spec.feed == indicators::Feed::bar;
    if (of_bars && order.source) return fault(offset, fmt::format("{} takes whole bars, no source", spec.name));
    const Value source = order.source ? *order.source : input(Input::close);
    std::string key = fmt::format("{} {}", spec.name, of_bars ? 0 : source.at);
    for (const auto& a : order.arguments) key += fmt::format(" {}={}", a.name, a.value);
    const auto [known, is_new] = made_by_key_.try_emplace(key, made_.size());
    if (is_new) {
        if (made_.size() == indicators_max) {
            made_by_key_.erase(known);
            return fault(offset, fmt::format("more than {} indicators", indicators_max));
        }
        window_bars_ += window_bars(spec, order.arguments);
        if (window_bars_ > window_bars_max) {
            made_by_key_.erase(known);
            return fault(offset, fmt::format("the indicators of a rule may look back over {} bars together, not {}",
                                             window_bars_max, window_bars_));
        }
        auto made = indicators::make(spec.name, order.arguments);
        if (!made) {
            made_by_key_.erase(known);
            std::string_view message = made.error().message();
            while (message.starts_with("indicator: ")) message.remove_prefix(11);  // the place says so
            return fault(offset, std::string(message));
        }
        if (of_bars)
            for (const auto in : {Input::open, Input::high, Input::low, Input::volume}) (void)input(in);
        const std::size_t slot = program_.indicators_.size(), needs = (*made)->warm_up();
        made_.push_back({&spec, slot, (of_bars ? 1 : source.warm_up) + needs - 1});
        program_.indicators_.push_back({std::move(*made), fresh(spec.outputs.size())});
        program_.steps_.push_back(
            {.code = Step::Code::indicator, .a = source.at, .state = static_cast<std::uint16_t>(slot)});
    }
    const std::size_t index = made_by_key_.find(key)->second;
    return Value{.type = Type::indicator, .warm_up = made_[index].warm_up, .indicator = index};
}

}  // namespace argosy::strategies::rules
