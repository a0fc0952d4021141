#include "strategy/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

#include "base/assert.hpp"

namespace argosy::strategy {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Letters without case.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitute = diagonal + (lower(a[i - 1]) != lower(b[j - 1]) ? 1 : 0);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row.back();
}

Result<double> parse_value(std::string_view text) {
    if (text == "true") return 1.0;
    if (text == "false") return 0.0;
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size())
        return fail(Errc::parse, fmt::format("not a number: \"{}\"", text.substr(0, 40)));
    return value;
}

std::string range_of(const ParameterSpec& s) {
    if (s.type == ParameterType::boolean) return "true or false";
    return fmt::format("{} from {} to {}{}{}", s.type == ParameterType::integer ? "a whole number" : "a number", s.min,
                       s.max, s.unit.empty() ? "" : " ", s.unit);
}

}  // namespace

Parameters::Parameters(std::span<const ParameterSpec> declaration) : declaration_(declaration) {
    values_.reserve(declaration.size());
    for (const auto& spec : declaration) values_.push_back(spec.default_value);
}

std::size_t Parameters::index_of(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::ranges::find(declaration_, name, &ParameterSpec::name) - declaration_.begin());
}

Result<> Parameters::set(std::string_view name, double value) {
    const std::size_t i = index_of(name);
    if (i == declaration_.size()) {
        std::vector<std::string_view> names;
        for (const auto& s : declaration_) names.push_back(s.name);
        const auto near = nearest(name, names);
        return fail(
            Errc::not_found, fmt::format("unknown parameter \"{}\"", name),
            near.empty() ? fmt::format("it has: {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near));
    }
    const auto& spec = declaration_[i];
    const bool whole = spec.type == ParameterType::number || value == std::floor(value);
    if (!std::isfinite(value) || !whole || value < spec.min || value > spec.max)
        return fail(Errc::invalid_argument,
                    fmt::format("{} = {} is out of range, expected {}", name, value, range_of(spec)),
                    "argosy strategies NAME shows every parameter with its range");
    values_[i] = value;
    return {};
}

Result<> Parameters::set(std::string_view name, std::string_view text) {
    ARGOSY_LET(const double value, parse_value(text), fmt::format("parameter {}", name));
    return set(name, value);
}

double Parameters::number(std::string_view name) const {
    const std::size_t i = index_of(name);
    ARGOSY_ASSERT(i < values_.size(), "a strategy asked for a parameter that it does not declare");
    return values_[i];
}

std::size_t Parameters::integer(std::string_view name) const { return static_cast<std::size_t>(number(name)); }
bool Parameters::flag(std::string_view name) const { return number(name) != 0; }

std::string Parameters::to_string() const {
    std::string out;
    for (std::size_t i = 0; i < values_.size(); ++i)
        out += fmt::format("{}{}={}", i ? " " : "", declaration_[i].name, values_[i]);
    return out;
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto candidate : candidates)
        if (const auto d = edit_distance(word, candidate); d < best_distance) best = candidate, best_distance = d;
    return best;
}

}  // namespace argosy::strategy
