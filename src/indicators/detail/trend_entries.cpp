#include "indicators/adx.hpp"
#include "indicators/aroon.hpp"
#include "indicators/detail/entry.hpp"
#include "indicators/ichimoku.hpp"
#include "indicators/parabolic_sar.hpp"
#include "indicators/supertrend.hpp"
#include "indicators/vortex.hpp"

namespace argosy::indicators::detail {
namespace {

constexpr ShortList<std::string_view, 9> adx_outputs{"adx", "plus_di", "minus_di"};
constexpr ShortList<std::string_view, 9> aroon_outputs{"up", "down", "oscillator"};
constexpr ShortList<std::string_view, 9> sar_outputs{"stop", "direction", "turned"};
constexpr ShortList<ParamSpec, 5> sar_list{number("step", 0.02, 0.0001, 1, ""), number("max", 0.2, 0.0001, 1, ""),
                                           number("start", 0.02, 0.0001, 1, "")};
std::string_view start_below_max(const Values& v) {
    return v.number(2) <= v.number(1) ? "" : "start must not be above max";
}

const Entry trend_family[] = {
    {{"adx",
      "trend",
      "average directional index with +DI and -DI, 0 to 100",
      "seeded with period movements: Wilder, Stock.Indicators",
      "2 × period",
      Feed::bar,
      {bars("period", 14, 2)},
      adx_outputs},
     [](const Values& v, Source s) { return adapt(Adx(v.whole(0)), s); }},
    {{"adx_ta_lib",
      "trend",
      "average directional index with +DI and -DI, 0 to 100",
      "seeded with period - 1 movements: TA-Lib",
      "2 × period",
      Feed::bar,
      {bars("period", 14, 2)},
      adx_outputs},
     [](const Values& v, Source s) { return adapt(Adx(v.whole(0), AdxSeed::ta_lib), s); }},
    {{"aroon",
      "trend",
      "age of the highest high and lowest low, 0 to 100",
      "the latest of equal extremes: TA-Lib, Tulip",
      "period + 1",
      Feed::bar,
      {bars("period", 25)},
      aroon_outputs},
     [](const Values& v, Source s) { return adapt(Aroon(v.whole(0)), s); }},
    {{"aroon_earliest",
      "trend",
      "age of the highest high and lowest low, 0 to 100",
      "the first of equal extremes: Stock.Indicators",
      "period + 1",
      Feed::bar,
      {bars("period", 25)},
      aroon_outputs},
     [](const Values& v, Source s) { return adapt(AroonEarliest(v.whole(0)), s); }},
    {{"parabolic_sar", "trend", "parabolic stop and reverse", "shown from the first turn on: Stock.Indicators",
      "the first turn, bar 2 at the earliest", Feed::bar, sar_list, sar_outputs},
     [](const Values& v, Source s) { return adapt(ParabolicSar({v.number(0), v.number(1), v.number(2)}), s); },
     start_below_max},
    {{"parabolic_sar_ta_lib", "trend", "parabolic stop and reverse", "starts by the first movement: TA-Lib", "2",
      Feed::bar, sar_list, sar_outputs},
     [](const Values& v, Source s) {
         return adapt(ParabolicSar({v.number(0), v.number(1), v.number(2)}, SarStart::by_movement), s);
     },
     start_below_max},
    {{"supertrend",
      "trend",
      "stop line at a multiple of the average true range",
      "Wilder's ATR: Stock.Indicators",
      "period + 1",
      Feed::bar,
      {bars("period", 10), number("multiplier", 3, 0.01, 100, "true ranges")},
      {"line", "direction", "upper", "lower"}},
     [](const Values& v, Source s) { return adapt(Supertrend(v.whole(0), v.number(1)), s); }},
    {{"ichimoku",
      "trend",
      "Ichimoku cloud; senkou_a and senkou_b are the cloud over this bar",
      "displacement in whole bars: LEAN, Stock.Indicators",
      "max(tenkan, kijun, senkou_b) + displacement",
      Feed::bar,
      {bars("tenkan", 9), bars("kijun", 26), bars("senkou_b", 52), bars("displacement", 26)},
      {"tenkan", "kijun", "senkou_a", "senkou_b", "lead_a", "lead_b", "past_close"}},
     [](const Values& v, Source s) { return adapt(Ichimoku({v.whole(0), v.whole(1), v.whole(2), v.whole(3)}), s); }},
    {{"vortex",
      "trend",
      "upward and downward movement per true range",
      "LEAN, Stock.Indicators",
      "period + 1",
      Feed::bar,
      {bars("period", 14)},
      {"plus", "minus"}},
     [](const Values& v, Source s) { return adapt(Vortex(v.whole(0)), s); }},
};

}  // namespace

std::span<const Entry> trend_entries() { return trend_family; }

}  // namespace argosy::indicators::detail
