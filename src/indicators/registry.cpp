#include "indicators/registry.hpp"

#include <cmath>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "base/suggest.hpp"
#include "indicators/detail/entry.hpp"

namespace argosy::indicators {
namespace {

using detail::Entry;
using detail::Values;

const std::vector<const Entry*>& entries() {
    static const std::vector<const Entry*> all = [] {
        std::vector<const Entry*> list;
        for (const auto family : {detail::average_entries(), detail::momentum_entries(), detail::trend_entries(),
                                  detail::volatility_entries(), detail::volume_entries(), detail::statistics_entries(),
                                  detail::price_entries()})
            for (const Entry& e : family) list.push_back(&e);
        return list;
    }();
    return all;
}

Result<const Entry*> find_entry(std::string_view name) {
    std::vector<std::string> names;
    for (const Entry* e : entries()) {
        if (e->spec.name == name) return e;
        names.emplace_back(e->spec.name);
    }
    const std::string_view near = nearest(name, names);
    return fail(Errc::not_found, fmt::format("unknown indicator \"{}\"", name),
                near.empty() ? "docs/indicators.md lists all names" : fmt::format("did you mean \"{}\"?", near));
}

Result<> check_range(const IndicatorSpec& spec, const ParamSpec& p, double value) {
    const bool fits = value >= p.min && value <= p.max;  // false for NaN
    if (fits && (!p.whole || value == std::floor(value))) return {};
    return fail(Errc::invalid_argument, fmt::format("{}: {} is {}, expected a {} from {} to {}", spec.name, p.name,
                                                    value, p.whole ? "whole number" : "number", p.min, p.max));
}

Result<std::size_t> param_index(const IndicatorSpec& spec, std::string_view name) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < spec.params.size(); ++i) {
        if (spec.params[i].name == name) return i;
        names.emplace_back(spec.params[i].name);
    }
    return fail(Errc::invalid_argument, fmt::format("{} has no parameter \"{}\", expected {}", spec.name, name,
                                                    names.empty() ? "none" : join(names)));
}

Result<Values> read_arguments(const IndicatorSpec& spec, std::span<const Argument> arguments) {
    Values values;
    std::array<bool, 5> given{};
    for (std::size_t i = 0; i < spec.params.size(); ++i) values.items[i] = spec.params[i].value;
    for (const Argument& a : arguments) {
        ARGOSY_LET(const std::size_t i, param_index(spec, a.name), "indicator");
        ARGOSY_TRY(check_range(spec, spec.params[i], a.value), "indicator");
        if (given[i]) return fail(Errc::invalid_argument, fmt::format("{}: {} is given twice", spec.name, a.name));
        given[i] = true;
        values.items[i] = a.value;
    }
    return values;
}

}  // namespace

std::span<const IndicatorSpec* const> all_indicators() {
    static const std::vector<const IndicatorSpec*> all = [] {
        std::vector<const IndicatorSpec*> list;
        for (const Entry* e : entries()) list.push_back(&e->spec);
        return list;
    }();
    return all;
}

Result<const IndicatorSpec*> find_indicator(std::string_view name) {
    auto entry = find_entry(name);
    if (!entry) return std::unexpected(std::move(entry).error());
    return &(*entry)->spec;
}

Result<std::unique_ptr<AnyIndicator>> make(std::string_view name, std::span<const Argument> arguments,
                                           std::optional<Source> source) {
    ARGOSY_LET(const Entry* entry, find_entry(name), "indicator");
    ARGOSY_LET(const Values values, read_arguments(entry->spec, arguments), "indicator");
    if (source && entry->spec.feed == Feed::bar)
        return fail(Errc::invalid_argument,
                    fmt::format("{} takes whole bars: source {} does not apply", name, to_string(*source)));
    if (entry->broken_rule != nullptr)
        if (const std::string_view rule = entry->broken_rule(values); !rule.empty())
            return fail(Errc::invalid_argument, fmt::format("{}: {}", name, rule));
    return entry->make(values, source.value_or(Source::close));
}

}  // namespace argosy::indicators
