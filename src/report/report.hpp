#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backtest/run.hpp"

/// A finished run in every form that people and programs read.
///
/// Invariants: the same run gives the same bytes: nothing here depends on the clock, the machine or the folder.
namespace argosy::report {

/// Everything a report says where it comes from.
struct Report {
    backtest::RunConfig config;
    const domain::InstrumentTable* instruments = nullptr;
    /// What was played, for the candles and the benchmark; null: the page has neither.
    std::shared_ptr<const backtest::LoadedMarket> market;
    std::vector<backtest::Source> sources;
    std::vector<std::string> notes;
    backtest::RunResult result;
    std::string kind = "backtest";  ///< or "account": of one that runs, up to now
    std::string version;            ///< "0.1.0 (abc123)"
    std::string config_hash;        ///< SHA-256 of the configuration in canonical form
    std::string config_text;        ///< the canonical form itself
};

/// What a person reads in a terminal: warnings first, then the figures.
[[nodiscard]] std::string text(const Report& report);
/// One JSON document with everything but the equity curve's and fills' long lists (see the CSV files).
[[nodiscard]] std::string json(const Report& report);
/// One file for a browser, without network: docs/backtest.md explains its parts.
[[nodiscard]] std::string html(const Report& report);
/// The same kind of file on a page or two: key figures, months, every metric.
[[nodiscard]] std::string tear_sheet(const Report& report);
/// metric,value,unit,reason: a line for each.
[[nodiscard]] std::string metrics_csv(const Report& report);
/// One line for each closed trade, with a header line.
[[nodiscard]] std::string trades_csv(const Report& report);
/// time,equity: the down-sampled curve, with both extremes of every stretch.
[[nodiscard]] std::string equity_csv(const Report& report);
/// One line for each fill.
[[nodiscard]] std::string fills_csv(const Report& report);

/// A warning as one line of text: "CODE: what it is; what to look at".
[[nodiscard]] std::string line_of(const performance::Warning& warning);

/// "2 positions are still open: 54.28 of the net profit, in none of the figures of trades". Empty: none is open.
[[nodiscard]] std::string still_open(const Report& report);

/// A metric as people read it: "12.3 %", "1.24", "-" when it is not defined.
[[nodiscard]] std::string format(const performance::Metric& metric);

}  // namespace argosy::report
