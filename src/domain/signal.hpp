#pragma once

#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/inline_string.hpp"
#include "base/time.hpp"

namespace argosy::domain {

/// Where a strategy wants the position to be.
enum class Direction : std::int8_t { sell = -1, hold = 0, buy = 1 };

enum class Regime : std::uint8_t { unknown, trend_up, trend_down, range, high_volatility };

/// A strategy's opinion on one instrument, valid until it expires or the strategy says something else.
///
/// buy asks for a long position, sell for a short one (flat where shorting is impossible or switched off),
/// hold for none. Strength and confidence are in [0, 1].
struct Signal {
    InstrumentId instrument;
    StrategyId strategy;
    Direction direction = Direction::hold;
    double strength = 1;    ///< how large, relative to the usual position
    double confidence = 1;  ///< how sure: the vote's weight is multiplied by it
    Duration horizon{};     ///< how long the move is expected to take; zero: not said
    Time time{};
    Time expires_at = time_max;
    Price stop_price;  ///< the strategy's own stop; zero: none (risk places one by its settings)
    Regime regime = Regime::unknown;
    InlineString<64> reason;
};

/// One voter's line in a ballot.
struct Vote {
    StrategyId strategy;
    Direction direction = Direction::hold;
    double weight = 0;  ///< configured weight × confidence
    double strength = 0;
    bool counted = false;  ///< false: expired, gated by regime, or abstained
    bool veto = false;
    InlineString<64> reason;
};

/// A decision of the consensus on one instrument, with everything that led to it.
struct Ballot {
    DecisionId id;
    InstrumentId instrument;
    Time time{};
    Direction outcome = Direction::hold;
    double agreement = 0;  ///< weight of the winning direction / weight of all counted votes
    double strength = 0;   ///< weighted mean strength of the winners
    Regime regime = Regime::unknown;
    Price price;              ///< at the decision
    InlineString<64> reason;  ///< "agreed", "QUORUM_MISSING 1 of 2", "VETO atr_guard" ...
    std::vector<Vote> votes;
};

[[nodiscard]] std::string_view to_string(Direction) noexcept;
[[nodiscard]] std::string_view to_string(Regime) noexcept;

}  // namespace argosy::domain
