#pragma once

#include <array>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "indicators/any_indicator.hpp"

/// Every indicator by name, with its declaration: for YAML rules, the API and the page.
///
///     ARGOSY_LET(auto rsi, make("rsi", {{{"period", 14}}}), "entry condition");
///     rsi->update(bar);
///     if (rsi->ready() && rsi->value() < 30) ...
namespace argosy::indicators {

/// A short list with room for what the longest declaration needs, so that declarations are constants.
template <class T, std::size_t Room>
struct ShortList {
    std::array<T, Room> items{};
    std::size_t count = 0;

    constexpr ShortList() = default;
    constexpr ShortList(std::initializer_list<T> list) {
        for (const T& item : list) items[count++] = item;
    }
    [[nodiscard]] constexpr const T* begin() const { return items.data(); }
    [[nodiscard]] constexpr const T* end() const { return items.data() + count; }
    [[nodiscard]] constexpr std::size_t size() const { return count; }
    [[nodiscard]] constexpr const T& operator[](std::size_t i) const { return items[i]; }
};

struct ParamSpec {
    std::string_view name;
    double value = 0;  ///< the default
    double min = 0;
    double max = 0;
    bool whole = true;      ///< only whole numbers
    std::string_view unit;  ///< "bars", "deviations" ...
};

struct IndicatorSpec {
    std::string_view name;
    std::string_view family;   ///< "average", "momentum", "trend", "volatility", "volume", "statistics", "price"
    std::string_view doc;      ///< one line: what it measures
    std::string_view source;   ///< whose numbers these are
    std::string_view warm_up;  ///< in the parameters: "period + 1"
    Feed feed = Feed::value;
    ShortList<ParamSpec, 5> params;
    ShortList<std::string_view, 9> outputs;
};

/// A value for a parameter by name.
struct Argument {
    std::string_view name;
    double value = 0;
};

/// All declarations, by family and then in the order of docs/indicators.md. They live as long as the program.
[[nodiscard]] std::span<const IndicatorSpec* const> all_indicators();

/// Errors: not_found, with the nearest name.
[[nodiscard]] Result<const IndicatorSpec*> find_indicator(std::string_view name);

/// A fresh indicator; parameters that are not given have their defaults. `source` is for indicators of single values
/// and pairs (close when absent).
///
/// Errors: not_found for an unknown name; invalid_argument for an unknown or repeated parameter, a value that is not
///         whole or out of its range (naming both), a broken rule between parameters, a source for whole bars.
[[nodiscard]] Result<std::unique_ptr<AnyIndicator>> make(std::string_view name,
                                                         std::span<const Argument> arguments = {},
                                                         std::optional<Source> source = {});

}  // namespace argosy::indicators
