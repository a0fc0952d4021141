#include <fmt/format.h>

#include "report/names.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

using performance::Metric;
using performance::MetricId;

/// A column of the table: who, and what is known of him.
struct Column {
    std::string name;
    std::span<const Metric> metrics;
};

std::vector<Column> columns_of(const Report& r, const std::optional<Benchmark>& benchmark) {
    const auto& s = r.result.summary;
    std::vector<Column> out{{"Run", s.metrics}};
    if (benchmark) out.push_back({"Buy and hold", benchmark->metrics});
    for (const auto& g : s.by_strategy) out.push_back({strategy_name(r, g.strategy), g.metrics});
    for (const auto& g : s.by_instrument) out.push_back({symbol_of(r, g.instrument), g.metrics});
    return out;
}

void write_definition(HtmlWriter& w, const performance::Definition& d) {
    w.raw("<th scope=row id=\"metric-").raw(d.name).raw("\"><details><summary>").text(d.title).raw("</summary><p>");
    w.text(d.definition).raw(".</p>");
    if (!d.undefined_when.empty()) w.raw("<p>Undefined when: ").text(d.undefined_when).raw(".</p>");
    w.raw("<p class=muted>").text(fmt::format("{}, in {}", d.name, to_string(d.unit))).raw("</p></details></th>");
}

void write_value(HtmlWriter& w, const Metric* m) {
    w.raw("<td class=num>");
    if (m) w.text(figure(*m));
    if (m && !m->value) w.raw(" ").element("span class=why", m->reason);
    w.raw("</td>");
}

std::string interval_of(const Metric& m) {
    if (!m.interval) return "";
    return fmt::format("{} to {}", figure({.id = m.id, .value = m.interval->low}),
                       figure({.id = m.id, .value = m.interval->high}));
}

void write_row(HtmlWriter& w, MetricId id, std::span<const Column> columns) {
    w.raw("<tr>");
    write_definition(w, performance::definition_of(id));
    for (const auto& column : columns) {
        const auto it = std::ranges::find(column.metrics, id, &Metric::id);
        write_value(w, it == column.metrics.end() ? nullptr : &*it);
        if (&column == columns.data()) w.element("td class=num", interval_of(*it));
    }
    w.raw("</tr>");
}

void write_rows(HtmlWriter& w, std::string_view title, MetricId first, MetricId last, std::span<const Column> columns) {
    w.raw("<tbody><tr class=head><th scope=rowgroup colspan=").raw(std::to_string(columns.size() + 2)).raw(">");
    w.text(title).raw("</th></tr>");
    for (int id = static_cast<int>(first); id <= static_cast<int>(last); ++id)
        write_row(w, static_cast<MetricId>(id), columns);
    w.raw("</tbody>");
}

}  // namespace

void write_metrics(HtmlWriter& w, const Report& r, const std::optional<Benchmark>& benchmark) {
    const auto columns = columns_of(r, benchmark);
    const auto& a = r.result.summary.assumptions;
    w.section(
        "metrics", "Metrics",
        fmt::format("Open a name for its definition. {:.0f} periods a year, risk-free rate {}, minimum return {}, "
                    "intervals from {} resamples with seed {}, {} trial{}.",
                    a.periods_per_year, percent(a.risk_free_rate), percent(a.minimum_return), a.resamples, a.seed,
                    a.trials, a.trials == 1 ? "" : "s"));
    w.raw("<div class=scroll><table class=\"sticky metrics\"><thead><tr><th scope=col>Metric");
    for (const auto& column : columns) {
        w.raw("<th scope=col class=num>").text(column.name);
        if (&column == columns.data()) w.raw("<th scope=col class=num>95 % interval");
    }
    w.raw("</tr></thead>");
    write_rows(w, "Equity", MetricId::total_return, MetricId::deflated_sharpe, columns);
    write_rows(w, "Trades", MetricId::trades, MetricId::slippage_bps, columns);
    write_rows(w, "Exposure and costs", MetricId::exposure_time, MetricId::costs_of_gross, columns);
    w.raw("</table></div></section>");
}

std::string_view origin_of(const Report& r) noexcept {
    return r.kind == "backtest" ? "The same version, data and configuration give this file again, to the byte."
                                : "The account as it was at the end of the period.";
}

void write_origin(HtmlWriter& w, const Report& r) {
    w.section("origin", "Origin", origin_of(r));
    w.raw("<dl class=origin>").element("dt", "Version").element("dd", "argosy " + r.version);
    w.element("dt", "Configuration").element("dd class=hash", r.config_hash);
    w.element("dt", "Result").element("dd class=hash", r.result.digest);
    w.element("dt", "Events").element("dd", grouped(std::to_string(r.result.events))).raw("</dl>");
    w.raw(
        "<div class=scroll><table><caption>Data</caption><thead><tr><th scope=col>Series<th scope=col class=num>Rows"
        "<th scope=col>Made<th scope=col>SHA-256 of the rows</tr></thead><tbody>");
    for (const auto& s : r.sources) {
        w.raw("<tr>").element("th scope=row", s.series).element("td class=num", grouped(std::to_string(s.rows)));
        w.element("td", s.made.empty() ? "as stored" : s.made).element("td class=hash", s.checksum).raw("</tr>");
    }
    w.raw("</tbody></table></div><details><summary>Configuration in full</summary><pre tabindex=0>");
    w.text(r.config_text).raw("</pre></details></section>");
}

}  // namespace argosy::report
