#include <fmt/format.h>

#include "report/breakdown.hpp"
#include "report/names.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

using performance::MetricId;

constexpr MetricId group_columns[] = {MetricId::trades, MetricId::win_rate, MetricId::profit_factor,
                                      MetricId::expectancy, MetricId::average_held};

/// Numbers of one line of the table of groups, from whatever counted them.
struct Line {
    std::string name;
    const std::function<const performance::Metric*(MetricId)> metric;
    performance::Costs costs;
    double net = 0;
};

const performance::Metric* find(std::span<const performance::Metric> metrics, MetricId id) {
    const auto it = std::ranges::find(metrics, id, &performance::Metric::id);
    return it == metrics.end() ? nullptr : &*it;
}

void money_cell(HtmlWriter& w, double value, bool coloured = false) {
    const auto* tone = !coloured || value == 0 ? "" : value < 0 ? " down" : " up";
    w.raw("<td class=\"num").raw(tone).raw("\">");
    w.text(amount(value)).raw("</td>");
}

void write_line(HtmlWriter& w, const Line& line) {
    w.raw("<tr>").element("th scope=row", line.name);
    for (const MetricId id : group_columns) {
        const auto* m = line.metric(id);
        w.element("td class=num", m ? figure(*m) : "–");
    }
    money_cell(w, line.net + line.costs.total());
    for (const double cost : {line.costs.fees, line.costs.funding, line.costs.slippage}) money_cell(w, -cost);
    money_cell(w, line.net, true);
    w.raw("</tr>");
}

double net_of(std::span<const domain::RoundTrip> trades) {
    Money sum;
    for (const auto& t : trades) sum += t.net();
    return sum.to_double();
}

void write_groups(HtmlWriter& w, std::string_view title, std::span<const performance::Group> groups, auto name_of) {
    if (groups.empty()) return;
    w.raw("<tbody><tr class=head><th scope=rowgroup colspan=11>").text(title).raw("</th></tr>");
    for (const auto& g : groups) {
        const auto* net = find(g.metrics, MetricId::net_profit);
        write_line(w, {.name = name_of(g),
                       .metric = [&](MetricId id) { return find(g.metrics, id); },
                       .costs = g.costs,
                       .net = net && net->value ? *net->value : 0});
    }
    w.raw("</tbody>");
}

void write_shares(HtmlWriter& w, std::string_view title, std::span<const Share> shares) {
    w.raw("<div class=scroll><table><caption>").text(title);
    w.raw(
        "</caption><thead><tr><th scope=col>Kind<th scope=col class=num>Trades<th scope=col class=num>Win rate<th "
        "scope=col class=num>Average<th scope=col class=num>Fees and funding<th scope=col "
        "class=num>Net</tr></thead><tbody>");
    for (const auto& s : shares) {
        w.raw("<tr>").element("th scope=row", s.name).element("td class=num", grouped(std::to_string(s.trades)));
        w.element("td class=num", percent(s.win_rate()));
        money_cell(w, s.average());
        money_cell(w, -s.costs);
        money_cell(w, s.net, true);
        w.raw("</tr>");
    }
    w.raw("</tbody></table></div>");
}

std::string words(std::string_view name) {
    std::string out(name);
    std::ranges::replace(out, '_', ' ');
    return out;
}

void write_group_table(HtmlWriter& w, const Report& r) {
    const auto& s = r.result.summary;
    w.raw(
        "<div class=scroll><table class=sticky><thead><tr><th scope=col>Who<th scope=col class=num>Trades<th scope=col "
        "class=num>Win rate<th scope=col class=num>Profit factor<th scope=col class=num>Expectancy<th scope=col "
        "class=num>Time held<th scope=col class=num>Before costs<th scope=col class=num>Fees<th scope=col "
        "class=num>Funding<th scope=col class=num>Slippage<th scope=col class=num>Net</tr></thead><tbody>");
    write_line(w, {.name = "All",
                   .metric = [&](MetricId id) { return &s[id]; },
                   .costs = s.costs,
                   .net = net_of(r.result.trades)});
    w.raw("</tbody>");
    write_groups(w, "Strategies", s.by_strategy, [&](const auto& g) { return strategy_name(r, g.strategy); });
    write_groups(w, "Instruments", s.by_instrument, [&](const auto& g) { return symbol_of(r, g.instrument); });
    w.raw("</table></div>");
}

void write_kinds(HtmlWriter& w, const Report& r) {
    if (r.result.trades.empty()) return;
    w.raw("<div class=pair>");
    write_shares(w, "By exit",
                 shares_of(r.result.trades, [](const auto& t) { return words(to_string(t.exit_purpose)); }));
    if (!r.result.recorded->regimes().empty())
        write_shares(w, "By market regime at the entry",
                     shares_of(r.result.trades, [&](const auto& t) { return words(to_string(regime_of(r, t))); }));
    w.raw("</div>");
}

}  // namespace

void write_breakdown(HtmlWriter& w, const Report& r) {
    w.section(
        "breakdown", "Breakdown and costs",
        "Closed trades. A book of several voters trades as one strategy under its own name. Costs are split; slippage "
        "is measured against the price at the decision, and a negative one is a gain.");
    write_costs(w, r.result.summary.costs, net_of(r.result.trades));
    write_group_table(w, r);
    write_kinds(w, r);
    w.raw("</section>");
}

}  // namespace argosy::report
