#include "indicators/moving_average.hpp"
#include "indicators/reference_table.hpp"
#include "indicators/volume.hpp"
#include "indicators/vwap.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

TEST(ReferenceVolume, on_balance_volume) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_with_obv.txt");
    const ReferenceTable t(file);
    auto actual = outputs(Obv(), t.bars(lean_columns));
    const auto expected = t.numbers("OBV");
    std::size_t first = 0;
    while (std::isnan(expected[first])) ++first;
    const double offset = expected[first] - actual[first];  // where the source began to count
    for (double& value : actual) value += offset;
    // Seven digits of the volumes and of the total: the error grows with the bars summed.
    expect_column(t, "OBV", actual, {.relative = 2e-5, .scale = 1e9, .from = first, .until = 500});
    ARGOSY_SHARED_DATA(smoothed_file, "indicators/lean/spy_with_sobv.csv");
    const ReferenceTable smoothed(smoothed_file);
    const auto obv = outputs(Obv(ObvStart::first_volume), smoothed.bars(lean_columns));
    expect_column(smoothed, "SOBV20", outputs(Sma(20), obv), {.printed_digits = true});
}

TEST(ReferenceVolume, accumulation_distribution) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_ad.txt");
    const ReferenceTable t(file);
    expect_column(t, "AD", outputs(AdLine(), t.bars(lean_columns)), {.printed_digits = true});
    ARGOSY_SHARED_DATA(cmf_file, "indicators/lean/spy_cmf.txt");
    const ReferenceTable cmf(cmf_file);
    // The file starts in the middle of a longer series.
    expect_column(cmf, "CMF_20", outputs(ChaikinMoneyFlow(20), cmf.bars(lean_columns)),
                  {.printed_digits = true, .from = 19, .until = 299});
}

TEST(ReferenceVolume, money_flow_index) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Mfi__MFI.csv");
    const ReferenceTable t(file);
    expect_column(t, "mf", outputs(MoneyFlowIndex(14), t.bars()));
}

TEST(ReferenceVolume, vwap) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Vwap__VWAP.csv");
    const ReferenceTable t(file);
    expect_column(t, "VWAP", outputs(SessionVwap(), t.bars()));
    ARGOSY_SHARED_DATA(later_file, "indicators/stock_indicators/Vwap__VWAP_with_Start_Date.csv");
    const ReferenceTable later(later_file);
    const auto expected = later.numbers("VWAP");
    SessionVwap vwap;
    std::vector<double> actual;
    for (std::size_t i = 0; i < later.size(); ++i) {
        if (i > 0 && !std::isnan(expected[i]) && std::isnan(expected[i - 1])) vwap.start_session();
        actual.push_back(vwap.update(later.bars()[i]));
    }
    expect_column(later, "VWAP", actual, {.sparse = true});
}

}  // namespace
}  // namespace argosy::indicators
