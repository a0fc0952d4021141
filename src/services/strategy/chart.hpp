#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "domain/bar.hpp"
#include "indicators/registry.hpp"

/// Indicators of the registry over a series of bars, as the API shows them.
namespace argosy::services::strategy {

/// "stoch_rsi", "ema:21" (parameters in the order of their declaration) or "ema:period=21:source=hl2".
struct IndicatorChoice {
    std::string text;
    const indicators::IndicatorSpec* spec = nullptr;
    std::vector<indicators::Argument> arguments;
    std::optional<indicators::Source> source;
};
/// Errors: not_found with the nearest name; parse.
[[nodiscard]] Result<IndicatorChoice> parse_choice(std::string_view text);
/// All that need no second series, with their defaults.
[[nodiscard]] std::vector<IndicatorChoice> every_choice();

/// One indicator's numbers; what is not defined yet is null.
struct IndicatorChart {
    std::string name, family;
    std::map<std::string, double> parameters;
    std::map<std::string, double> values;               ///< at the last bar
    std::map<std::string, std::vector<double>> series;  ///< of the last `points` bars; empty when one was asked for
};
void describe(Described<IndicatorChart>& d);

/// Errors: those of indicators::make; invalid_argument for an indicator of two series.
[[nodiscard]] Result<IndicatorChart> chart(const IndicatorChoice& choice, std::span<const domain::Bar> bars,
                                           std::size_t points);

}  // namespace argosy::services::strategy
