#include "indicators/bollinger.hpp"
#include "indicators/choppiness.hpp"
#include "indicators/detail/entry.hpp"
#include "indicators/donchian.hpp"
#include "indicators/keltner.hpp"
#include "indicators/true_range.hpp"

namespace argosy::indicators::detail {
namespace {

template <class I>
std::unique_ptr<AnyIndicator> of_period(const Values& v, Source s) {
    return adapt(I(v.whole(0)), s);
}
template <class I>
std::unique_ptr<AnyIndicator> of_sample(const Values& v, Source s) {
    return adapt(I(v.whole(0), Spread::sample), s);
}

constexpr ShortList<std::string_view, 9> band_outputs{"middle", "upper", "lower", "percent_b", "width"};
constexpr ShortList<std::string_view, 9> keltner_outputs{"middle", "upper", "lower", "width"};
constexpr ShortList<std::string_view, 9> donchian_outputs{"upper", "lower", "middle"};
constexpr std::string_view population = "population (divided by n): TA-Lib, Stock.Indicators, TradingView";
constexpr std::string_view sample = "sample (divided by n - 1): pandas";
constexpr ParamSpec deviations = number("deviations", 2, 0, 100, "standard deviations");

const Entry entries[] = {
    {{"true_range",
      "volatility",
      "true range of the bar",
      "from the second bar on: TA-Lib, Stock.Indicators, LEAN",
      "2",
      Feed::bar,
      {},
      {"value"}},
     [](const Values&, Source s) { return adapt(TrueRange(), s); }},
    {{"atr",
      "volatility",
      "average true range",
      "Wilder's smoothing: TA-Lib, Stock.Indicators",
      "period + 1",
      Feed::bar,
      {bars("period", 14)},
      {"value"}},
     of_period<Atr>},
    {{"atr_simple",
      "volatility",
      "average true range",
      "simple mean: LEAN Simple",
      "period + 1",
      Feed::bar,
      {bars("period", 14)},
      {"value"}},
     of_period<AtrSimple>},
    {{"atr_first_bar",
      "volatility",
      "average true range",
      "Wilder's smoothing, the first bar counts with high - low: TradingView, Tulip",
      "period",
      Feed::bar,
      {bars("period", 14)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Atr(v.whole(0), FirstRange::high_low), s); }},
    {{"natr",
      "volatility",
      "average true range in percent of the close",
      "TA-Lib, Stock.Indicators ATR%",
      "period + 1",
      Feed::bar,
      {bars("period", 14)},
      {"value"}},
     of_period<Natr>},
    {{"bollinger",
      "volatility",
      "Bollinger bands with %B and width",
      population,
      "period",
      Feed::value,
      {bars("period", 20), deviations},
      band_outputs},
     [](const Values& v, Source s) { return adapt(Bollinger(v.whole(0), v.number(1)), s); }},
    {{"bollinger_sample",
      "volatility",
      "Bollinger bands with %B and width",
      sample,
      "period",
      Feed::value,
      {bars("period", 20, 2), deviations},
      band_outputs},
     [](const Values& v, Source s) { return adapt(Bollinger(v.whole(0), v.number(1), Spread::sample), s); }},
    {{"std_dev",
      "volatility",
      "standard deviation",
      population,
      "period",
      Feed::value,
      {bars("period", 20)},
      {"value"}},
     of_period<StdDev>},
    {{"std_dev_sample",
      "volatility",
      "standard deviation",
      sample,
      "period",
      Feed::value,
      {bars("period", 20, 2)},
      {"value"}},
     of_sample<StdDev>},
    {{"variance", "volatility", "variance", population, "period", Feed::value, {bars("period", 20)}, {"value"}},
     of_period<Variance>},
    {{"variance_sample", "volatility", "variance", sample, "period", Feed::value, {bars("period", 20, 2)}, {"value"}},
     of_sample<Variance>},
    {{"keltner",
      "volatility",
      "Keltner channel: EMA of the closes, Wilder's ATR",
      "Stock.Indicators",
      "max(period, atr_period + 1)",
      Feed::bar,
      {bars("period", 20), number("multiplier", 2, 0.01, 100, "true ranges"), bars("atr_period", 10)},
      keltner_outputs},
     [](const Values& v, Source s) { return adapt(Keltner({v.whole(0), v.number(1), v.whole(2)}), s); }},
    {{"keltner_simple",
      "volatility",
      "Keltner channel: simple means of typical price and true range",
      "LEAN Simple",
      "period",
      Feed::bar,
      {bars("period", 20), number("multiplier", 1.5, 0.01, 100, "true ranges")},
      keltner_outputs},
     [](const Values& v, Source s) { return adapt(KeltnerSimple(v.whole(0), v.number(1)), s); }},
    {{"donchian",
      "volatility",
      "highest high and lowest low, the current bar included",
      "LEAN, TradingView",
      "period",
      Feed::bar,
      {bars("period", 20)},
      donchian_outputs},
     of_period<Donchian>},
    {{"donchian_before",
      "volatility",
      "highest high and lowest low of the bars before the current one",
      "Stock.Indicators, the turtles",
      "period + 1",
      Feed::bar,
      {bars("period", 20)},
      donchian_outputs},
     [](const Values& v, Source s) { return adapt(Donchian(v.whole(0), ChannelBars::before_current), s); }},
    {{"choppiness",
      "volatility",
      "choppiness index, 0 (trend) to 100 (range)",
      "over highest high - lowest low, from the first bar on: LEAN, TradingView",
      "period",
      Feed::bar,
      {bars("period", 14, 2)},
      {"value"}},
     of_period<Choppiness>},
    {{"choppiness_true_range",
      "volatility",
      "choppiness index, 0 (trend) to 100 (range)",
      "over true highs and lows, from the second bar on: Stock.Indicators",
      "period + 1",
      Feed::bar,
      {bars("period", 14, 2)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Choppiness(v.whole(0), ChopRange::true_range), s); }},
};

}  // namespace

std::span<const Entry> volatility_entries() { return entries; }

}  // namespace argosy::indicators::detail
