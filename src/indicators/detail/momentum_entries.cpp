#include "indicators/cci.hpp"
#include "indicators/detail/entry.hpp"
#include "indicators/macd.hpp"
#include "indicators/oscillators.hpp"
#include "indicators/rate_of_change.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/stochastic.hpp"

namespace argosy::indicators::detail {
namespace {

std::string_view fast_below_slow(const Values& v) { return v.number(0) < v.number(1) ? "" : "fast must be below slow"; }

constexpr ShortList<ParamSpec, 5> macd_list{bars("fast", 12), bars("slow", 26), bars("signal", 9)};
constexpr ShortList<std::string_view, 9> macd_outputs{"macd", "signal", "histogram"};
MacdPeriods macd_periods(const Values& v) { return {v.whole(0), v.whole(1), v.whole(2)}; }

constexpr ShortList<ParamSpec, 5> stochastic_list{bars("period", 14), bars("k_smooth", 3), bars("d_smooth", 3),
                                                  number("k_factor", 3, 0, 100, ""), number("d_factor", 2, 0, 100, "")};
constexpr ShortList<std::string_view, 9> stochastic_outputs{"k", "d", "j"};
template <class I>
std::unique_ptr<AnyIndicator> stochastic(const Values& v, Source s) {
    return adapt(I({v.whole(0), v.whole(1), v.whole(2), v.number(3), v.number(4)}), s);
}

const Entry momentum_family[] = {
    {{"rsi",
      "momentum",
      "relative strength index, 0 to 100",
      "Wilder's smoothing: TA-Lib, Stock.Indicators, LEAN, TradingView",
      "period + 1",
      Feed::value,
      {bars("period", 14)},
      {"value"}},
     of_period<Rsi>},
    {{"rsi_cutler",
      "momentum",
      "relative strength index, 0 to 100",
      "simple means: Cutler, LEAN Simple",
      "period + 1",
      Feed::value,
      {bars("period", 14)},
      {"value"}},
     of_period<CutlerRsi>},
    {{"stoch_rsi",
      "momentum",
      "stochastic of the RSI, 0 to 100",
      "smoothed K and D on Wilder's RSI: TradingView, LEAN",
      "rsi + stoch + k_smooth + d_smooth - 2",
      Feed::value,
      {bars("rsi", 14), bars("stoch", 14), bars("k_smooth", 3), bars("d_smooth", 3)},
      {"k", "d"}},
     [](const Values& v, Source s) { return adapt(StochRsi({v.whole(0), v.whole(1), v.whole(2), v.whole(3)}), s); }},
    {{"stochastic", "momentum", "stochastic oscillator, 0 to 100",
      "simple averages, j = k_factor k - d_factor d: Stock.Indicators; k and d: TA-Lib STOCH",
      "period + k_smooth + d_smooth - 2", Feed::bar, stochastic_list, stochastic_outputs},
     stochastic<Stochastic>},
    {{"stochastic_smma", "momentum", "stochastic oscillator, 0 to 100", "Wilder's smoothing: Stock.Indicators SMMA",
      "period", Feed::bar, stochastic_list, stochastic_outputs},
     stochastic<StochasticSmma>},
    {{"williams_r",
      "momentum",
      "Williams %R, -100 to 0",
      "TA-Lib, Stock.Indicators, LEAN",
      "period",
      Feed::bar,
      {bars("period", 14)},
      {"value"}},
     of_period<WilliamsR>},
    {{"macd", "momentum", "moving average convergence/divergence",
      "each average from its own first mean: Stock.Indicators, LEAN", "slow + signal - 1", Feed::value, macd_list,
      macd_outputs},
     [](const Values& v, Source s) { return adapt(Macd(macd_periods(v)), s); },
     fast_below_slow},
    {{"macd_aligned", "momentum", "moving average convergence/divergence", "both averages seeded at one bar: TA-Lib",
      "slow + signal - 1", Feed::value, macd_list, macd_outputs},
     [](const Values& v, Source s) { return adapt(Macd(macd_periods(v), MacdStart::aligned), s); },
     fast_below_slow},
    {{"ppo", "momentum", "percentage price oscillator: the MACD in percent of the slow average",
      "averages seeded with means: Stock.Indicators (PVO on volume)", "slow + signal - 1", Feed::value, macd_list,
      macd_outputs},
     [](const Values& v, Source s) { return adapt(Ppo(macd_periods(v)), s); },
     fast_below_slow},
    {{"roc",
      "momentum",
      "rate of change in percent",
      "TA-Lib ROC, Stock.Indicators, LEAN",
      "period + 1",
      Feed::value,
      {bars("period", 10)},
      {"value"}},
     of_period<Roc>},
    {{"roc_ratio",
      "momentum",
      "rate of change as a ratio",
      "TA-Lib ROCR, LEAN",
      "period + 1",
      Feed::value,
      {bars("period", 10)},
      {"value"}},
     of_period<RocRatio>},
    {{"momentum",
      "momentum",
      "change against the value period bars ago",
      "TA-Lib MOM, LEAN",
      "period + 1",
      Feed::value,
      {bars("period", 10)},
      {"value"}},
     of_period<Momentum>},
    {{"cci",
      "momentum",
      "commodity channel index",
      "TA-Lib, Stock.Indicators, LEAN",
      "period",
      Feed::bar,
      {bars("period", 20)},
      {"value"}},
     of_period<Cci>},
    {{"ultimate",
      "momentum",
      "Ultimate oscillator, 0 to 100",
      "TA-Lib, LEAN",
      "max(fast, middle, slow) + 1",
      Feed::bar,
      {bars("fast", 7), bars("middle", 14), bars("slow", 28)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Ultimate({v.whole(0), v.whole(1), v.whole(2)}), s); }},
    {{"tsi",
      "momentum",
      "true strength index, -100 to 100",
      "averages seeded with means: LEAN",
      "slow + fast + signal - 1",
      Feed::value,
      {bars("slow", 25), bars("fast", 13), bars("signal", 7)},
      {"tsi", "signal"}},
     [](const Values& v, Source s) { return adapt(Tsi({v.whole(0), v.whole(1), v.whole(2)}), s); }},
    {{"awesome",
      "momentum",
      "Awesome oscillator",
      "LEAN, Stock.Indicators",
      "slow",
      Feed::bar,
      {bars("fast", 5), bars("slow", 34)},
      {"value"}},
     [](const Values& v, Source s) { return adapt(Awesome(v.whole(0), v.whole(1)), s); },
     fast_below_slow},
};

}  // namespace

std::span<const Entry> momentum_entries() { return momentum_family; }

}  // namespace argosy::indicators::detail
