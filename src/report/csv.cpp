#include <fmt/compile.h>
#include <fmt/format.h>
#include <iterator>

#include "report/report.hpp"

namespace argosy::report {
namespace {

/// RFC 4180: quoted where the text would not be one field otherwise.
std::string field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) (out += c) += c == '"' ? "\"" : "";
    return out + '"';
}

std::string name_of(const Report& r, StrategyId id) {
    return id.is_none() || id.value() >= r.result.strategy_names.size() ? ""
                                                                        : field(r.result.strategy_names[id.value()]);
}

std::string symbol_of(const Report& r, InstrumentId id) { return field((*r.instruments)[id].symbol); }

/// Empty for a fill that no order of ours asked for: a liquidation.
std::string order_of(const domain::Fill& f) { return f.order.is_none() ? "" : fmt::to_string(f.order.value()); }

/// One line: the values, separated by commas.
template <class... Values>
void append_line(std::string& out, const Values&... values) {
    ((fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), values), out += ','), ...);
    out.back() = '\n';
}

}  // namespace

std::string trades_csv(const Report& r) {
    std::string out =
        "strategy,instrument,side,entry_time,exit_time,qty,entry_price,exit_price,gross,fees,funding,net,currency,"
        "slippage,mae,mfe,initial_risk,exit,bars\n";
    for (const auto& t : r.result.trades)
        append_line(out, name_of(r, t.strategy), symbol_of(r, t.instrument),
                    t.side == domain::Side::buy ? "long" : "short", to_iso8601(t.entry_time), to_iso8601(t.exit_time),
                    to_string(t.qty_max), to_string(t.entry_price), to_string(t.exit_price), to_string(t.gross),
                    to_string(t.fees), to_string(t.funding), to_string(t.net()), t.currency.code(),
                    to_string(t.slippage), to_string(t.mae), to_string(t.mfe), to_string(t.initial_risk),
                    to_string(t.exit_purpose), t.bars_held);
    return out;
}

std::string metrics_csv(const Report& r) {
    std::string out = "metric,value,unit,reason\n";
    for (const auto& m : r.result.summary.metrics)
        append_line(out, m.definition().name, m.value ? fmt::to_string(*m.value) : "",
                    performance::to_string(m.definition().unit), field(m.reason));
    return out;
}

std::string equity_csv(const Report& r) {
    std::string out = "time,equity\n";
    for (const auto& p : r.result.curve) append_line(out, to_iso8601(p.time), to_string(p.equity));
    return out;
}

std::string fills_csv(const Report& r) {
    std::string out =
        "time,order,instrument,strategy,side,purpose,liquidity,qty,price,decision_price,fee,fee_currency\n";
    for (const auto& f : r.result.recorded->fills())
        append_line(out, to_iso8601(f.time), order_of(f), symbol_of(r, f.instrument), name_of(r, f.strategy),
                    to_string(f.side), to_string(f.purpose), to_string(f.liquidity), to_string(f.qty),
                    to_string(f.price), to_string(f.decision_price), to_string(f.fee), f.fee_currency.code());
    return out;
}

}  // namespace argosy::report
