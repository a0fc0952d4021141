#include "indicators/correlation.hpp"
#include "indicators/reference_table.hpp"
#include "indicators/regression.hpp"

namespace argosy::indicators {
namespace {
using namespace testing;

std::vector<Pair> pairs(const std::vector<double>& x, const std::vector<double>& y) {
    std::vector<Pair> out;
    for (std::size_t i = 0; i < x.size(); ++i) out.push_back({x[i], y[i]});
    return out;
}

TEST(ReferenceStatistics, z_score) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/StdDev__StdDev.csv");
    const ReferenceTable t(file);
    expect_column(t, "zscore", outputs(ZScore(10), t.numbers("close")), {.scale = 1});
}

TEST(ReferenceStatistics, regression) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Slope__Slope_Linear_Regression.csv");
    const ReferenceTable t(file);
    const auto close = t.numbers("close");
    expect_column(t, "m", outputs(LinearRegression(20), close, &RegressionValue::slope), {.scale = 1});
    expect_column(t, "m", outputs(LinearRegressionSlope(20), close), {.scale = 1});
    expect_column(t, "r2", outputs(LinearRegression(20), close, &RegressionValue::r_squared), {.scale = 1});
    expect_column(t, "stdev", outputs(LinearRegression(20), close, &RegressionValue::std_dev));
    ARGOSY_SHARED_DATA(end_file, "indicators/stock_indicators/Epma__Endpoint_Moving_Average.csv");
    const ReferenceTable end(end_file);
    expect_column(end, "EPMA", outputs(LinearRegression(20), end.numbers("close"), &RegressionValue::end));
}

TEST(ReferenceStatistics, correlation) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Correlation__Correlation.csv");
    const ReferenceTable t(file);
    expect_column(t, "corr", outputs(Correlation(20), pairs(t.numbers("mrkt"), t.numbers("eval"))), {.scale = 1});
}

TEST(ReferenceStatistics, beta) {
    ARGOSY_SHARED_DATA(file, "indicators/stock_indicators/Beta__Beta.csv");
    const ReferenceTable t(file);
    expect_column(t, "beta", outputs(Beta(20), pairs(t.numbers("eval"), t.numbers("mrkt"))), {.scale = 1});
}

/// Closes of two symbols whose rows alternate, joined by date; the last row of each date carries
/// the result.
struct Alternating {
    std::vector<Pair> prices;
    std::vector<std::string> results;

    Alternating(const ReferenceTable& t, std::string_view first, std::string_view result) {
        const std::size_t symbol = t.column("Symbol"), date = t.column("Date"), close = t.column("Close");
        std::string day;
        Pair both{nan, nan};
        for (std::size_t i = 0; i < t.size(); ++i) {
            if (t.text(i, date) != day) both = {nan, nan};
            day = t.text(i, date);
            (t.text(i, symbol) == first ? both.x : both.y) = ReferenceTable::number(t.text(i, close));
            if (std::isnan(both.x) || std::isnan(both.y)) continue;
            prices.push_back(both);
            results.push_back(t.text(i, t.column(result)));
        }
    }
};

TEST(ReferenceStatistics, beta_of_a_share) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/bi_datatest.csv");
    const Alternating joined(ReferenceTable(file), "AMZN", "Beta");
    const auto actual = outputs(Beta(5), joined.prices);
    ASSERT_EQ(actual.size(), 25U);
    for (std::size_t i = 5; i < actual.size(); ++i)
        EXPECT_NEAR(actual[i], ReferenceTable::number(joined.results[i]), half_digit(joined.results[i])) << i;
}

TEST(ReferenceStatistics, covariance_of_returns) {
    ARGOSY_SHARED_DATA(file, "indicators/lean/spy_qqq_cov.csv");
    const Alternating joined(ReferenceTable(file), "SPY", "Covariance");
    Covariance covariance(252, Spread::sample);
    std::size_t compared = 0;
    for (std::size_t i = 1; i < joined.prices.size(); ++i) {
        const Pair now = joined.prices[i], before = joined.prices[i - 1];
        const double actual = covariance.update({now.x / before.x - 1, now.y / before.y - 1});
        if (!covariance.ready()) continue;
        const double expected = ReferenceTable::number(joined.results[i]);
        ASSERT_NEAR(actual, expected, 1e-9 * std::abs(expected)) << i;
        ++compared;
    }
    EXPECT_GT(compared, 3000U);
}

}  // namespace
}  // namespace argosy::indicators
