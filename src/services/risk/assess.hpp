#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "domain/order.hpp"
#include "messages/facts.hpp"
#include "runtime/simulation.hpp"

/// What a trade, a position or everything together puts at risk.
namespace argosy::services::risk {

/// A trade that somebody thinks of. symbol, pair and instrument mean the same; so do amount, qty and quantity.
struct Trade {
    std::string symbol, pair, instrument, exchange;
    std::optional<domain::Side> side;
    std::optional<Qty> amount, qty, quantity;
    std::optional<Price> price, stop_loss, stop_price, take_profit;
    bool reduce_only = false;
};
void describe(Described<Trade>& d);

/// One reason against it.
struct Objection {
    std::string reason, text;
};
void describe(Described<Objection>& d);

struct Assessment {
    bool allowed = false, approved = false;  ///< the same, in the words of two documents
    std::string risk_level;                  ///< "low", "medium", "high": what is at risk, of equity; "refused"
    std::vector<Objection> reasons;          ///< every one
    std::string instrument, exchange;
    domain::Side side = domain::Side::buy;
    Qty qty;
    Price price;
    Money notional, margin, margin_available, loss_at_stop;
    Ratio notional_of_equity, loss_of_equity;
    std::optional<Ratio> reward_to_risk;
};
void describe(Described<Assessment>& d);
/// Errors: not_found, invalid_argument naming the field.
[[nodiscard]] Result<Assessment> assess(const Trade& trade, runtime::Simulation& core);

struct InstrumentExposure {
    std::string instrument, exchange;
    Qty position;
    Money exposure;
    Ratio of_equity;
};
void describe(Described<InstrumentExposure>& d);

/// What one strategy holds; an empty name is what was opened by hand.
struct StrategyExposure {
    std::string strategy;
    Money gross, net;
    Ratio of_equity;  ///< of the gross
};
void describe(Described<StrategyExposure>& d);

struct ExposureView {
    std::string currency;
    Money equity, gross, net;
    Ratio gross_of_equity, net_of_equity;
    double total_exposure = 0, exposure_percentage = 0;
    std::vector<InstrumentExposure> instruments;
    std::vector<StrategyExposure> strategies;
    Time time{};
};
void describe(Described<ExposureView>& d);
[[nodiscard]] ExposureView exposure_of(const runtime::Simulation& core);

struct PositionRisk {
    std::string position_id;
    messages::Position position;
    std::optional<Price> take_profit;
    Money loss_at_stop;  ///< from the mark; all of it without a stop
    Ratio of_equity, loss_of_equity;
    std::optional<Ratio> distance_to_liquidation;
    bool is_protected = false;
};
void describe(Described<PositionRisk>& d);
/// By symbol or by the id of its trade. Errors: not_found.
[[nodiscard]] Result<PositionRisk> risk_of_position(const runtime::Simulation& core, std::string_view id);
[[nodiscard]] Result<InstrumentId> find_position(const runtime::Simulation& core, std::string_view id,
                                                 std::string_view exchange = {});

}  // namespace argosy::services::risk
