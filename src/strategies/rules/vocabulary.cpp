#include "strategies/rules/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "indicators/registry.hpp"

namespace argosy::strategies::rules {
namespace {

constexpr std::array<std::string_view, input_count> inputs = {
    "open", "high", "low", "close", "volume", "regime", "position", "bars_since_entry", "entry_price"};
constexpr std::array regimes = {domain::Regime::unknown, domain::Regime::trend_up, domain::Regime::trend_down,
                                domain::Regime::range, domain::Regime::high_volatility};
constexpr std::size_t many = 16;
constexpr Function functions[] = {
    {"abs", Operator::absolute, 1, 1},   {"sqrt", Operator::square_root, 1, 1}, {"log", Operator::logarithm, 1, 1},
    {"min", Operator::minimum, 2, many}, {"max", Operator::maximum, 2, many},
};
/// Functions that remember, which the compiler knows by name, and middle prices of a bar.
constexpr std::array<std::string_view, 3> remembering = {"crosses_above", "crosses_below", "previous"};
constexpr std::array<std::string_view, 3> middles = {"hl2", "hlc3", "ohlc4"};
constexpr std::array<std::string_view, 5> keywords = {"and", "or", "not", "true", "false"};

}  // namespace

std::optional<Input> find_input(std::string_view name) {
    const auto it = std::ranges::find(inputs, name);
    if (it == inputs.end()) return std::nullopt;
    return static_cast<Input>(it - inputs.begin());
}

std::optional<domain::Regime> find_regime(std::string_view name) {
    for (const auto r : regimes)
        if (to_string(r) == name) return r;
    return std::nullopt;
}

const Function* find_function(std::string_view name) {
    const auto* const it = std::ranges::find(functions, name, &Function::name);
    return it == std::end(functions) ? nullptr : it;
}

bool is_reserved(std::string_view name) {
    const auto in = [&](const auto& words) { return std::ranges::find(words, name) != words.end(); };
    return find_input(name) || find_regime(name) || find_function(name) || in(remembering) || in(middles) ||
           in(keywords);
}

std::vector<std::string> value_words() {
    std::vector<std::string> out(inputs.begin(), inputs.end());
    out.insert(out.end(), middles.begin(), middles.end());
    for (const auto r : regimes) out.emplace_back(to_string(r));
    return out;
}

std::vector<std::string> function_words() {
    std::vector<std::string> out(remembering.begin(), remembering.end());
    for (const Function& f : functions) out.emplace_back(f.name);
    for (const auto* spec : indicators::all_indicators()) out.emplace_back(spec->name);
    return out;
}

}  // namespace argosy::strategies::rules
