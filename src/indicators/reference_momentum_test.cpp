#include "indicators/cci.hpp"
#include "indicators/macd.hpp"
#include "indicators/oscillators.hpp"
#include "indicators/rate_of_change.hpp"
#include "indicators/reference_table.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/stochastic.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

TEST(ReferenceMomentum, rsi) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Rsi__RSI.csv");
    const ReferenceTable t(file);
    expect_column(t, "RSI(14)", outputs(Rsi(14), t.numbers("close")));
    ARGOSY_SHARED_DATA(connors_file, "indicators/stock_indicators/ConnorsRsi__ConnorsRSI.csv");
    const ReferenceTable connors(connors_file);
    expect_column(connors, "rsi(3)", outputs(Rsi(3), connors.numbers("close")));
}

TEST(ReferenceMomentum, stochastic_rsi) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_with_StochRSI.csv");
    const ReferenceTable t(file);
    const auto close = t.numbers("Close");
    const Compare printed{.scale = 100, .printed_digits = true};
    expect_column(t, "k", outputs(StochRsi(), close, &StochRsiValue::k), printed);
    expect_column(t, "d", outputs(StochRsi(), close, &StochRsiValue::d), printed);
}

TEST(ReferenceMomentum, stochastic) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Stoch__STO_14_3_3_2.csv");
    const ReferenceTable t(file);
    const auto bars = t.bars();
    expect_column(t, "%K", outputs(Stochastic(), bars, &StochasticValue::k), {.scale = 100});
    expect_column(t, "%D", outputs(Stochastic(), bars, &StochasticValue::d), {.scale = 100});
    expect_column(t, "%J", outputs(Stochastic(), bars, &StochasticValue::j), {.scale = 100});
    expect_column(t, "K(14)'", outputs(Stochastic({.k_smooth = 1}), bars, &StochasticValue::k), {.scale = 100});
}

TEST(ReferenceMomentum, stochastic_with_wilders_smoothing) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Stoch__STO_9_3_3_SMMA_5_4.csv");
    const ReferenceTable t(file);
    const auto bars = t.bars();
    const StochasticParams p{.period = 9, .k_smooth = 3, .d_smooth = 3, .k_factor = 5, .d_factor = 4};
    expect_column(t, "%K", outputs(StochasticSmma(p), bars, &StochasticValue::k), {.scale = 100});
    expect_column(t, "%D", outputs(StochasticSmma(p), bars, &StochasticValue::d), {.scale = 100});
    expect_column(t, "%J", outputs(StochasticSmma(p), bars, &StochasticValue::j), {.scale = 100});
}

TEST(ReferenceMomentum, macd) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Macd__MACD.csv");
    const ReferenceTable t(file);
    const auto close = t.numbers("close");
    expect_column(t, "MACD", outputs(Macd(), close, &MacdValue::macd), {.scale = 250});
    expect_column(t, "Signal", outputs(Macd(), close, &MacdValue::signal), {.scale = 250});
    expect_column(t, "Histo", outputs(Macd(), close, &MacdValue::histogram), {.scale = 250});
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spy_with_macd.txt");
    const ReferenceTable lean(lean_file);
    const auto monthly = lean.numbers("Close");
    const Compare single{.printed_digits = true, .noise = 5e-6, .sparse = true};
    expect_column(lean, "MACD", outputs(Macd(), monthly, &MacdValue::macd), single);
    expect_column(lean, "Signal", outputs(Macd(), monthly, &MacdValue::signal), single);
}

TEST(ReferenceMomentum, percentage_oscillator) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Pvo__PVO.csv");
    const ReferenceTable t(file);
    const auto volume = t.numbers("volume");
    expect_column(t, "PVO", outputs(Ppo(), volume, &MacdValue::macd), {.scale = 100});
    expect_column(t, "Signal", outputs(Ppo(), volume, &MacdValue::signal), {.scale = 100});
    expect_column(t, "Histo", outputs(Ppo(), volume, &MacdValue::histogram), {.scale = 100});
}

TEST(ReferenceMomentum, rate_of_change) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Roc__ROC.csv");
    const ReferenceTable t(file);
    expect_column(t, "mom", outputs(Momentum(20), t.numbers("close")), {.scale = 250});
    expect_column(t, "roc", outputs(Roc(20), t.numbers("close")), {.scale = 100});
    ARGOSY_SHARED_DATA(ratio_file, "indicators/lean/spy_rocr.txt");
    const ReferenceTable ratio(ratio_file);
    expect_column(ratio, "ROCR_5", outputs(RocRatio(5), ratio.numbers("Close")), {.printed_digits = true});
    ARGOSY_SHARED_DATA(percent_file, "indicators/lean/spy_with_rocp50.txt");
    const ReferenceTable percent(percent_file);
    expect_column(percent, "Rate of Change % 50", outputs(Roc(50), percent.numbers("Close")),
                  {.printed_digits = true, .noise = 1e-5, .until = 500});
}

TEST(ReferenceMomentum, oscillators_of_bars) {
    ARGOSY_SHARED_DATA(cci_file, "indicators/lean/spy_with_cci.txt");
    const ReferenceTable cci(cci_file);
    const auto cci_bars = cci.bars({"Open", "High", "Low", "Close", ""});
    expect_column(cci, "Commodity Channel Index (CCI) 14", outputs(Cci(14), cci_bars),
                  {.printed_digits = true, .noise = 2.2e-3, .until = 500});
    ARGOSY_SHARED_DATA(williams_file, "indicators/lean/spy_with_williamsR14.txt");
    const ReferenceTable williams(williams_file);
    expect_column(williams, "Williams %R 14",
                  outputs(WilliamsR(14), williams.bars({"Open", "High", "Low", "Close", ""})),
                  {.printed_digits = true, .noise = 4e-4, .until = 500});
    ARGOSY_SHARED_DATA(ultimate_file, "indicators/lean/spy_ultosc.txt");
    const ReferenceTable ultimate(ultimate_file);
    expect_column(ultimate, "ULTOSC_7_14_28", outputs(Ultimate(), ultimate.bars(lean_columns)),
                  {.printed_digits = true});
    ARGOSY_SHARED_DATA(awesome_file, "indicators/lean/spy_ao.txt");
    const ReferenceTable awesome(awesome_file);
    expect_column(awesome, "AO", outputs(Awesome(), awesome.bars(lean_columns)),
                  {.scale = 250, .printed_digits = true});
}

TEST(ReferenceMomentum, true_strength) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_tsi.csv");
    const ReferenceTable t(file);
    expect_column(t, "TSI_25_13", outputs(Tsi(), t.numbers("close"), &TsiValue::tsi), {.printed_digits = true});
    expect_column(t, "Signal_7", outputs(Tsi(), t.numbers("close"), &TsiValue::signal), {.printed_digits = true});
}

}  // namespace
}  // namespace argosy::indicators
