// A published backtest of another program: the figures whose definitions agree must agree.
#include <fstream>
#include <gtest/gtest.h>

#include "performance/summary.hpp"
#include "support/shared_data.hpp"

namespace argosy::performance {
namespace {

using domain::Currency;
using domain::RoundTrip;

/// `"key": value,` of one line of the re-indented file; empty when the line has another key.
std::string value_of(const std::string& line, const std::string& key) {
    const auto at = line.find("\"" + key + "\": ");
    if (at == line.npos) return {};
    std::string value = line.substr(at + key.size() + 4);
    if (!value.empty() && value.back() == ',') value.pop_back();
    return value;
}

Time milliseconds(const std::string& value) {
    return time_from_ns(static_cast<std::int64_t>(std::strtod(value.c_str(), nullptr)) * 1'000'000);
}

/// The trade list: the objects with a pair and a close time come first in the file.
std::vector<RoundTrip> read_trades(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<RoundTrip> out;
    RoundTrip t;
    for (std::string line; std::getline(file, line);) {
        if (line.find("\"results_per_pair\"") != line.npos) break;
        if (const auto v = value_of(line, "profit_abs"); !v.empty())
            t.gross = *parse_decimal<Money>(v, Rounding::half_even);
        if (const auto v = value_of(line, "open_timestamp"); !v.empty()) t.entry_time = milliseconds(v);
        if (const auto v = value_of(line, "close_timestamp"); !v.empty()) {
            t.exit_time = milliseconds(v);
            t.currency = Currency("BTC");
            out.push_back(t);
        }
    }
    return out;
}

TEST(Freqtrade, figures_with_the_same_definition_agree) {
    ARGOSY_SHARED_DATA(path, "backtest/freqtrade_backtest_result.json");
    auto trades = read_trades(path);
    ASSERT_EQ(trades.size(), 179U);
    std::ranges::sort(trades, {}, &RoundTrip::exit_time);
    const Money start = "0.01"_money;
    EquityRecorder recorder({}, *parse_iso8601("2018-01-10T07:15"), start);
    Money equity = start;
    for (const auto& t : trades) recorder.on_mark(t.exit_time, equity += t.net());
    recorder.finish(*parse_iso8601("2018-01-30T04:45"));
    const auto s = summarise(recorder, trades, {.reporting = Currency("BTC")});
    ASSERT_TRUE(s) << s.error().describe();
    const auto get = [&](MetricId id) { return (*s)[id].value.value_or(-1); };
    EXPECT_NEAR(get(MetricId::total_return), 0.10419029856968845, 1e-13);  // profit_total
    EXPECT_NEAR(get(MetricId::net_profit), 0.0010419029856968845, 1e-15);  // profit_total_abs
    EXPECT_NEAR(get(MetricId::profit_factor), 2.4223288739520954, 1e-12);  // profit_factor
    EXPECT_NEAR(get(MetricId::win_rate), 170.0 / 179, 1e-15);              // strategy_comparison, by amount
    EXPECT_NEAR(get(MetricId::expectancy), 0.0010419029856968845 / 179, 1e-16);
    // max_drawdown_account and max_drawdown_abs: trades that close at the same instant count as one step.
    EXPECT_NEAR(get(MetricId::closed_trade_drawdown), 0.018740312808228732, 1e-13);
    EXPECT_NEAR(get(MetricId::average_held) * 86400, 13200, 30);  // holding_avg_s, rounded to minutes
    // cagr there is computed from 19 days: here it is undefined under 30.
    EXPECT_EQ((*s)[MetricId::cagr].reason, "under 30 days");
    // backtest_best_day_abs and worst_day_abs, by the day of the close.
    Money best, worst;
    for (std::size_t k = 1; k < recorder.daily().size(); ++k) {
        const Money gain = recorder.daily()[k].equity - recorder.daily()[k - 1].equity;
        best = std::max(best, gain);
        worst = std::min(worst, gain);
    }
    EXPECT_NEAR(best.to_double(), 0.000245614, 1e-9);
    EXPECT_NEAR(worst.to_double(), -0.0001325331, 1e-9);
}

}  // namespace
}  // namespace argosy::performance
