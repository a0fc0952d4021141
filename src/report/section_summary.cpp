#include <fmt/format.h>

#include "report/names.hpp"
#include "report/sections.hpp"

namespace argosy::report {
namespace {

using performance::MetricId;

std::string join(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& n : names) (out += out.empty() ? "" : ", ") += n;
    return out;
}

std::vector<std::string> voters_of(const Report& r) {
    std::vector<std::string> out;
    for (const auto& book : r.config.books)
        for (const auto& s : book.strategies) out.push_back(s.label.empty() ? s.name : s.label);
    return out;
}

std::vector<std::string> symbols_of(const Report& r) {
    std::vector<std::string> out;
    for (const auto& i : *r.instruments) out.push_back(i.symbol);
    return out;
}

std::string title_of(const Report& r) {
    return r.config.name == backtest::RunConfig{}.name ? join(symbols_of(r)) : r.config.name;
}

void write_warning(HtmlWriter& w, std::string_view grade, std::string_view code, std::string_view message,
                   std::string_view look_at) {
    w.raw("<li class=\"").raw(grade).raw("\">").element("b class=code", code).raw(" ").element("span", message);
    if (!look_at.empty()) w.raw(" ").element("span class=muted", look_at);
    w.raw("</li>");
}

std::string_view tone(double value) { return value > 0 ? "up" : value < 0 ? "down" : ""; }

struct Tile {
    std::string_view title;
    std::string value;
    std::string note;
    std::string_view tone;
    std::string_view unit = {};
};

void write_tile(HtmlWriter& w, const Tile& tile) {
    w.raw("<div class=tile>").element("dt", tile.title).raw("<dd class=\"").raw(tile.tone).raw("\">");
    w.text(tile.value);
    if (!tile.unit.empty()) w.raw(" ").element("small", tile.unit);
    w.raw("</dd>");
    if (!tile.note.empty()) w.element("dd class=note", tile.note);
    w.raw("</div>");
}

std::string interval_note(const performance::Metric& m) {
    if (!m.value) return std::string(m.reason);
    if (!m.interval) return {};
    return fmt::format("95 %: {} to {}", figure({.id = m.id, .value = m.interval->low}),
                       figure({.id = m.id, .value = m.interval->high}));
}

Tile tile_of(std::string_view title, const performance::Metric& m, bool coloured) {
    return {title, figure(m), interval_note(m), coloured ? tone(m.value.value_or(0)) : ""};
}

std::string fall_note(const Report& r) {
    const auto& fall = r.result.summary.max_drawdown;
    if (!fall) return "equity never fell";
    const std::string end =
        fall->recovered_at ? "recovered " + minute(*fall->recovered_at).substr(0, 10) : "not recovered";
    return fmt::format("{} to {}, {}", minute(fall->peak_at).substr(0, 10), minute(fall->trough_at).substr(0, 10), end);
}

}  // namespace

void write_header(HtmlWriter& w, const Report& r) {
    const auto& s = r.result.summary;
    w.raw("<header class=top><div class=title><p class=brand>Argosy <span>")
        .text(r.kind)
        .raw("</span></p>")
        .element("h1", title_of(r));
    w.element("p class=muted", fmt::format("{} to {} UTC · {} · {}", minute(s.start), minute(s.end),
                                           join(symbols_of(r)), join(voters_of(r))));
    w.raw(
        "</div><div class=actions id=actions hidden>"
        "<button type=button class=button id=save-trades>Trades CSV</button>"
        "<button type=button class=button id=save-equity>Equity CSV</button>"
        "<button type=button class=button id=theme>Light colours</button></div></header>"
        "<nav class=toc aria-label=Sections>");
    constexpr std::pair<std::string_view, std::string_view> links[] = {
        {"equity", "Equity"},       {"trades", "Trades"},       {"months", "Months"}, {"distribution", "Distribution"},
        {"breakdown", "Breakdown"}, {"consensus", "Consensus"}, {"checks", "Checks"}, {"metrics", "Metrics"},
        {"origin", "Origin"}};
    for (const auto& [id, title] : links) w.raw("<a href=\"#").raw(id).raw("\">").text(title).raw("</a>");
    w.raw("</nav>");
}

void write_warnings(HtmlWriter& w, const Report& r) {
    const auto& result = r.result;
    const std::size_t count = result.lookahead.size() + result.warnings.size();
    w.section("warnings", count == 0 ? "No warnings" : count == 1 ? "1 warning" : fmt::format("{} warnings", count));
    w.raw("<ul class=warnings>");
    for (const auto& l : result.lookahead)
        write_warning(w, "danger", "LOOKAHEAD",
                      fmt::format("{} decided differently when data after {} was cut off", l.voter, minute(l.cut)),
                      fmt::format("It uses later data: the first such signal is of {}. No figure of this run can be "
                                  "trusted.",
                                  minute(l.first_seen)));
    for (const auto& x : result.warnings) write_warning(w, "warn", x.code, x.message, x.look_at);
    for (const auto& note : r.notes) write_warning(w, "note", "NOTE", note, {});
    if (count == 0 && r.kind != "backtest")
        write_warning(w, "good", "CHECKED", "The figures are plausible.", {});
    else if (count == 0)
        write_warning(w, "good", "CHECKED",
                      fmt::format("{} truncation checks found no decision that used later data, and the figures are "
                                  "plausible.",
                                  result.truncation_checks),
                      {});
    w.raw("</ul></section>");
}

void write_tiles(HtmlWriter& w, const Report& r, const std::optional<Benchmark>& benchmark) {
    const auto& s = r.result.summary;
    const std::string currency(r.config.account.currency.code());
    auto net = tile_of("Net profit", s[MetricId::net_profit], true);
    net.unit = currency;
    net.note = grouped(to_string(s.start_equity)) + " → " + amount(s.end_equity.to_double());
    if (const auto open = still_open(r); !open.empty()) net.note += " · " + open;
    auto total = tile_of("Total return", s[MetricId::total_return], true);
    if (const auto* held = benchmark ? benchmark->find(MetricId::total_return) : nullptr)
        total.note = "buy and hold: " + figure(*held);
    auto fall = tile_of("Maximum drawdown", s[MetricId::max_drawdown], false);
    fall.note = fall_note(r);
    auto wins = tile_of("Win rate", s[MetricId::win_rate], false);
    wins.note = fmt::format("{} trades, payoff {}", figure(s[MetricId::trades]), figure(s[MetricId::payoff_ratio]));
    auto factor = tile_of("Profit factor", s[MetricId::profit_factor], false);
    factor.note = fmt::format("expectancy {} {}", figure(s[MetricId::expectancy]), currency);
    auto exposure = tile_of("Time in the market", s[MetricId::exposure_time], false);
    exposure.note = fmt::format("turnover {} a year", figure(s[MetricId::turnover]));
    w.raw("<dl class=tiles aria-label=\"Key figures\">");
    for (const auto& tile : {net, total, tile_of("Growth a year", s[MetricId::cagr], true),
                             tile_of("Sharpe ratio", s[MetricId::sharpe], false), fall, wins, factor, exposure})
        write_tile(w, tile);
    w.raw("</dl>");
}

}  // namespace argosy::report
