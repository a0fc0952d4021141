#pragma once

#include <cstdint>
#include <optional>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/instrument.hpp"

namespace argosy::portfolio {

/// The price at which qty has this worth, half to even at the tenth decimal. None when qty is zero or out of range.
[[nodiscard]] std::optional<Price> average_price(Money worth, Qty qty, Ratio multiplier, bool is_inverse) noexcept;

/// What is held of one instrument, and what it has earned and cost so far.
///
/// Unit:     money in the settlement currency of the instrument, signed for our account.
/// Invariants: qty zero <=> cost zero (netting); value == worth(mark, qty); nothing is ever rounded away: what a
///             partial close does not take of the cost stays in it.
struct alignas(64) Position {
    // First cache line: all that a mark touches.
    Qty qty;      ///< negative: short
    Money cost;   ///< Σ Instrument::worth of the open part: price × qty × multiplier, short
                  ///< positions negative (inverse contracts: -Σ qty × multiplier / price)
    Money value;  ///< worth at the mark price
    Price mark;   ///< the last mark, or the first fill's price until there is one; zero: never seen
    Time marked_at{};

    Money realised;     ///< of the closed part, before fees
    Money fees;         ///< negative: paid; only those in the settlement currency or the spot base
    Money funding;      ///< negative: paid
    Time opened_at{};   ///< of the fill that left flat or flipped
    Time updated_at{};  ///< of the last fill

    Money margin;  ///< set aside in isolated mode
    Ratio multiplier = Ratio::from_int(1);
    InstrumentId instrument;
    StrategyId strategy;  ///< none: the account's own position, or one by hand
    bool is_inverse = false;

    [[nodiscard]] bool is_flat() const noexcept { return qty.is_zero(); }
    [[nodiscard]] bool is_long() const noexcept { return qty.is_positive(); }
    [[nodiscard]] bool is_short() const noexcept { return qty.is_negative(); }
    /// Gain of the open part at the mark.
    [[nodiscard]] Money unrealised() const noexcept { return value - cost; }
    /// Everything this position did to the account.
    [[nodiscard]] Money pnl() const noexcept { return realised + fees + funding + unrealised(); }
    /// Signed notional at the mark: negative for short.
    [[nodiscard]] Money exposure() const noexcept { return is_inverse ? -value : value; }
    /// The price at which closing the open part gains nothing, rounded half to even; none when flat. The exact figure
    /// is cost: never compute money from this one.
    [[nodiscard]] std::optional<Price> average_price() const noexcept {
        return portfolio::average_price(cost, qty, multiplier, is_inverse);
    }

    friend bool operator==(const Position&, const Position&) = default;
};
static_assert(sizeof(Position) == 192);

/// What a fill did to a position.
enum class Effect : std::uint8_t { opened, increased, reduced, closed, flipped };
[[nodiscard]] std::string_view to_string(Effect) noexcept;

struct Change {
    Effect effect = Effect::opened;
    Qty closed;      ///< positive: how much of the old position the fill closed
    Qty opened;      ///< positive: how much it opened or added
    Money realised;  ///< of the closed part, before fees
};

/// Adds a fill to a position: signed quantity and its worth. Partial closes take their share of the cost, rounded half
/// to even at the 18th decimal; the rest keeps the remainder, so a full close has realised exactly worth in - worth
/// out.
///
/// Requires: qty != 0.
Change apply_fill(Position& position, const domain::Instrument& instrument, Qty qty, Money worth, Price price,
                  Time time) noexcept;

/// Values the position at this price.
void revalue(Position& position, const domain::Instrument& instrument, Price mark) noexcept;

}  // namespace argosy::portfolio
