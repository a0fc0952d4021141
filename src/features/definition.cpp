#include "features/definition.hpp"

#include "base/describe.hpp"
#include "base/hash.hpp"
#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::features {
namespace {

/// Goes up when the same definition gives other numbers than before.
constexpr std::string_view arithmetic = "features 1\n";

}  // namespace

void describe(Described<Returns>& d) {
    d.name("returns").doc("Change of the close over some bars.");
    d.field("bars", &Returns::bars, {.min = 1, .max = 100'000, .unit = "bars", .doc = "Distance of the two closes."});
    d.field("kind", &Returns::kind, {.doc = "Relative change, or logarithm of the ratio."});
}

void describe(Described<RealisedVolatility>& d) {
    d.name("realised_volatility").doc("Root of the mean squared log return, per bar.");
    d.field("bars", &RealisedVolatility::bars,
            {.min = 2, .max = 100'000, .unit = "bars", .doc = "How many returns are averaged."});
}

void describe(Described<IndicatorValue>& d) {
    using S = IndicatorValue;
    d.name("indicator").doc("An indicator of docs/indicators.md.");
    d.field("indicator", &S::indicator, {.required = true, .doc = "Its name."});
    d.field("parameters", &S::parameters, {.items_max = 5, .doc = "Values; others have their defaults."});
    d.field("output", &S::output, {.doc = "Which of its outputs; empty: the first."});
    d.field("source", &S::source, {.doc = "Which number of the bar it is fed; empty: the close."});
    d.field("relative", &S::relative, {.doc = "As value / close - 1, for values that are prices."});
}

void describe(Described<Calendar>& d) {
    d.name("calendar").doc("Hour or weekday (UTC) of the bar's close on a circle: sine and cosine.");
    d.field("part", &Calendar::part, {.doc = "Which of them."});
}

void describe(Described<FundingClock>& d) {
    using S = FundingClock;
    d.name("funding_clock").doc("Time between two settlements of funding on a circle: sine and cosine.");
    d.field("interval", &S::interval, {.min = Duration(1min), .max = Duration(168h), .doc = "Between settlements."});
    d.field("offset", &S::offset, {.min = Duration{0}, .max = Duration(168h), .doc = "Of the settlements from 00:00."});
}

void describe(Described<Mood>& d) {
    d.name("mood").doc("Sentiment of the headlines that had arrived by the close; docs/sentiment.md.");
    d.field("half_life", &Mood::half_life,
            {.min = Duration(1s), .max = Duration(8760h), .doc = "After which a headline counts half."});
    d.field("measure", &Mood::measure, {.doc = "Mean, spread, or how many fresh headlines it rests on."});
}

void describe(Described<FeatureSet>& d) {
    using S = FeatureSet;
    d.name("feature_set").doc("Which numbers a model sees for each bar.");
    d.field("name", &S::name, {.doc = "For people; the hash identifies the set."});
    d.field("interval", &S::interval, {.min = Duration(1s), .max = Duration(168h), .doc = "Of the bars."});
    d.field("features", &S::features, {.items_min = 1, .items_max = 500, .required = true, .doc = "In this order."});
}

std::string_view to_string(ReturnKind kind) noexcept { return kind == ReturnKind::simple ? "simple" : "log"; }
std::string_view to_string(CalendarPart part) noexcept { return part == CalendarPart::hour ? "hour" : "weekday"; }
std::string_view to_string(MoodMeasure measure) noexcept {
    switch (measure) {
        case MoodMeasure::mean: return "mean";
        case MoodMeasure::dispersion: return "dispersion";
        case MoodMeasure::weight: return "weight";
    }
    return "mean";
}

FeatureSet standard_set(Duration interval) {
    FeatureSet set{.name = "standard", .interval = interval};
    for (const std::size_t bars : {1u, 2u, 4u, 8u, 24u}) set.features.push_back(Returns{bars, ReturnKind::log});
    for (const std::size_t bars : {8u, 24u, 96u}) set.features.push_back(RealisedVolatility{bars});
    set.features.push_back(IndicatorValue{.indicator = "rsi", .parameters = {{"period", 14}}});
    set.features.push_back(IndicatorValue{.indicator = "ema", .parameters = {{"period", 24}}, .relative = true});
    set.features.push_back(IndicatorValue{.indicator = "ema", .parameters = {{"period", 96}}, .relative = true});
    set.features.push_back(IndicatorValue{.indicator = "adx", .parameters = {{"period", 14}}});
    set.features.push_back(IndicatorValue{.indicator = "mfi", .parameters = {{"period", 14}}});
    set.features.push_back(Calendar{CalendarPart::hour});
    set.features.push_back(Calendar{CalendarPart::weekday});
    return set;
}

std::string to_json(const FeatureSet& set) { return config::to_json(set, config::JsonLayout::compact); }

std::string hash_of(const FeatureSet& set) {
    FeatureSet nameless = set;
    nameless.name.clear();
    return sha256_hex(std::string(arithmetic) + to_json(nameless));
}

Result<FeatureSet> read_feature_set(std::string_view json) {
    return config::read_json<FeatureSet>(json, "feature set");
}

}  // namespace argosy::features
