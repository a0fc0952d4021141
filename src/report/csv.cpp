#include <fmt/format.h>

#include "report/report.hpp"

namespace argosy::report {
namespace {

std::string name_of(const Report& r, StrategyId id) {
    return id.is_none() || id.value() >= r.result.strategy_names.size() ? "" : r.result.strategy_names[id.value()];
}

}  // namespace

std::string trades_csv(const Report& r) {
    std::string out =
        "strategy,instrument,side,entry_time,exit_time,qty,entry_price,exit_price,gross,fees,funding,net,currency,"
        "slippage,mae,mfe,initial_risk,exit,bars\n";
    for (const auto& t : r.result.trades)
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", name_of(r, t.strategy),
                           (*r.instruments)[t.instrument].symbol, t.side == domain::Side::buy ? "long" : "short",
                           to_iso8601(t.entry_time), to_iso8601(t.exit_time), to_string(t.qty_max),
                           to_string(t.entry_price), to_string(t.exit_price), to_string(t.gross), to_string(t.fees),
                           to_string(t.funding), to_string(t.net()), t.currency.code(), to_string(t.slippage),
                           to_string(t.mae), to_string(t.mfe), to_string(t.initial_risk), to_string(t.exit_purpose),
                           t.bars_held);
    return out;
}

std::string equity_csv(const Report& r) {
    std::string out = "time,equity\n";
    for (const auto& p : r.result.curve) out += fmt::format("{},{}\n", to_iso8601(p.time), to_string(p.equity));
    return out;
}

std::string fills_csv(const Report& r) {
    std::string out =
        "time,order,instrument,strategy,side,purpose,liquidity,qty,price,decision_price,fee,fee_currency\n";
    for (const auto& f : r.result.recorded->fills())
        out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", to_iso8601(f.time), f.order.value(),
                           (*r.instruments)[f.instrument].symbol, name_of(r, f.strategy), to_string(f.side),
                           to_string(f.purpose), f.liquidity == domain::Liquidity::maker ? "maker" : "taker",
                           to_string(f.qty), to_string(f.price), to_string(f.decision_price), to_string(f.fee),
                           f.fee_currency.code());
    return out;
}

}  // namespace argosy::report
