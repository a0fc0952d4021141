#include <cctype>
#include <fmt/format.h>

#include "report/benchmark.hpp"

namespace argosy::report {
namespace {

using performance::MetricId;

constexpr MetricId shown[] = {
    MetricId::net_profit,   MetricId::total_return,  MetricId::cagr,          MetricId::volatility,
    MetricId::sharpe,       MetricId::sortino,       MetricId::calmar,        MetricId::max_drawdown,
    MetricId::trades,       MetricId::win_rate,      MetricId::profit_factor, MetricId::expectancy,
    MetricId::payoff_ratio, MetricId::exposure_time, MetricId::turnover,      MetricId::fees,
    MetricId::funding,      MetricId::slippage,
};

void append_warnings(std::string& out, const Report& r) {
    for (const auto& l : r.result.lookahead)
        out += fmt::format("warning: LOOKAHEAD: {} decided differently when data after {} was cut off\n", l.voter,
                           to_iso8601(l.cut));
    for (const auto& w : r.result.warnings) out += fmt::format("warning: {}\n", line_of(w));
    for (const auto& n : r.notes) out += fmt::format("note: {}\n", n);
}

void append_metric(std::string& out, const performance::Metric& m) {
    out += fmt::format("  {:<26}{:>16}", m.definition().title, format(m));
    if (m.interval) {
        const performance::Metric low{.id = m.id, .value = m.interval->low},
            high{.id = m.id, .value = m.interval->high};
        out += fmt::format("   95 %: {} to {}", format(low), format(high));
    } else if (!m.value) {
        out += fmt::format("   {}", m.reason);
    }
    out += '\n';
}

/// A run that checked nothing, or decided nothing, has shown nothing.
std::string lookahead_line(const backtest::RunResult& r) {
    if (r.truncation_checks == 0) return "use of later data: not checked";
    const bool has_decided = r.recorded->ballot_count() > 0;
    return fmt::format("{} truncation checks, {}", r.truncation_checks,
                       !r.lookahead.empty() ? "LOOKAHEAD FOUND"
                       : has_decided        ? "no decision used later data"
                                            : "but no decision to check");
}

}  // namespace

std::string line_of(const performance::Warning& w) {
    std::string next = w.look_at;  // a sentence of its own elsewhere
    const bool begins_a_word = next.size() > 1 && (next[1] == ' ' || (next[1] >= 'a' && next[1] <= 'z'));
    if (begins_a_word) next[0] = static_cast<char>(std::tolower(next[0]));
    if (next.ends_with('.')) next.pop_back();
    return fmt::format("{}: {}; {}", w.code, w.message, next);
}

std::string still_open(const Report& r) {
    const auto& open = r.result.open_trades;
    if (open.empty()) return {};
    Money net;
    for (const auto& t : open) net += t.net();
    return fmt::format("{} still open: {:.2f} of the net profit, in none of the figures of trades",
                       open.size() == 1 ? "1 position is" : fmt::format("{} positions are", open.size()),
                       net.to_double());
}

std::string format(const performance::Metric& m) {
    if (!m.value) return "-";
    const double v = *m.value;
    switch (m.definition().unit) {
        case performance::Unit::fraction: return fmt::format("{:.2f} %", 100 * v);
        case performance::Unit::money: return fmt::format("{:.2f}", v);
        case performance::Unit::number: return fmt::format("{:.2f}", v);
        case performance::Unit::count: return fmt::format("{:.0f}", v);
        case performance::Unit::days: return fmt::format("{:.1f} d", v);
        case performance::Unit::basis_points: return fmt::format("{:.2f} bp", v);
        case performance::Unit::risk: return fmt::format("{:.2f} R", v);
        case performance::Unit::bars: return fmt::format("{:.1f} bars", v);
    }
    std::unreachable();
}

std::string text(const Report& r) {
    const auto& s = r.result.summary;
    std::string out;
    append_warnings(out, r);
    out += fmt::format("{}: {} to {}, {} events\n", r.config.name, to_iso8601(s.start), to_iso8601(s.end),
                       r.result.events);
    out += fmt::format("  {:<26}{:>16}\n  {:<26}{:>16}\n", "equity at start",
                       fmt::format("{:.2f}", s.start_equity.to_double()), "equity at end",
                       fmt::format("{:.2f}", s.end_equity.to_double()));
    for (const MetricId id : shown) append_metric(out, s[id]);
    if (const auto open = still_open(r); !open.empty()) out += "  " + open + '\n';
    if (const auto held = buy_and_hold(r))
        out += fmt::format("  {:<26}{:>16}   drawdown {}\n", "Buy and hold",
                           format(*held->find(MetricId::total_return)), format(*held->find(MetricId::max_drawdown)));
    for (const auto& c : r.result.contributions)
        out += fmt::format("  without {:<18}{:>16}   Sharpe {}\n", c.voter, format(c.net_profit_without),
                           format(c.sharpe_without));
    std::uint64_t ambiguous = 0;
    for (const auto n : r.result.ambiguous_bars) ambiguous += n;
    out += fmt::format("  {} orders, {} decisions, {} bars with an outcome that depends on the path inside\n",
                       r.result.recorded->orders(), r.result.recorded->ballot_count(), ambiguous);
    for (const auto& [reason, count] : r.result.recorded->refusals())
        out += fmt::format("  refused {:>8} x {}\n", count, reason);
    out += "  " + lookahead_line(r.result) + "\n";
    for (const auto& source : r.sources)
        out += fmt::format("  data {} {} rows {}{}\n", source.series, source.rows, source.checksum.substr(0, 12),
                           source.made.empty() ? "" : " " + source.made);
    return out + fmt::format("  argosy {}, config {}, result {}\n", r.version, r.config_hash.substr(0, 12),
                             r.result.digest.substr(0, 16));
}

}  // namespace argosy::report
