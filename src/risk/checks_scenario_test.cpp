#include <gtest/gtest.h>
#include <map>

#include "risk/checks.hpp"
#include "support/instruments.hpp"
#include "support/scenario.hpp"

namespace argosy::risk {
namespace {

using test::Words;

Limits limits_from(const Words& words) {
    Limits limits;
    InstrumentLimits btc;
    for (const auto& [key, value] : test::named_words(words)) {
        const auto money = *parse_decimal<Money>(value);
        const auto count = static_cast<std::uint32_t>(std::stoul(value));
        if (key == "position_max")
            btc.position_max = *parse_decimal<Qty>(value);
        else if (key == "open_orders_max")
            limits.open_orders_max = count;
        else if (key == "open_orders_per_instrument_max")
            limits.open_orders_per_instrument_max = count;
        else if (key == "concurrent_trades_max")
            limits.concurrent_trades_max = count;
        else if (key == "daily_trades_max")
            limits.daily_trades_max = count;
        else if (key == "daily_loss")
            limits.daily_loss.of_base = *parse_decimal<Ratio>(value);
        else if (key == "total_loss")
            limits.total_loss.amount = money;
        else if (key == "gross")
            limits.gross_exposure.amount = money;
        else if (key == "net")
            limits.net_exposure.amount = money;
        else
            ADD_FAILURE() << "no limit is called " << key;
    }
    limits.instruments = {btc};
    return limits;
}

class RiskWorld final : public test::ScenarioWorld {
public:
    RiskWorld() { (void)monitor_.on_equity(account_.equity, now_); }

    std::string act(const Words& w) override {
        if (w[0] == "limits") return checks_.set_limits(limits_from(w)) ? "set" : "refused";
        if (w[0] == "price") return exposure_.on_price(id(w[1]), *parse_decimal<Price>(w[2]), now_), "";
        if (w[0] == "equity") return equity(w);
        if (w[0] == "submit") return submit(w);
        if (w[0] == "fill") return fill(w);
        if (w[0] == "end") return exposure_.release(orders_.at(w[1]).first), "ended";
        ADD_FAILURE() << "no command is called " << w[0];
        return {};
    }

    std::optional<std::string> answer(const Words& w) override {
        const auto about = w[0] + " ";
        if (w[0] == "position") return about + w[1] + " " + to_string(exposure_.position(id(w[1])));
        if (w[0] == "reserved") return about + w[1] + " " + to_string(exposure_.line(id(w[1])).buy_reserved);
        if (w[0] == "gross") return about + to_string(exposure_.gross());
        if (w[0] == "open") return "open orders " + std::to_string(exposure_.open_orders());
        if (w[0] == "trades") return about + std::to_string(exposure_.concurrent_trades());
        return std::nullopt;
    }

private:
    static InstrumentId id(const std::string& name) { return name == "BTC" ? test::btc : test::eth; }

    std::string equity(const Words& w) {
        if (w.size() == 4) now_ += *parse_duration(w[3]);
        account_.equity = *parse_decimal<Money>(w[1]);
        (void)monitor_.on_equity(account_.equity, now_);
        return "";
    }
    std::string submit(const Words& w) {
        domain::OrderRequest r{.instrument = id(w[4]),
                               .side = w[2] == "buy" ? domain::Side::buy : domain::Side::sell,
                               .qty = *parse_decimal<Qty>(w[3]),
                               .reduce_only = w.back() == "reduce"};
        auto answer = checks_.check(r, account_, now_);
        if (!answer) return "refused " + describe(answer.error(), instruments_[r.instrument]);
        orders_[w[1]] = {answer->take(), r};
        return "approved";
    }
    std::string fill(const Words& w) {
        const auto& [reservation, r] = orders_.at(w[1]);
        exposure_.commit(
            reservation,
            {.instrument = r.instrument, .strategy = r.strategy, .side = r.side, .qty = *parse_decimal<Qty>(w[2])});
        return "filled";
    }

    domain::InstrumentTable instruments_ = test::instruments();
    Exposure exposure_{instruments_, 0, domain::Currency("USDT")};
    RiskMonitor monitor_{{}};
    Protections protections_{{}, instruments_.size()};
    EmergencyStop emergency_;
    Checks checks_{{instruments_, exposure_, monitor_, protections_, emergency_}, {}};
    AccountView account_{.equity = "10000"_money, .margin_available = "1000000"_money};
    Time now_ = time_from_ns(0) + 24h * 365;
    std::map<std::string, std::pair<ReservationId, domain::OrderRequest>> orders_;
};

TEST(Checks, FollowTheScenarios) {
    test::run_scenarios("risk_checks.txt", [] { return std::make_unique<RiskWorld>(); });
}

}  // namespace
}  // namespace argosy::risk
