#pragma once

#include <cstdint>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/instrument.hpp"
#include "domain/order.hpp"

namespace argosy::execution {

/// A distance from a price: a fraction of it, or a multiple of the average true range.
struct Distance {
    enum class Kind : std::uint8_t { none, rate, atr };
    Kind kind = Kind::none;
    Ratio value;
    friend bool operator==(const Distance&, const Distance&) = default;
};

[[nodiscard]] constexpr bool is_on(const Distance& d) noexcept { return d.kind != Distance::Kind::none; }

/// Who moves a trailing stop.
enum class TrailMode : std::uint8_t {
    by_replace,  ///< we do: works everywhere, follows the prices that we see
    at_venue,    ///< the venue does, from the first fill on: works while we are away
};

/// How positions end without a signal: the settings, the same for every entry.
struct ExitRules {
    Distance stop;
    bool prefer_signal_stop = true;  ///< the strategy's own stop price counts too: of it and `stop` the nearer
    Distance take_profit;
    Ratio take_profit_risk;  ///< or: this many times the stop's distance; zero: not used
    Distance trail;
    Distance trail_activation;  ///< profit needed before the stop trails; none: at once (by_replace only)
    Distance trail_step;        ///< the stop moves in steps of at least this; none: every tick
    TrailMode trail_mode = TrailMode::by_replace;
    Distance break_even;         ///< profit at which the stop moves to the entry price ...
    Distance break_even_offset;  ///< ... plus this
    std::uint32_t bars_max = 0;  ///< closes after so many closed bars; zero: never
    Duration time_max{};         ///< closes after so long; zero: never
    domain::TriggerSource trigger_source = domain::TriggerSource::last;
};
/// Errors: invalid_argument: values that are not positive, two take-profit rules, a profit without its stop.
[[nodiscard]] Result<> validate(const ExitRules& rules);

/// What the distances are measured from.
struct ExitInputs {
    domain::Side side = domain::Side::buy;  ///< of the entry
    Price entry;                            ///< expected, or that of the first fill
    Price atr;                              ///< zero: not known
    Price signal_stop;                      ///< zero: the strategy gave none
};

/// The rules as prices of one position, on the tick. Zero: not used.
struct ExitLevels {
    Price stop;
    Price take_profit;
    Price trail_distance;
    Price trail_activation;  ///< price from which the stop trails
    Price trail_step;
    Price break_even_trigger;
    Price break_even_stop;
    friend bool operator==(const ExitLevels&, const ExitLevels&) = default;
};

/// Rounding: stops toward the entry (never more risk than asked for), profits toward the entry (sooner).
/// Errors: invalid_argument, when a rule needs the ATR and it is not known, or a level would not be a positive price
///         on the right side of the entry: an entry without the protection that was asked for must not happen.
[[nodiscard]] Result<ExitLevels> exit_levels(const ExitRules& rules, const ExitInputs& inputs,
                                             const domain::Instrument& instrument);

}  // namespace argosy::execution
