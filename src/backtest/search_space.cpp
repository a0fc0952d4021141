#include "backtest/search_space.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/suggest.hpp"

namespace argosy::backtest {
namespace {

using execution::Distance;

/// What a name stands for: bounds to check a range against.
struct Searchable {
    std::string name;
    double min, max;
    bool is_whole;
};

std::string_view label_of(const engine::StrategySettings& s) { return s.label.empty() ? s.name : s.label; }

void set_distance(Distance& d, double value) {
    if (d.kind == Distance::Kind::none) d.kind = Distance::Kind::rate;
    d.value = from_double<Ratio>(value, Rounding::half_even).value_or(Ratio{});
    if (d.value.is_zero()) d = {};
}

/// An exit setting, the same in every book; zero switches it off.
struct ExitSetting {
    std::string_view name;
    double max;
    bool is_whole;
    void (*set)(execution::ExitRules&, double);
};
constexpr ExitSetting exit_settings[] = {
    {"exits.stop", 100, false, [](execution::ExitRules& e, double v) { set_distance(e.stop, v); }},
    {"exits.take_profit", 100, false, [](execution::ExitRules& e, double v) { set_distance(e.take_profit, v); }},
    {"exits.take_profit_risk", 1000, false,
     [](execution::ExitRules& e, double v) {
         e.take_profit_risk = from_double<Ratio>(v, Rounding::half_even).value_or(Ratio{});
     }},
    {"exits.trail", 100, false, [](execution::ExitRules& e, double v) { set_distance(e.trail, v); }},
    {"exits.break_even", 100, false, [](execution::ExitRules& e, double v) { set_distance(e.break_even, v); }},
    {"exits.bars_max", 1e6, true,
     [](execution::ExitRules& e, double v) { e.bars_max = static_cast<std::uint32_t>(v); }},
};

std::vector<Searchable> searchables(const RunConfig& config, const strategy::Catalogue& catalogue) {
    std::vector<Searchable> out;
    for (const auto& book : config.books)
        for (const auto& s : book.strategies) {
            const auto found = catalogue.find(s.name);
            if (!found) continue;  // the engine names it when the run begins
            for (const auto& p : (*found)->parameters)
                if (p.type != strategy::ParameterType::boolean)
                    out.push_back({fmt::format("{}.{}", label_of(s), p.name), p.min, p.max,
                                   p.type == strategy::ParameterType::integer});
        }
    for (const auto& e : exit_settings) out.push_back({std::string(e.name), 0, e.max, e.is_whole});
    return out;
}

/// The file's name without folder and ending: dip of rules/dip.yaml.
std::string_view stem_of(std::string_view file) {
    file.remove_prefix(file.rfind('/') + 1);  // npos + 1 is 0
    return file.substr(0, file.rfind('.'));
}

/// The full name of what a person may have shortened, when there is one strategy only, or written with the
/// strategy's name or its rule file's instead of the label.
std::string full_name(const RunConfig& config, const std::string& name) {
    const auto dot = name.find('.');
    if (dot == name.npos) {
        if (config.books.size() != 1 || config.books[0].strategies.size() != 1) return name;
        return fmt::format("{}.{}", label_of(config.books[0].strategies[0]), name);
    }
    const auto owner = std::string_view(name).substr(0, dot);
    std::string meant = name;
    for (const auto& book : config.books)
        for (const auto& s : book.strategies) {
            if (label_of(s) == owner) return name;
            if (s.name == owner || stem_of(s.rules) == owner) meant = std::string(label_of(s)) + name.substr(dot);
        }
    return meant;
}

bool is_whole(double x) { return std::floor(x) == x; }

Result<> check(const Searchable& s, const Dimension& d) {
    if (d.min < s.min || d.max > s.max)
        return fail(Errc::invalid_argument,
                    fmt::format("parameter {}: {} to {} goes beyond what it allows", d.name, d.min, d.max),
                    fmt::format("it takes {} to {}", s.min, s.max));
    if (s.is_whole && (!is_whole(d.min) || !is_whole(d.step)))
        return fail(Errc::invalid_argument,
                    fmt::format("parameter {}: {} to {} step {} is not whole", d.name, d.min, d.max, d.step),
                    "it takes whole numbers");
    return {};
}

void set_parameter(RunConfig& config, const std::string& name, double value) {
    for (const auto& e : exit_settings)
        if (e.name == name) {
            for (auto& book : config.books) e.set(book.exits, value);
            return;
        }
    const auto dot = name.rfind('.');
    for (auto& book : config.books)
        for (auto& s : book.strategies)
            if (label_of(s) == std::string_view(name).substr(0, dot))
                s.parameters[name.substr(dot + 1)] = fmt::format("{}", value);
}

}  // namespace

std::vector<std::string> searchable_names(const RunConfig& config, const strategy::Catalogue& catalogue) {
    std::vector<std::string> out;
    for (auto& s : searchables(config, catalogue)) out.push_back(std::move(s.name));
    return out;
}

Result<std::vector<Dimension>> make_space(const RunConfig& config, const strategy::Catalogue& catalogue) {
    const auto known = searchables(config, catalogue);
    const auto names = searchable_names(config, catalogue);
    std::vector<Dimension> space;
    for (const auto& [given, range] : config.optimize.value_or(OptimizeSettings{}).parameters) {
        const std::string name = full_name(config, given);
        const auto it = std::ranges::find(known, name, &Searchable::name);
        if (it == known.end()) {
            const auto near = nearest(name, names);
            return fail(Errc::invalid_argument, fmt::format("there is no parameter {} to search", name),
                        near.empty() ? "this run has " + join(names, 24) : fmt::format("did you mean {}?", near));
        }
        space.push_back({.name = name, .min = range.min, .max = range.max, .step = range.step});
        ARGOSY_TRY(validate(space), "search");
        ARGOSY_TRY(check(*it, space.back()), "search");
    }
    if (space.empty())
        return fail(Errc::invalid_argument, "there is nothing to search",
                    "name a range, for example --param " + names.front() + "=5:50:5; this run has " + join(names, 24));
    return space;
}

RunConfig with_candidate(const RunConfig& config, const std::vector<Dimension>& space, const Candidate& candidate) {
    RunConfig out = config;
    for (std::size_t i = 0; i < space.size(); ++i) set_parameter(out, space[i].name, candidate[i]);
    return out;
}

std::string describe_candidate(const std::vector<Dimension>& space, const Candidate& candidate) {
    std::string out;
    for (std::size_t i = 0; i < space.size(); ++i)
        out += fmt::format("{}{}={}", i == 0 ? "" : " ", space[i].name, candidate[i]);
    return out;
}

}  // namespace argosy::backtest
