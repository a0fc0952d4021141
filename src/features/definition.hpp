#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

/// Which numbers a model sees: a list of features, each of which gives one or more columns.
///
/// Invariants: equal definitions have equal hashes, whatever the set is called; a change of a definition, or of the
///             arithmetic of this library, changes the hash. A model names the hash that it was trained on.
namespace argosy::features {

enum class ReturnKind : std::uint8_t { simple, log };
enum class CalendarPart : std::uint8_t { hour, weekday };
enum class MoodMeasure : std::uint8_t { mean, dispersion, weight };

/// Change of the close over some bars: close / close before - 1, or the logarithm of the ratio. Column: return_<bars>
/// or log_return_<bars>.
struct Returns {
    std::size_t bars = 1;
    ReturnKind kind = ReturnKind::simple;
};

/// Root of the mean squared log return of the last bars, per bar (not annualised). Column: volatility_<bars>.
struct RealisedVolatility {
    std::size_t bars = 24;
};

/// Any indicator of the registry (docs/indicators.md) but those of two series. Column: <indicator>[_<values given>]
/// [_<output>].
struct IndicatorValue {
    std::string indicator = "rsi";
    std::map<std::string, double> parameters;  ///< what is left out has its default
    std::string output;                        ///< empty: the first
    std::string source;                        ///< empty: the close; for indicators of single values
    bool relative = false;                     ///< value / close - 1: for values that are prices
};

/// Hour of the day or day of the week, UTC, at the close of the bar. Columns: hour_sin, hour_cos.
struct Calendar {
    CalendarPart part = CalendarPart::hour;
};

/// Where the close lies between two settlements of funding. Columns: funding_sin, funding_cos; they are 0 and 1 at a
/// settlement.
struct FundingClock {
    Duration interval = 8h;
    Duration offset{};  ///< of the settlements from multiples of the interval since 1970
};

/// Mood of the headlines that had arrived by the close (sentiment/decaying_score.hpp). NaN before the first headline.
/// Column: mood_<measure>.
struct Mood {
    Duration half_life = 6h;
    MoodMeasure measure = MoodMeasure::mean;
};

using Feature = std::variant<Returns, RealisedVolatility, IndicatorValue, Calendar, FundingClock, Mood>;

struct FeatureSet {
    std::string name = "standard";
    Duration interval = 1h;  ///< of the bars
    std::vector<Feature> features;
};

void describe(Described<Returns>& d);
void describe(Described<RealisedVolatility>& d);
void describe(Described<IndicatorValue>& d);
void describe(Described<Calendar>& d);
void describe(Described<FundingClock>& d);
void describe(Described<Mood>& d);
void describe(Described<FeatureSet>& d);

[[nodiscard]] std::string_view to_string(ReturnKind) noexcept;
[[nodiscard]] std::string_view to_string(CalendarPart) noexcept;
[[nodiscard]] std::string_view to_string(MoodMeasure) noexcept;

/// A set that needs nothing but bars: returns, volatility, a few indicators, calendar.
[[nodiscard]] FeatureSet standard_set(Duration interval);

/// SHA-256 (hex) of what the set computes; its name does not count.
[[nodiscard]] std::string hash_of(const FeatureSet& set);
/// The set as JSON on one line; read_feature_set gives it back.
[[nodiscard]] std::string to_json(const FeatureSet& set);
/// Errors: parse, with all problems.
[[nodiscard]] Result<FeatureSet> read_feature_set(std::string_view json);

}  // namespace argosy::features
