#include "indicators/adx.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/donchian.hpp"
#include "indicators/macd.hpp"
#include "indicators/reference_table.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/supertrend.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

TEST(Reference, averages) {
    ARGOSY_SHARED_DATA(sma_file, "indicators/stock_indicators/Sma__SMA_Close.csv");
    const ReferenceTable sma(sma_file);
    expect_column(sma, "SMA", outputs(Sma(20), sma.numbers("close")));
    ARGOSY_SHARED_DATA(ema_file, "indicators/stock_indicators/Ema__EMA.csv");
    const ReferenceTable ema(ema_file);
    expect_column(ema, "ema", outputs(Ema(20), ema.numbers("close")));
    ARGOSY_SHARED_DATA(smma_file, "indicators/stock_indicators/Smma__Smoothed_Moving_Average.csv");
    const ReferenceTable smma(smma_file);
    expect_column(smma, "SMMA", outputs(WilderAverage(20), smma.numbers("close")));
}

TEST(Reference, rsi) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Rsi__RSI.csv");
    const ReferenceTable t(file);
    expect_column(t, "RSI(14)", outputs(Rsi(14), t.numbers("close")));
    ARGOSY_SHARED_DATA(lean_file, "indicators/lean/spy_with_StochRSI.csv");
    const ReferenceTable lean(lean_file);
    const auto close = lean.numbers("Close");
    const Compare printed{.scale = 100, .printed_digits = true};
    expect_column(lean, "k", outputs(StochRsi(), close, &StochRsiValue::k), printed);
    expect_column(lean, "d", outputs(StochRsi(), close, &StochRsiValue::d), printed);
}

TEST(Reference, macd) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Macd__MACD.csv");
    const ReferenceTable t(file);
    const auto close = t.numbers("close");
    expect_column(t, "MACD", outputs(Macd(), close, &MacdValue::macd), {.scale = 250});
    expect_column(t, "Signal", outputs(Macd(), close, &MacdValue::signal), {.scale = 250});
    expect_column(t, "Histo", outputs(Macd(), close, &MacdValue::histogram), {.scale = 250});
}

TEST(Reference, volatility) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Atr__ATR.csv");
    const ReferenceTable t(file);
    expect_column(t, "ATR", outputs(Atr(14), t.bars()));
    expect_column(t, "ATR%", outputs(Natr(14), t.bars()));
    ARGOSY_SHARED_DATA(bb_file, "indicators/stock_indicators/BollingerBands__Bollinger_Bands.csv");
    const ReferenceTable bb(bb_file);
    const auto close = bb.numbers("close");
    expect_column(bb, "sma", outputs(Bollinger(), close, &BollingerValue::middle));
    expect_column(bb, "upper", outputs(Bollinger(), close, &BollingerValue::upper));
    expect_column(bb, "lower", outputs(Bollinger(), close, &BollingerValue::lower));
    expect_column(bb, "%b", outputs(Bollinger(), close, &BollingerValue::percent_b));
    expect_column(bb, "width", outputs(Bollinger(), close, &BollingerValue::width));
    expect_column(bb, "stdev", outputs(StdDev(20), close));
}

TEST(Reference, adx) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Adx__ADX.csv");
    const ReferenceTable t(file);
    const auto bars = t.bars({"", "high", "low", "close", ""});
    expect_column(t, "ADX", outputs(Adx(14), bars, &AdxValue::adx));
    expect_column(t, "+DI14", outputs(Adx(14), bars, &AdxValue::plus_di));
    expect_column(t, "-DI14", outputs(Adx(14), bars, &AdxValue::minus_di));
}

TEST(Reference, supertrend) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/SuperTrend__SuperTrend_14_3.csv");
    const ReferenceTable t(file);
    expect_column(t, "SuperTrend",
                  outputs(Supertrend(14, 3), t.bars({"open", "high", "low", "close", ""}),
                          &SupertrendValue::line));
    ARGOSY_SHARED_DATA(btc_file,
                       "indicators/stock_indicators/SuperTrend__SuperTrend_10_3_with_Bitcoin.csv");
    const ReferenceTable btc(btc_file);
    expect_column(btc, "SuperTrend",
                  outputs(Supertrend(10, 3), btc.bars({"open", "high", "low", "close", ""}),
                          &SupertrendValue::line));
}

TEST(Reference, donchian) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_with_don50.txt");
    const ReferenceTable t(file);
    const auto bars = t.bars({"Open", "High", "Low", "Close", ""});
    const Compare printed{.printed_digits = true, .from = 49, .until = 500};
    expect_column(t, "Donchian Channels 50 Top", outputs(Donchian(50), bars, &DonchianValue::upper),
                  printed);
    expect_column(t, "Donchian Channels 50 Bottom",
                  outputs(Donchian(50), bars, &DonchianValue::lower), printed);
    expect_column(t, "Donchian Channels 50 Mean",
                  outputs(Donchian(50), bars, &DonchianValue::middle), printed);
}

}  // namespace
}  // namespace argosy::indicators
