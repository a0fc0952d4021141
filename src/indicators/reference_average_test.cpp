#include "indicators/adaptive_average.hpp"
#include "indicators/moving_average.hpp"
#include "indicators/reference_table.hpp"
#include "indicators/weighted_average.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

TEST(ReferenceAverage, simple) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Sma__SMA_Close.csv");
    const ReferenceTable t(file);
    expect_column(t, "SMA", outputs(Sma(20), t.numbers("close")));
    expect_column(t, "SMA(O)", outputs(Sma(20), t.numbers("open")));
    ARGOSY_SHARED_DATA(volume_file, "indicators/stock_indicators/Sma__SMA_Volume.csv");
    const ReferenceTable volume(volume_file);
    expect_column(volume, "sma", outputs(Sma(20), volume.numbers("volume")));
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spy_with_rma.csv");
    const ReferenceTable lean(lean_file);
    const auto close = lean.numbers("close");
    // The file has the names of SMA5 and SMA15 swapped: its first bar already has all values, of a
    // longer series.
    const Compare printed{.printed_digits = true, .from = 15, .sparse = true};
    expect_column(lean, "SMA15", outputs(Sma(5), close), printed);
    expect_column(lean, "SMA10", outputs(Sma(10), close), printed);
    expect_column(lean, "SMA5", outputs(Sma(15), close), printed);
}

TEST(ReferenceAverage, exponential) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Ema__EMA.csv");
    const ReferenceTable t(file);
    expect_column(t, "ema", outputs(Ema(20), t.numbers("close")));
    expect_column(t, "ema(O)", outputs(Ema(20), t.numbers("open")));
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spy_ema.csv");
    const ReferenceTable lean(lean_file);
    expect_column(lean, "EMA14", outputs(Ema(14), lean.numbers("close")), {.printed_digits = true});
}

TEST(ReferenceAverage, wilder) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Smma__Smoothed_Moving_Average.csv");
    const ReferenceTable t(file);
    expect_column(t, "SMMA", outputs(WilderAverage(20), t.numbers("close")));
}

TEST(ReferenceAverage, weighted) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Wma__WMA.csv");
    const ReferenceTable t(file);
    expect_column(t, "wma", outputs(Wma(20), t.numbers("close")), {.sparse = true});
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spx_lwma.csv");
    const ReferenceTable lean(lean_file);
    // The source cuts digits off instead of rounding.
    expect_column(lean, "LWMA", outputs(Wma(6), lean.numbers("Close")),
                  {.printed_digits = true, .noise = 5e-5, .from = 5});
    ARGOSY_SHARED_DATA(hull_file, "indicators/stock_indicators/Hma__HMA.csv");
    const ReferenceTable hull(hull_file);
    expect_column(hull, "hma", outputs(Hma(20), hull.numbers("close")), {.sparse = true});
    ARGOSY_SHARED_DATA(volume_file, "indicators/lean/spy_with_vwma.csv");
    const ReferenceTable volume(volume_file);
    expect_column(volume, "VWMA20", outputs(Vwma(20), volume.bars(lean_columns)), {.printed_digits = true});
}

TEST(ReferenceAverage, with_less_lag) {
    ARGOSY_SHARED_DATA(dema_file, "indicators/lean/spy_dema.txt");
    const ReferenceTable dema(dema_file);
    expect_column(dema, "DEMA_5", outputs(Dema(5), dema.numbers("close")), {.printed_digits = true});
    ARGOSY_SHARED_DATA(tema_file, "indicators/lean/spy_tema.txt");
    const ReferenceTable tema(tema_file);
    expect_column(tema, "TEMA_5", outputs(Tema(5), tema.numbers("close")), {.printed_digits = true});
    ARGOSY_SHARED_DATA(kama_file, "indicators/lean/spy_kama.txt");
    const ReferenceTable kama(kama_file);
    expect_column(kama, "KAMA_5", outputs(Kama({.efficiency = 5}), kama.numbers("Close")), {.printed_digits = true});
}

}  // namespace
}  // namespace argosy::indicators
