#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/market_data.hpp"
#include "market/calendar.hpp"

/// Trades to bars, and bars to longer bars.
///
/// A bar holds what traded in [open_time, open_time + interval): first, highest, lowest and last price, the exact sum
/// of the quantities, the number of trades. A longer bar with missing parts is made of the parts that are there.
namespace argosy::market {

/// Where bars begin. utc: at multiples of the interval since 1970 (weeks on Monday). session: at each session's open,
/// the last bar of a session ends with it; what trades outside sessions is left out and counted.
enum class BarAlignment : std::uint8_t { utc, session };
/// What to do about an interval without trades: nothing, or a flat bar at the last close with zero volume.
enum class EmptyBars : std::uint8_t { skip, carry };

struct BarRule {
    Duration interval{};
    BarAlignment align = BarAlignment::utc;
    domain::TradingHours hours = domain::TradingHours::always;  ///< whose sessions, for align == session
    EmptyBars empty = EmptyBars::skip;
};

/// Incremental, one instrument. Closed bars are appended to a vector of the caller.
///
/// Requires: interval > 0; at most one day where bars follow sessions.
class BarBuilder {
public:
    explicit BarBuilder(const BarRule& rule);

    /// Closes every bar that ended at or before t. Call it with the clock, so that a bar closes without a next trade.
    void advance(Time t, std::vector<domain::Bar>& closed);
    /// Errors: invalid_argument when the trade is older than one before it or than a bar that closed.
    [[nodiscard]] Result<> add(const domain::Trade& trade, std::vector<domain::Bar>& closed);
    /// A bar of a shorter interval that has closed. Errors: invalid_argument when it begins before the end of one
    /// before it or does not lie within one bar of the rule.
    [[nodiscard]] Result<> add(const domain::Bar& bar, Duration interval, std::vector<domain::Bar>& closed);

    /// The bar under construction.
    [[nodiscard]] const std::optional<domain::Bar>& partial() const noexcept { return bar_; }
    /// Trades and bars left out because no session held them.
    [[nodiscard]] std::uint64_t outside_sessions() const noexcept { return outside_; }

private:
    struct Slot {
        Time open{}, close{};
        [[nodiscard]] bool contains(Time t) const noexcept { return open <= t && t < close; }
    };
    [[nodiscard]] std::optional<Slot> slot_at(Time t);
    [[nodiscard]] Slot next_slot(const Slot& slot);
    [[nodiscard]] Slot slot_in(const Session& session, Time t) const noexcept;
    [[nodiscard]] Result<bool> enter(Time from, Time to, std::vector<domain::Bar>& closed);
    void close_slot(std::vector<domain::Bar>& closed);

    BarRule rule_;
    Calendar calendar_;
    std::optional<Session> session_;  ///< the last one used: most trades fall into the same
    Slot slot_;                       ///< the interval of bar_, or of the next carried bar
    std::optional<domain::Bar> bar_;
    std::optional<Price> last_close_;  ///< what empty intervals carry
    Time reached_ = Time::min();       ///< input before this is late
    std::uint64_t outside_ = 0;
};

/// Whether the last bar is kept when its interval was not over at the end of the input.
enum class LastBar : std::uint8_t { drop_partial, keep_partial };

/// Errors: as BarBuilder::add, with the index.
[[nodiscard]] Result<std::vector<domain::Bar>> build_bars(std::span<const domain::Trade> trades, const BarRule& rule,
                                                          LastBar last = LastBar::keep_partial);
/// Bars of `interval` to longer ones. Errors: as BarBuilder::add; invalid_argument when rule.interval is no multiple.
[[nodiscard]] Result<std::vector<domain::Bar>> resample(std::span<const domain::Bar> bars, Duration interval,
                                                        const BarRule& rule, LastBar last = LastBar::drop_partial);

}  // namespace argosy::market
