#include "indicators/adx.hpp"
#include "indicators/aroon.hpp"
#include "indicators/ichimoku.hpp"
#include "indicators/parabolic_sar.hpp"
#include "indicators/reference_table.hpp"
#include "indicators/supertrend.hpp"
#include "indicators/vortex.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

TEST(ReferenceTrend, adx) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Adx__ADX.csv");
    const ReferenceTable t(file);
    const auto bars = t.bars({"", "high", "low", "close", ""});
    expect_column(t, "ADX", outputs(Adx(14), bars, &AdxValue::adx));
    expect_column(t, "+DI14", outputs(Adx(14), bars, &AdxValue::plus_di));
    expect_column(t, "-DI14", outputs(Adx(14), bars, &AdxValue::minus_di));
}

TEST(ReferenceTrend, aroon) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Aroon__AROON_25.csv");
    const ReferenceTable t(file);
    expect_column(t, "up", outputs(AroonEarliest(25), t.bars(), &AroonValue::up));
    expect_column(t, "down", outputs(AroonEarliest(25), t.bars(), &AroonValue::down));
    expect_column(t, "osc", outputs(AroonEarliest(25), t.bars(), &AroonValue::oscillator));
}

TEST(ReferenceTrend, parabolic_sar) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/ParabolicSar__Parabolic_SAR.csv");
    const ReferenceTable t(file);
    const auto bars = t.bars({"open", "high", "low", "close", ""});
    const SarParams p{.step = 0.02, .max = 0.2, .start = 0.01};
    // The sheet shows its assumed first trend too, until the first turn on row 13.
    expect_column(t, "sar", outputs(ParabolicSar(p), bars, &SarValue::stop), {.from = 13});
    expect_column(t, "rev", outputs(ParabolicSar(p), bars, &SarValue::turned), {.from = 13});
    EXPECT_TRUE(std::isnan(outputs(ParabolicSar(p), bars, &SarValue::stop)[12]));
}

TEST(ReferenceTrend, supertrend) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/SuperTrend__SuperTrend_14_3.csv");
    const ReferenceTable t(file);
    const auto bars = t.bars({"open", "high", "low", "close", ""});
    expect_column(t, "SuperTrend", outputs(Supertrend(14, 3), bars, &SupertrendValue::line));
    expect_column(t, "Upper", outputs(Supertrend(14, 3), bars, &SupertrendValue::upper));
    expect_column(t, "Lower", outputs(Supertrend(14, 3), bars, &SupertrendValue::lower));
    ARGOSY_SHARED_DATA(btc_file, "indicators/stock_indicators/SuperTrend__SuperTrend_10_3_with_Bitcoin.csv");
    const ReferenceTable btc(btc_file);
    const auto days = btc.bars({"open", "high", "low", "close", ""});
    expect_column(btc, "SuperTrend", outputs(Supertrend(10, 3), days, &SupertrendValue::line));
}

TEST(ReferenceTrend, ichimoku) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_with_ichimoku.csv");
    const ReferenceTable t(file);
    const auto bars = t.bars({"Open", "High", "Low", "Close", ""});
    const Compare printed{.printed_digits = true};
    expect_column(t, "Tenkan", outputs(Ichimoku(), bars, &IchimokuValue::tenkan), printed);
    expect_column(t, "Kijun", outputs(Ichimoku(), bars, &IchimokuValue::kijun), printed);
    expect_column(t, "Senkou A", outputs(Ichimoku(), bars, &IchimokuValue::senkou_a), printed);
    expect_column(t, "Senkou B", outputs(Ichimoku(), bars, &IchimokuValue::senkou_b), printed);
}

TEST(ReferenceTrend, vortex) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_with_vtx.csv");
    const ReferenceTable t(file);
    expect_column(t, "plus_vtx", outputs(Vortex(14), t.bars(lean_columns), &VortexValue::plus),
                  {.printed_digits = true});
    expect_column(t, "minus_vtx", outputs(Vortex(14), t.bars(lean_columns), &VortexValue::minus),
                  {.printed_digits = true});
}

}  // namespace
}  // namespace argosy::indicators
