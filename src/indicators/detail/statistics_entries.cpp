#include "indicators/correlation.hpp"
#include "indicators/detail/entry.hpp"
#include "indicators/hurst.hpp"
#include "indicators/regression.hpp"

namespace argosy::indicators::detail {
namespace {

/// One window for each lag: at both ends of these ranges, 100 windows of 2,000 values, 6 MB.
constexpr ParamSpec hurst_period{.name = "period", .value = 100, .min = 5, .max = 2000, .whole = true, .unit = "bars"};
constexpr ParamSpec hurst_lag{.name = "lag_max", .value = 20, .min = 3, .max = 100, .whole = true, .unit = "bars"};

const Entry statistics_family[] = {
    {{"linear_regression",
      "statistics",
      "straight line through the last values",
      "TA-Lib LINEARREG, Stock.Indicators Slope",
      "period",
      Feed::value,
      {bars("period", 20, 2)},
      {"slope", "intercept", "end", "r_squared", "std_dev"}},
     [](const Values& v, Source s) { return adapt(LinearRegression(v.whole(0)), s); }},
    {{"slope",
      "statistics",
      "slope of the regression line, per bar",
      "TA-Lib LINEARREG_SLOPE, Stock.Indicators Slope",
      "period",
      Feed::value,
      {bars("period", 20, 2)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(LinearRegressionSlope(v.whole(0)), s); }},
    {{"correlation",
      "statistics",
      "Pearson's correlation of two series, -1 to 1",
      "Stock.Indicators, TA-Lib CORREL",
      "period",
      Feed::pair,
      {bars("period", 20, 2)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Correlation(v.whole(0)), s); }},
    {{"covariance",
      "statistics",
      "covariance of two series",
      "population (divided by n)",
      "period",
      Feed::pair,
      {bars("period", 20)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Covariance(v.whole(0)), s); }},
    {{"covariance_sample",
      "statistics",
      "covariance of two series",
      "sample (divided by n - 1): LEAN",
      "period",
      Feed::pair,
      {bars("period", 20, 2)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Covariance(v.whole(0), Spread::sample), s); }},
    {{"beta",
      "statistics",
      "beta of the returns against the other series (the market)",
      "simple returns: Stock.Indicators, LEAN, TA-Lib",
      "period + 1",
      Feed::pair,
      {bars("period", 20, 2)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Beta(v.whole(0)), s); }},
    {{"z_score",
      "statistics",
      "distance from the mean in standard deviations",
      "population: Stock.Indicators",
      "period",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(ZScore(v.whole(0)), s); }},
    {{"z_score_sample",
      "statistics",
      "distance from the mean in standard deviations",
      "sample: pandas",
      "period",
      Feed::value,
      {bars("period", 20, 2)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(ZScore(v.whole(0), Spread::sample), s); }},
    {{"hurst",
      "statistics",
      "Hurst exponent: 0.5 random walk, above persistent, below reverting",
      "from the growth of lagged differences: LEAN",
      "period",
      Feed::value,
      {hurst_period, hurst_lag},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Hurst({v.whole(0), v.whole(1)}), s); },
     [](const Values& v) -> std::string_view {
         return v.number(0) >= v.number(1) + 2 ? "" : "period must be at least lag_max + 2";
     }},
};

}  // namespace

std::span<const Entry> statistics_entries() { return statistics_family; }

}  // namespace argosy::indicators::detail
