#include <array>
#include <cmath>
#include <fmt/format.h>

#include "report/breakdown.hpp"
#include "report/chart_bars.hpp"
#include "report/names.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

void write_falls(HtmlWriter& w, const Report& r) {
    const auto falls = worst_falls(r.result.curve, 5);
    if (falls.empty()) return;
    w.raw(
        "<h3>Deepest falls</h3><div class=scroll><table><thead><tr><th scope=col class=num>Depth<th scope=col "
        "class=num>In money<th scope=col>Peak<th scope=col>Trough<th scope=col>Recovered<th scope=col class=num>Under "
        "water</tr></thead><tbody>");
    for (const auto& f : falls) {
        w.raw("<tr>")
            .element("td class=\"num down\"", percent(f.fraction()))
            .element("td class=num", amount(f.depth().to_double()));
        w.element("td", minute(f.peak_at)).element("td", minute(f.trough_at));
        w.element("td", f.recovered_at ? minute(*f.recovered_at) : "not within the run");
        w.element("td class=num", days(f.recovered_at.value_or(r.result.summary.end) - f.peak_at)).raw("</tr>");
    }
    w.raw("</tbody></table></div>");
}

struct Year {
    std::array<std::optional<double>, 12> months;
    double product = 1;
};

/// "up3": the strength of a colour, of five, by the largest month of the run.
std::string shade(double value, double largest) {
    if (value == 0 || largest == 0) return "";
    return fmt::format("{}{}", value > 0 ? "up" : "down", std::max(1.0, std::ceil(5 * std::abs(value) / largest)));
}

void write_month(HtmlWriter& w, const std::optional<double>& value, double largest) {
    if (!value) return void(w.raw("<td></td>"));
    w.raw("<td class=\"num ")
        .raw(shade(*value, largest))
        .raw("\">")
        .text(grouped(fmt::format("{:.1f}", 100 * *value)))
        .raw("</td>");
}

}  // namespace

void write_equity(HtmlWriter& w, const Report& r, const std::optional<Benchmark>& benchmark) {
    w.section("equity", "Equity",
              "Marked at every bar, after fees and funding, in " + std::string(r.config.account.currency.code()) + ".");
    w.raw("<div class=bar data-needs-script><span class=legend id=equity-legend></span><span class=spacer></span>");
    if (benchmark) w.raw("<label><input type=checkbox id=show-benchmark checked> Buy and hold</label>");
    w.raw(
        "<label><input type=checkbox id=log-scale> Logarithmic</label></div>"
        "<div class=\"chart tall\" id=equity-chart role=img aria-label=\"Equity over time\" data-needs-script></div>"
        "<div class=\"chart low\" id=underwater-chart role=img aria-label=\"Drawdown over time\" "
        "data-needs-script></div>"
        "<p class=hint data-needs-script>Drag over the chart to look closer, double-click for the whole run.</p>");
    if (benchmark)
        w.raw(
            "<p class=hint>Buy and hold: equal parts of the starting equity in every instrument, bought at its first "
            "open, without costs.</p>");
    write_falls(w, r);
    w.raw("</section>");
}

void write_trades(HtmlWriter& w, const Report& r) {
    w.section(
        "trades", "Trades",
        fmt::format("{} closed, {} still open at the end. A click on a trade moves the chart to it; all times are UTC.",
                    grouped(std::to_string(r.result.trades.size())), r.result.open_trades.size()));
    w.raw(
        "<div id=price-part data-needs-script><div class=bar><label>Instrument <select "
        "id=chart-instrument></select></label>"
        "<div class=group role=group aria-label=\"Length of the candles\" id=chart-interval></div>"
        "<button type=button class=button id=chart-all>Whole run</button><span class=spacer></span>"
        "<span class=muted id=chart-note role=status></span></div>"
        "<div class=chart id=price-chart role=img aria-label=\"Price with trades\"></div></div>"
        "<div class=bar data-needs-script><label>Search <input type=search id=trade-search placeholder=\"date, exit\">"
        "</label><label>Strategy <select id=trade-strategy></select></label><label>Instrument <select "
        "id=trade-instrument></select></label><label>Side <select id=trade-side><option value=\"\">all<option>long"
        "<option>short</select></label><label>Result <select id=trade-result><option value=\"\">all<option "
        "value=win>wins<option value=loss>losses</select></label><span class=spacer></span><span class=muted "
        "id=trade-count role=status></span></div>"
        "<div class=trades id=trade-list tabindex=0 role=region aria-label=\"List of trades\" data-needs-script></div>"
        "<p class=without-script>The charts and the list of trades need JavaScript; trades.csv beside this file holds "
        "the "
        "same trades.</p></section>");
}

void write_months(HtmlWriter& w, const Report& r) {
    std::map<int, Year> years;
    double largest = 0;
    for (const auto& m : r.result.summary.months) {
        auto& year = years[m.year];
        year.months[static_cast<std::size_t>(m.month - 1)] = m.value;
        year.product *= 1 + m.value;
        largest = std::max(largest, std::abs(m.value));
    }
    w.section("months", "Months",
              "Returns in per cent of calendar months (UTC, of stocks by trading day); the first and the last may be "
              "short.");
    w.raw("<div class=scroll><table class=heat><thead><tr><th scope=col>Year");
    for (const auto* name :
         {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Year"})
        w.raw("<th scope=col class=num>").raw(name);
    w.raw("</tr></thead><tbody>");
    for (const auto& [number, year] : years) {
        w.raw("<tr>").element("th scope=row", std::to_string(number));
        for (const auto& month : year.months) write_month(w, month, largest);
        w.raw("<td class=\"num total\">")
            .text(grouped(fmt::format("{:.1f}", 100 * (year.product - 1))))
            .raw("</td></tr>");
    }
    w.raw("</tbody></table></div></section>");
}

void write_distribution(HtmlWriter& w, const Report& r) {
    w.section("distribution", "Distribution", "How often which result occurred.");
    w.raw(
        "<div class=pair data-needs-script><figure><figcaption>Days by return, in per cent</figcaption><div "
        "class=chart "
        "id=days-chart role=img aria-label=\"Histogram of daily returns\"></div></figure><figure><figcaption>Trades by "
        "net result, in ");
    w.text(r.config.account.currency.code());
    w.raw(
        "</figcaption><div class=chart id=results-chart role=img aria-label=\"Histogram of trade "
        "results\"></div></figure></div></section>");
}

}  // namespace argosy::report
