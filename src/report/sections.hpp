#pragma once

#include <optional>

#include "report/benchmark.hpp"
#include "report/html_writer.hpp"
#include "report/report.hpp"

/// The parts of the page, in its order. All of it is plain markup that reads without a script; the script of
/// web/report draws the charts and the table of trades.
namespace argosy::report {

/// Name, period, what traded, the buttons.
void write_header(HtmlWriter& w, const Report& r);
/// What makes the result doubtful, the gravest first; what was checked when there is nothing.
void write_warnings(HtmlWriter& w, const Report& r);
/// The figures that people look at first, with their intervals.
void write_tiles(HtmlWriter& w, const Report& r, const std::optional<Benchmark>& benchmark);
void write_equity(HtmlWriter& w, const Report& r, const std::optional<Benchmark>& benchmark);
void write_trades(HtmlWriter& w, const Report& r);
void write_months(HtmlWriter& w, const Report& r);
void write_distribution(HtmlWriter& w, const Report& r);
/// By strategy and instrument, with costs split into fees, funding and slippage; by exit and market regime.
void write_breakdown(HtmlWriter& w, const Report& r);
/// The way from profit before costs over fees, funding and slippage to the net, as bars; nothing when all are zero.
void write_costs(HtmlWriter& w, const performance::Costs& costs, double net);
/// How the strategies voted, and what each contributed.
void write_consensus(HtmlWriter& w, const Report& r);
/// Refused orders, states of risk, ambiguous bars, the truncation check.
void write_checks(HtmlWriter& w, const Report& r);
/// Every metric with its definition, interval, and the reason when it is undefined.
void write_metrics(HtmlWriter& w, const Report& r, const std::optional<Benchmark>& benchmark);
/// What version, data and configuration are good for.
[[nodiscard]] std::string_view origin_of(const Report& r) noexcept;
/// Version, data, configuration and digest: what it takes to get the same bytes again.
void write_origin(HtmlWriter& w, const Report& r);

}  // namespace argosy::report
