#include "strategies/rules/definition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "base/suggest.hpp"
#include "config/yaml.hpp"
#include "indicators/registry.hpp"
#include "strategies/rules/vocabulary.hpp"

namespace argosy::strategies::rules {
namespace {

using config::Member;
using config::Node;
using config::Problems;
using strategy::ParameterType;

constexpr std::size_t names_max = 64;  // of indicators and of parameters: what one rule may cost

bool is_name(std::string_view text) {
    const auto is_inner = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= 40 && text[0] >= 'a' && text[0] <= 'z' &&
           std::ranges::all_of(text, is_inner);
}

std::optional<double> number_of(const Node& node) {
    if (node.kind != Node::Kind::scalar || node.style == Node::Style::quoted) return std::nullopt;
    if (node.text == "true") return 1;
    if (node.text == "false") return 0;
    double value = 0;
    const char* const end = node.text.data() + node.text.size();
    const auto [at, ec] = std::from_chars(node.text.data(), end, value);
    if (ec != std::errc{} || at != end || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// Reads one file; every function adds what it finds wrong and goes on.
class Reader {
public:
    Reader(std::string_view yaml, Problems& problems) : clauses_(yaml, problems), problems_(problems) {}

    Definition read(const Node& root) {
        if (root.kind != Node::Kind::mapping)
            return problem(root, "", "expected a rule with name, buy or sell, got " + root.what()), Definition{};
        for (const Member& m : root.members) read_key(m);
        if (!root.find("name")) problem(root, "name", "missing: every rule has a name, such as my_rsi_dip");
        if (out_.scales && !root.find("strength"))
            problem(root, "scales", "needs strength: an expression for the part of a full position that is wanted");
        if (!root.find("buy") && !root.find("sell")) problem(root, "", "expected buy: or sell:, the rule does nothing");
        return std::move(out_);
    }

private:
    using Handler = void (Reader::*)(const Member&);
    struct Key {
        std::string_view name;
        Handler read;
    };

    void problem(const Node& node, std::string path, std::string message) {
        problems_.add(node.place, std::move(path), std::move(message));
    }

    void read_key(const Member& m) {
        static constexpr std::array<Key, 18> keys = {{
            {"name", &Reader::name},
            {"title", &Reader::text},
            {"summary", &Reader::text},
            {"timeframe", &Reader::duration},
            {"horizon", &Reader::duration},
            {"valid_for", &Reader::duration},
            {"parameters", &Reader::parameters},
            {"indicators", &Reader::indicators},
            {"require", &Reader::requirements},
            {"buy", &Reader::condition},
            {"sell", &Reader::condition},
            {"exit", &Reader::condition},
            {"exit_long", &Reader::condition},
            {"exit_short", &Reader::condition},
            {"stop", &Reader::value},
            {"strength", &Reader::value},
            {"confidence", &Reader::value},
            {"scales", &Reader::flag},
        }};
        const auto* const key = std::ranges::find(keys, m.key, &Key::name);
        if (key != keys.end()) return (this->*key->read)(m);
        std::vector<std::string> known;
        for (const Key& k : keys) known.emplace_back(k.name);
        unknown_key(m, "", known);
    }

    void unknown_key(const Member& m, std::string_view path, std::span<const std::string> known) {
        const auto meant = nearest(m.key, known);
        problems_.add(m.key_place, config::child_path(path, m.key),
                      fmt::format("unknown key: {}", meant.empty() ? fmt::format("known here are {}", join(known, 20))
                                                                   : fmt::format("did you mean {}?", meant)));
    }

    void name(const Member& m) {
        out_.name = m.value.text;
        if (m.value.kind != Node::Kind::scalar || !is_name(out_.name))
            problem(m.value, "name",
                    "expected a lower-case word of at most 40 letters such as my_rsi_dip, got " + m.value.what());
    }
    void text(const Member& m) {
        if (m.value.kind != Node::Kind::scalar)
            return problem(m.value, m.key, "expected a text, got " + m.value.what());
        (m.key == "title" ? out_.title : out_.summary) = m.value.text;
    }
    void duration(const Member& m) {
        const auto value = parse_duration(m.value.text);
        if (m.value.kind != Node::Kind::scalar || !value || *value <= Duration{})
            return problem(m.value, m.key, "expected a duration such as 5m, 1h or 1d, got " + m.value.what());
        (m.key == "timeframe" ? out_.timeframe : m.key == "horizon" ? out_.horizon : out_.valid_for) = *value;
    }
    void condition(const Member& m) {
        auto read = clauses_.condition(m.value, m.key);
        if (!read) return;
        std::optional<Condition>& to = m.key == "buy"         ? out_.buy
                                       : m.key == "sell"      ? out_.sell
                                       : m.key == "exit"      ? out_.exit
                                       : m.key == "exit_long" ? out_.exit_long
                                                              : out_.exit_short;
        to = std::move(read);
    }
    void value(const Member& m) {
        auto read = clauses_.clause(m.value, m.key);
        (m.key == "stop" ? out_.stop : m.key == "strength" ? out_.strength : out_.confidence) = std::move(read);
    }
    void flag(const Member& m) {
        const std::string_view text = m.value.text;
        if (m.value.kind != Node::Kind::scalar || (text != "true" && text != "false"))
            return problem(m.value, m.key, "expected true or false, got " + m.value.what());
        out_.scales = text == "true";
    }
    void requirements(const Member& m) {
        if (m.value.kind == Node::Kind::scalar) {
            if (auto one = clauses_.clause(m.value, "require")) out_.require.push_back(std::move(*one));
            return;
        }
        if (m.value.kind != Node::Kind::list)
            return problem(m.value, "require", "expected a list of conditions on parameters, got " + m.value.what());
        for (std::size_t i = 0; i < m.value.items.size(); ++i)
            if (auto one = clauses_.clause(m.value.items[i], config::item_path("require", i)))
                out_.require.push_back(std::move(*one));
    }

    /// A name for an indicator or parameter that means nothing else.
    bool is_free(const Member& m, const std::string& path) {
        std::string_view wrong;
        if (!is_name(m.key)) wrong = "expected a lower-case word of at most 40 letters";
        if (is_reserved(m.key)) wrong = "this word has a meaning of its own, choose another";
        const bool is_taken = out_.indicators.contains(m.key) || out_.parameter_index(m.key) < out_.parameters.size();
        if (is_taken) wrong = "an indicator or parameter has this name already";
        if (wrong.empty()) return true;
        problems_.add(m.key_place, path, std::string(wrong));
        return false;
    }
    bool is_section(const Member& m) {
        if (m.value.kind != Node::Kind::mapping)
            return problem(m.value, m.key, "expected names, each with a { }, got " + m.value.what()), false;
        if (m.value.members.size() > names_max)
            return problem(m.value, m.key,
                           fmt::format("expected at most {}, got {}", names_max, m.value.members.size())),
                   false;
        return true;
    }

    void indicators(const Member& section) {
        if (!is_section(section)) return;
        for (const Member& m : section.value.members) {
            const std::string path = config::child_path("indicators", m.key);
            if (!is_free(m, path)) continue;
            if (m.value.kind != Node::Kind::mapping)
                problem(m.value, path, "expected like {type: rsi, period: 14}, got " + m.value.what());
            else
                out_.indicators.emplace(m.key, indicator(m.value, path));
        }
    }
    IndicatorLine indicator(const Node& node, const std::string& path) {
        IndicatorLine line{.type = {}, .place = node.place, .arguments = {}, .source = {}};
        for (const Member& m : node.members) {
            const std::string at = config::child_path(path, m.key);
            if (m.key == "type") {
                line.type = m.value.text;
                if (const auto spec = indicators::find_indicator(line.type); !spec)
                    problem(m.value, at, fmt::format("{}: {}", spec.error().message(), spec.error().hint()));
            } else if (auto value = clauses_.clause(m.value, at)) {
                if (m.key == "source")
                    line.source = std::move(value);
                else
                    line.arguments.push_back({m.key, std::move(*value)});
            }
        }
        if (!node.find("type")) problem(node, path, "missing type: which indicator it is, such as ema");
        return line;
    }

    void parameters(const Member& section) {
        if (!is_section(section)) return;
        for (const Member& m : section.value.members) {
            const std::string path = config::child_path("parameters", m.key);
            if (!is_free(m, path)) continue;
            if (m.value.kind != Node::Kind::mapping)
                problem(m.value, path, "expected like {default: 30, min: 5, max: 50}, got " + m.value.what());
            else
                out_.parameters.push_back(parameter(m, path));
        }
    }
    ParameterLine parameter(const Member& of, const std::string& path) {
        ParameterLine line{.name = of.key, .unit = {}, .doc = {}, .place = of.value.place};
        const Node* const start = of.value.find("default");
        if (start && (start->text == "true" || start->text == "false"))
            line.type = ParameterType::boolean, line.max = 1;
        for (const Member& m : of.value.members) parameter_key(m, path, line);
        if (!start) problem(of.value, path, "missing default");
        const bool is_bounded = of.value.find("min") && of.value.find("max");
        if (line.type != ParameterType::boolean && !is_bounded) problem(of.value, path, "missing min and max");
        if (line.value < line.min || line.value > line.max)
            problem(of.value, path,
                    fmt::format("default {} is not from min {} to max {}", line.value, line.min, line.max));
        return line;
    }
    void parameter_key(const Member& m, const std::string& of, ParameterLine& line) {
        const std::string path = config::child_path(of, m.key);
        if (m.key == "unit" || m.key == "doc") {
            (m.key == "unit" ? line.unit : line.doc) = m.value.text;
        } else if (m.key == "type") {
            const bool is_known = m.value.text == "integer" || m.value.text == "number" || m.value.text == "boolean";
            if (!is_known) problem(m.value, path, "expected integer, number or boolean, got " + m.value.what());
            line.has_type = true;
            line.type = m.value.text == "integer"   ? ParameterType::integer
                        : m.value.text == "boolean" ? ParameterType::boolean
                                                    : ParameterType::number;
        } else if (m.key == "default" || m.key == "min" || m.key == "max") {
            const auto number = number_of(m.value);
            if (!number) problem(m.value, path, "expected a number, got " + m.value.what());
            (m.key == "default" ? line.value : m.key == "min" ? line.min : line.max) = number.value_or(0);
        } else {
            unknown_key(m, of, std::vector<std::string>{"default", "min", "max", "type", "unit", "doc"});
        }
    }

    ClauseReader clauses_;
    Problems& problems_;
    Definition out_;
};

}  // namespace

std::size_t Definition::parameter_index(std::string_view parameter) const noexcept {
    return static_cast<std::size_t>(std::ranges::find(parameters, parameter, &ParameterLine::name) -
                                    parameters.begin());
}

Definition read_definition(std::string_view yaml, const std::string& file, Problems& problems) {
    const Node root = config::parse_yaml(yaml, file, problems);
    if (!problems.empty()) return {};
    return Reader(yaml, problems).read(root);
}

}  // namespace argosy::strategies::rules
