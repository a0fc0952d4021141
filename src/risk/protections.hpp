#pragma once

#include <cstdint>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/inline_string.hpp"
#include "base/time.hpp"
#include "domain/order.hpp"

namespace argosy::risk {

/// Which protection locked.
enum class ProtectionKind : std::uint8_t { cooldown, stoploss_guard, drawdown_guard, low_profit, manual };
[[nodiscard]] std::string_view to_string(ProtectionKind kind) noexcept;

/// No new entries until a time; exits go on.
struct Lock {
    Time until = Time::min();  ///< entries are allowed again from here on
    ProtectionKind kind = ProtectionKind::manual;
    InstrumentId instrument;  ///< none: every instrument
    InlineString<96> cause;   ///< with the numbers: "3 stops in 1h"
    Time since{};
};

/// Zero counts or durations switch a protection off.
struct ProtectionSettings {
    /// After any exit the instrument rests this long.
    Duration cooldown{};
    /// After a losing stop (stop loss, trailing stop, liquidation) instead, when longer.
    Duration cooldown_after_stop{};

    /// This many losing stops within the window lock for `lock`: everything, or the instrument alone.
    struct StoplossGuard {
        std::uint32_t stops = 0;
        Duration window{};
        Duration lock{};
        bool per_instrument = false;
    } stoploss_guard;

    /// Realised P&L of the trades closed within the window fell by this fraction of equity from its best point
    /// there: everything is locked.
    struct DrawdownGuard {
        Ratio drawdown_max;
        Duration window{};
        Duration lock{};
        std::uint32_t trades_min = 1;
    } drawdown_guard;

    /// The instrument's trades closed within the window returned less than this in sum: it is locked.
    struct LowProfit {
        Ratio return_min;
        Duration window{};
        Duration lock{};
        std::uint32_t trades_min = 0;  ///< zero: off
    } low_profit;
};
/// Errors: invalid_argument: a protection with a count but no window or lock, negative numbers.
[[nodiscard]] Result<> validate(const ProtectionSettings& settings);

/// A position, or a part of one, that was closed.
struct ClosedTrade {
    InstrumentId instrument;
    domain::OrderPurpose purpose = domain::OrderPurpose::exit;  ///< of the order that closed it
    Money pnl;                                                  ///< realised, after costs, account currency
    Ratio gain;                                                 ///< pnl / notional at entry
    Money equity;                                               ///< at this time
    Time time{};
};

/// Rests after exits and after losses: locks instruments, or everything, for a time.
///
/// Shape:    exits come in, locks are asked for; a longer lock replaces a shorter one, never the other way round.
/// Thread safety: none. Memory: the last `history` closed trades and one lock per instrument.
class Protections {
public:
    static constexpr std::size_t history = 512;

    Protections(const ProtectionSettings& settings, std::size_t instruments);

    /// True when a lock was set or prolonged.
    bool on_exit(const ClosedTrade& trade) noexcept;
    /// By hand, or by another rule. A lock on no instrument locks all.
    void lock(const Lock& lock) noexcept;
    /// Lifts the lock of an instrument, or the common one, by hand.
    void unlock(InstrumentId instrument) noexcept;

    [[nodiscard]] bool is_locked(InstrumentId instrument, Time now) const noexcept {
        return now < all_.until || now < locks_[instrument.value()].until;
    }
    /// The lock that holds longest for the instrument. Requires: is_locked.
    [[nodiscard]] const Lock& lock_of(InstrumentId instrument) const noexcept;
    /// All locks that hold now, the common one first.
    [[nodiscard]] std::vector<Lock> locks(Time now) const;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.locks_, self.all_, self.trades_, self.next_); }

private:
    /// The remembered trades closed after `from`, oldest first.
    template <class Use>
    void each_since(Time from, Use use) const;
    [[nodiscard]] bool cool_down(const ClosedTrade& trade) noexcept;
    [[nodiscard]] bool guard_stops(const ClosedTrade& trade) noexcept;
    [[nodiscard]] bool guard_drawdown(const ClosedTrade& trade) noexcept;
    [[nodiscard]] bool guard_profit(const ClosedTrade& trade) noexcept;
    [[nodiscard]] bool set(const Lock& lock) noexcept;

    ProtectionSettings settings_;
    InlineString<96> rest_after_exit_, rest_after_stop_;  ///< causes, written once: exits are not rare
    std::vector<Lock> locks_;
    Lock all_;
    std::vector<ClosedTrade> trades_;  ///< ring, oldest at next_ once full
    std::size_t next_ = 0;
};

}  // namespace argosy::risk
