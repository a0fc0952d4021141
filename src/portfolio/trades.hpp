#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/fill.hpp"
#include "domain/instrument.hpp"
#include "domain/round_trip.hpp"
#include "portfolio/portfolio.hpp"

namespace argosy::portfolio {

/// A round trip under way: plain data for the journal.
struct OpenTrade {
    domain::RoundTrip trip;         ///< in the settlement currency; prices are filled in at the end
    Qty qty;                        ///< the strategy's position now
    Money cost;                     ///< of that position
    Money entry_worth, exit_worth;  ///< Σ |worth| of entries and exits
    Qty entry_qty, exit_qty;
    Price stop;       ///< that set the initial risk; zero: none yet
    Price next_stop;  ///< the last one told: for a trade that is yet to begin, or begins by a
                      ///< reversal
    std::uint64_t first_bar = 0;

    friend bool operator==(const OpenTrade&, const OpenTrade&) = default;
};

/// Makes round trips from fills: per strategy and instrument, from flat to flat.
///
/// Feed it the same events as the portfolio, after the portfolio. MAE and MFE use marks, ranges and the prices of the
/// trade's own fills; unrealised P&L counts the part open at that moment, before fees.
///
/// Thread safety: one owner thread.
/// Invariants: Σ net of closed and open trades + unattributed funding == Σ strategies' realised + fees + funding.
class TradeLog {
public:
    explicit TradeLog(const domain::InstrumentTable& instruments);

    void on_fill(const domain::Fill& fill, const FillOutcome& outcome, const Portfolio& portfolio);
    void on_funding(InstrumentId id, std::span<const FundingPart> parts) noexcept;
    void on_mark(InstrumentId id, Price price) noexcept { on_range(id, price, price); }
    /// The extremes of a bar: excursions inside it count.
    void on_range(InstrumentId id, Price low, Price high) noexcept {
        Extremes& e = extremes_[id.value()];
        e.low = std::min(e.low, low);
        e.high = std::max(e.high, high);
    }
    /// Bars of the instrument closed: what bars_held counts.
    void on_bar(InstrumentId id, std::uint64_t count = 1) noexcept { extremes_[id.value()].bars += count; }
    /// The protective stop of the strategy's position. The first one known for a trade sets its initial risk; given
    /// while flat it is kept for the next trade.
    void on_stop(StrategyId strategy, InstrumentId id, Price stop);

    /// In order of their exit.
    [[nodiscard]] const std::vector<domain::RoundTrip>& closed() const noexcept { return closed_; }
    /// Keeps the newest closed trades only, so that a process may run for weeks. Returns how many were forgotten.
    std::size_t forget(std::size_t keep);
    /// Trades under way as if closed now at the marks, without an exit fee; exit_purpose stays `entry`.
    [[nodiscard]] std::vector<domain::RoundTrip> open(const Portfolio& portfolio, Time now) const;

    struct Extremes {
        Price low = Price::max(), high;
        std::uint64_t bars = 0;
        Time last_entry{};          ///< when a trade began last
        std::uint32_t entries = 0;  ///< that began then, before the last of them

        friend bool operator==(const Extremes&, const Extremes&) = default;
    };
    struct State {
        std::vector<OpenTrade> open;
        std::vector<Extremes> extremes;  ///< by InstrumentId
        std::vector<domain::RoundTrip> closed;

        friend bool operator==(const State&, const State&) = default;
    };
    [[nodiscard]] State snapshot() const;
    void restore(State state);
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.open_, self.extremes_, self.closed_); }

private:
    OpenTrade& slot(StrategyId strategy, InstrumentId id);
    void note_extremes(InstrumentId id) noexcept;
    void book(const FillPart& part, const domain::Fill& fill, bool fee_known, const Portfolio& portfolio);
    void close(OpenTrade& trade, const domain::Fill& fill, const Portfolio& portfolio);

    const domain::InstrumentTable* instruments_;
    std::vector<std::vector<OpenTrade>> open_;  // by instrument; flat slots stay for reuse
    std::vector<Extremes> extremes_;            // since the last fill of the instrument
    std::vector<domain::RoundTrip> closed_;
};

}  // namespace argosy::portfolio
