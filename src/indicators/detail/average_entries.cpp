#include "indicators/adaptive_average.hpp"
#include "indicators/detail/entry.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/weighted_average.hpp"

namespace argosy::indicators::detail {
namespace {

constexpr std::string_view seeded = "seeded with the mean: TA-Lib, Stock.Indicators, LEAN";
constexpr std::string_view unseeded = "starts at the first value: TradingView ta.ema, Tulip, pandas ewm(adjust=False)";

template <class I>
std::unique_ptr<AnyIndicator> from_first(const Values& v, Source s) {
    return adapt(I(v.whole(0), Seed::first_value), s);
}

const Entry average_family[] = {
    {{"sma",
      "average",
      "simple moving average",
      "arithmetic mean",
      "period",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     of_period<Sma>},
    {{"ema",
      "average",
      "exponential moving average, alpha = 2/(period + 1)",
      seeded,
      "period",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     of_period<Ema>},
    {{"ema_first",
      "average",
      "exponential moving average, alpha = 2/(period + 1)",
      unseeded,
      "1",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     from_first<Ema>},
    {{"wilder",
      "average",
      "Wilder's smoothing (SMMA, RMA), alpha = 1/period",
      "seeded with the mean: TA-Lib, Stock.Indicators, LEAN, TradingView ta.rma, Tulip",
      "period",
      Feed::value,
      {bars("period", 14)},
      {"value"}},
     of_period<WilderAverage>},
    {{"wilder_first",
      "average",
      "Wilder's smoothing (SMMA, RMA), alpha = 1/period",
      "starts at the first value: pandas ewm(alpha=1/period, adjust=False)",
      "1",
      Feed::value,
      {bars("period", 14)},
      {"value"}},
     from_first<WilderAverage>},
    {{"wma",
      "average",
      "linearly weighted moving average",
      "TA-Lib, Stock.Indicators, LEAN",
      "period",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     of_period<Wma>},
    {{"hma",
      "average",
      "Hull moving average",
      "half and root of the period rounded down: Stock.Indicators, TradingView",
      "period + floor(sqrt(period)) - 1",
      Feed::value,
      {bars("period", 20, 2)},
      {"value"}},
     of_period<Hma>},
    {{"vwma",
      "average",
      "volume-weighted moving average of the closes",
      "LEAN, TradingView",
      "period",
      Feed::bar,
      {bars("period", 20)},
      {"value"}},
     of_period<Vwma>},
    {{"dema",
      "average",
      "double exponential moving average",
      seeded,
      "2 × period - 1",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     of_period<Dema>},
    {{"tema",
      "average",
      "triple exponential moving average",
      seeded,
      "3 × period - 2",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     of_period<Tema>},
    {{"kama",
      "average",
      "Kaufman's adaptive moving average",
      "TA-Lib, LEAN",
      "efficiency + 1",
      Feed::value,
      {bars("efficiency", 10), bars("fast", 2), bars("slow", 30)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Kama({v.whole(0), v.whole(1), v.whole(2)}), s); },
     [](const Values& v) -> std::string_view {
         return v.number(1) <= v.number(2) ? "" : "fast must not be above slow";
     }},
};

}  // namespace

std::span<const Entry> average_entries() { return average_family; }

}  // namespace argosy::indicators::detail
