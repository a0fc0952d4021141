#pragma once

#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "domain/currency.hpp"
#include "portfolio/account.hpp"
#include "portfolio/position.hpp"
#include "portfolio/rates.hpp"

namespace argosy::portfolio {

/// netting: one position an instrument. hedging: a long and a short leg side by side.
enum class PositionMode : std::uint8_t { netting, hedging };
/// cross: the whole account backs every position. isolated: each has its own margin.
enum class MarginMode : std::uint8_t { cross, isolated };
enum class Leg : std::uint8_t { long_leg, short_leg };

struct Balance {
    domain::Currency currency;
    Money amount;

    friend bool operator==(const Balance&, const Balance&) = default;
};

/// Fees of one strategy and instrument paid in a currency that is not the instrument's own.
struct ForeignFee {
    StrategyId strategy;
    InstrumentId instrument;
    domain::Currency currency;
    Money amount;  ///< signed for us

    friend bool operator==(const ForeignFee&, const ForeignFee&) = default;
};

/// All that a portfolio knows, as plain data for the journal.
struct State {
    PositionMode position_mode = PositionMode::netting;
    MarginMode margin_mode = MarginMode::cross;
    domain::Currency reporting;
    std::vector<Account> accounts;
    std::vector<Position> positions;   ///< by InstrumentId
    std::vector<Position> legs;        ///< hedging: long, short, long, short ... by InstrumentId
    std::vector<Position> strategies;  ///< those that ever were touched, by strategy, then instrument
    std::vector<ForeignFee> foreign_fees;
    std::vector<Ratio> leverages;  ///< by InstrumentId
    std::vector<Rates::Entry> rates;

    friend bool operator==(const State&, const State&) = default;
};

}  // namespace argosy::portfolio
