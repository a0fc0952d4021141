#include "indicators/bollinger.hpp"
#include "indicators/choppiness.hpp"
#include "indicators/donchian.hpp"
#include "indicators/keltner.hpp"
#include "indicators/reference_table.hpp"
#include "indicators/true_range.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

TEST(ReferenceVolatility, true_range) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Tr__TR.csv");
    const ReferenceTable t(file);
    expect_column(t, "TR", outputs(TrueRange(), t.bars()));
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spy_tr.txt");
    const ReferenceTable lean(lean_file);
    expect_column(lean, "TR", outputs(TrueRange(), lean.bars(lean_columns)), {.scale = 1, .printed_digits = true});
}

TEST(ReferenceVolatility, average_true_range) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Atr__ATR.csv");
    const ReferenceTable t(file);
    expect_column(t, "ATR", outputs(Atr(14), t.bars()));
    expect_column(t, "ATR%", outputs(Natr(14), t.bars()));
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spy_atr.txt");
    const ReferenceTable lean(lean_file);
    expect_column(lean, "Average True Range 14",
                  outputs(AtrSimple(14), lean.bars({"Open", "High", "Low", "Close", ""})),
                  {.printed_digits = true, .noise = 5e-6, .until = 500});
}

TEST(ReferenceVolatility, bollinger_bands) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/BollingerBands__Bollinger_Bands.csv");
    const ReferenceTable t(file);
    const auto close = t.numbers("close");
    expect_column(t, "sma", outputs(Bollinger(), close, &BollingerValue::middle));
    expect_column(t, "upper", outputs(Bollinger(), close, &BollingerValue::upper));
    expect_column(t, "lower", outputs(Bollinger(), close, &BollingerValue::lower));
    expect_column(t, "%b", outputs(Bollinger(), close, &BollingerValue::percent_b), {.scale = 1});
    expect_column(t, "width", outputs(Bollinger(), close, &BollingerValue::width));
    expect_column(t, "stdev", outputs(StdDev(20), close));
}

TEST(ReferenceVolatility, deviations) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/StdDev__StdDev.csv");
    const ReferenceTable t(file);
    expect_column(t, "stddev", outputs(StdDev(10), t.numbers("close")));
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spy_var.txt");
    const ReferenceTable lean(lean_file);
    // The source subtracts squares of prices, so its last digits are noise of that size.
    expect_column(lean, "Var", outputs(Variance(10), lean.numbers("Close")), {.scale = 10, .printed_digits = true});
}

TEST(ReferenceVolatility, channels) {
    ARGOSY_SHARED_DATA(keltner_file, "indicators/lean/spy_with_keltner.csv");
    const ReferenceTable keltner(keltner_file);
    const auto bars = keltner.bars({"Open", "High", "Low", "Close", ""});
    const Compare printed{.printed_digits = true, .noise = 2e-5, .until = 500};
    expect_column(keltner, "Keltner Channels 20 Top", outputs(KeltnerSimple(20, 1.5), bars, &KeltnerValue::upper),
                  printed);
    expect_column(keltner, "Keltner Channels 20 Bottom", outputs(KeltnerSimple(20, 1.5), bars, &KeltnerValue::lower),
                  printed);
    expect_column(keltner, "Middle Band", outputs(KeltnerSimple(20, 1.5), bars, &KeltnerValue::middle), printed);
    ARGOSY_SHARED_DATA(donchian_file, "indicators/lean/spy_with_don50.txt");
    const ReferenceTable donchian(donchian_file);
    const auto days = donchian.bars({"Open", "High", "Low", "Close", ""});
    // The source shows a channel of fewer bars before the window is full, and ends in an unfinished
    // session.
    const Compare full{.printed_digits = true, .from = 49, .until = 500};
    expect_column(donchian, "Donchian Channels 50 Top", outputs(Donchian(50), days, &DonchianValue::upper), full);
    expect_column(donchian, "Donchian Channels 50 Bottom", outputs(Donchian(50), days, &DonchianValue::lower), full);
    expect_column(donchian, "Donchian Channels 50 Mean", outputs(Donchian(50), days, &DonchianValue::middle), full);
}

TEST(ReferenceVolatility, choppiness) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_with_chop.csv");
    const ReferenceTable t(file);
    expect_column(t, "CHOP14", outputs(Choppiness(14), t.bars(lean_columns)), {.printed_digits = true});
}

}  // namespace
}  // namespace argosy::indicators
