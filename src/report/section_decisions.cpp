#include <fmt/format.h>

#include "report/names.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

std::string count_of(std::uint64_t n) { return grouped(std::to_string(n)); }

void write_voting(HtmlWriter& w, const Report& r) {
    const auto& voting = r.result.recorded->voting();
    w.raw(
        "<div class=scroll><table><caption>How each voter stood</caption><thead><tr><th scope=col>Voter<th scope=col "
        "class=num>Signals<th scope=col class=num>Agreed<th scope=col class=num>Opposed<th scope=col "
        "class=num>Not counted</tr></thead><tbody>");
    const auto& signals = r.result.recorded->signals();
    for (std::size_t id = 0; id < voting.size(); ++id) {
        const auto& v = voting[id];
        if (v.agreed + v.opposed + v.uncounted == 0) continue;
        w.raw("<tr>").element("th scope=row", strategy_name(r, StrategyId(static_cast<std::uint16_t>(id))));
        w.element("td class=num", count_of(id < signals.size() ? signals[id] : 0))
            .element("td class=num", count_of(v.agreed));
        w.element("td class=num", count_of(v.opposed)).element("td class=num", count_of(v.uncounted)).raw("</tr>");
    }
    w.raw("</tbody></table></div>");
}

/// The most frequent first.
template <class Counts>
void write_counts(HtmlWriter& w, std::string_view title, std::string_view what, const Counts& counts) {
    std::vector<std::pair<std::string_view, std::uint64_t>> sorted(counts.begin(), counts.end());
    std::ranges::sort(sorted, [](const auto& a, const auto& b) {
        return std::pair(b.second, a.first) < std::pair(a.second, b.first);
    });
    w.raw("<div class=scroll><table><caption>").text(title).raw("</caption><thead><tr><th scope=col>").text(what);
    w.raw("<th scope=col class=num>Times</tr></thead><tbody>");
    for (const auto& [name, count] : sorted)
        w.raw("<tr>").element("th scope=row", name).element("td class=num", count_of(count)).raw("</tr>");
    w.raw("</tbody></table></div>");
}

void write_contributions(HtmlWriter& w, const Report& r) {
    if (r.result.contributions.empty()) return;
    const auto& s = r.result.summary;
    const double net = s[performance::MetricId::net_profit].value.value_or(0);
    w.raw(
        "<div class=scroll><table><caption>Leave one out: the same run without one voter</caption><thead><tr><th "
        "scope=col>Without<th scope=col class=num>Net profit<th scope=col class=num>Sharpe<th scope=col "
        "class=num>Contribution of the voter</tr></thead><tbody>");
    for (const auto& c : r.result.contributions) {
        const double gain = net - c.net_profit_without.value.value_or(net);
        w.raw("<tr>").element("th scope=row", c.voter).element("td class=num", figure(c.net_profit_without));
        w.element("td class=num", figure(c.sharpe_without));
        w.element(gain < 0 ? "td class=\"num down\"" : "td class=\"num up\"", amount(gain)).raw("</tr>");
    }
    w.raw("</tbody></table></div>");
}

void write_transitions(HtmlWriter& w, const Report& r) {
    constexpr std::size_t shown = 20;
    const auto& all = r.result.recorded->transitions();
    if (all.empty()) return;
    w.raw("<div class=scroll><table><caption>").text(fmt::format("Risk states: {} changes", all.size()));
    w.raw(
        "</caption><thead><tr><th scope=col>Time<th scope=col>From<th scope=col>To<th "
        "scope=col>Because</tr></thead><tbody>");
    for (const auto& t : std::span(all).first(std::min(shown, all.size()))) {
        w.raw("<tr>").element("td", minute(t.time)).element("td", to_string(t.from)).element("td", to_string(t.to));
        w.element("td", fmt::format("{} {} (limit {}) {}", to_string(t.measure), percent(t.loss.to_double()),
                                    percent(t.threshold.to_double()), t.note.view()))
            .raw("</tr>");
    }
    w.raw("</tbody></table></div>");
    if (all.size() > shown) w.element("p class=hint", fmt::format("The first {} of {}.", shown, all.size()));
}

void write_check(HtmlWriter& w, std::string_view title, std::string_view value, std::string_view text) {
    w.raw("<div class=tile>").element("dt", title).element("dd", value).element("dd class=note", text).raw("</div>");
}

std::uint64_t sum(std::span<const std::uint64_t> numbers) {
    std::uint64_t total = 0;
    for (const auto n : numbers) total += n;
    return total;
}

std::map<std::string, std::uint64_t> ambiguous_by_symbol(const Report& r) {
    std::map<std::string, std::uint64_t> out;
    for (std::uint32_t i = 0; i < r.result.ambiguous_bars.size(); ++i)
        if (r.result.ambiguous_bars[i] > 0) out[symbol_of(r, InstrumentId(i))] = r.result.ambiguous_bars[i];
    return out;
}

/// docs/fills.md in one line, as it was chosen for this run.
std::string fill_rule(const backtest::RunConfig& config) {
    const bool touch = config.fills.limit_fill == sim::LimitFill::touch;
    std::string rule = fmt::format("a limit fills when the price {} it; in a bar the extreme that is worse comes first",
                                   touch ? "reaches" : "trades through");
    if (config.fills.participation.is_positive())
        rule += fmt::format("; at most {} of the volume", to_string(config.fills.participation));
    rule += fmt::format("; slippage: {}", sim::to_string(config.slippage.kind));
    if (config.slippage.kind == sim::SlippageKind::ticks) rule += fmt::format(", {}", config.slippage.ticks);
    return rule;
}

}  // namespace

void write_consensus(HtmlWriter& w, const Report& r) {
    w.section("consensus", "Consensus",
              fmt::format("{} decisions, each with its ballot.", count_of(r.result.recorded->ballot_count())));
    w.raw("<div class=pair>");
    if (r.result.recorded->ballot_count() > 0) {
        write_voting(w, r);
        write_counts(w, "What the decisions said", "Reason", r.result.recorded->reasons());
    }
    write_contributions(w, r);
    w.raw("</div></section>");
}

void write_checks(HtmlWriter& w, const Report& r) {
    const auto& recorded = *r.result.recorded;
    w.section("checks", "Checks and risk");
    w.raw("<dl class=tiles>");
    write_check(w, "Truncation check",
                r.result.truncation_checks == 0 ? "not run"
                : r.result.lookahead.empty()    ? "passed"
                                                : "failed",
                fmt::format("{} cuts: the run is repeated with later data cut off, and no decision may change",
                            r.result.truncation_checks));
    write_check(w, "Ambiguous bars", count_of(sum(r.result.ambiguous_bars)),
                "bars whose outcome depends on the path of the price inside them");
    write_check(w, "Fills", std::string(sim::to_string(r.config.fills.limit_fill)), fill_rule(r.config));
    write_check(w, "Orders", count_of(recorded.orders()), fmt::format("{} fills", count_of(recorded.fills().size())));
    write_check(w, "Alerts", count_of(recorded.alerts().size()), "raised by risk, protections and execution");
    w.raw("</dl><div class=pair>");
    if (!recorded.refusals().empty()) write_counts(w, "Orders that were refused", "Reason", recorded.refusals());
    if (const auto bars = ambiguous_by_symbol(r); !bars.empty()) write_counts(w, "Ambiguous bars", "Instrument", bars);
    write_transitions(w, r);
    w.raw("</div></section>");
}

}  // namespace argosy::report
