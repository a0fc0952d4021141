#pragma once

#include <deque>
#include <vector>

#include "domain/fill.hpp"
#include "domain/market_data.hpp"
#include "domain/order.hpp"
#include "domain/round_trip.hpp"
#include "domain/signal.hpp"
#include "domain/state.hpp"
#include "runtime/market_source.hpp"

namespace argosy::runtime {

/// One point of the equity curve that the page shows.
struct EquityPoint {
    Time time{};
    Money equity;
    double drawdown = 0;
};

/// The recent past in bounded memory, for pages and the API: bars, fills, orders, ballots, alerts, equity.
class History final : public BarListener {
public:
    static constexpr std::size_t bars_kept = 5'000;  ///< for each instrument and interval
    static constexpr std::size_t rows_kept = 1'000;  ///< of orders, ballots and alerts
    static constexpr std::size_t fills_kept = 5'000;
    static constexpr std::size_t equity_kept = 4'000;
    static constexpr std::size_t trades_kept = 2'000;  ///< by the engine; all are counted

    struct TradeCounts {
        std::uint64_t closed = 0, won = 0;
    };

    struct BarSeries {
        InstrumentId instrument;
        Duration interval{};
        std::deque<domain::Bar> bars;
    };

    void on_bar_played(const domain::BarClosed& bar) override;
    void add(const domain::Fill& fill);
    void add(const domain::Ballot& ballot);
    void add(const domain::Alert& alert);
    void count(const domain::RoundTrip& closed);
    /// An order that is new, or changed. The oldest that has ended goes first: what is open stays in sight.
    void put(const domain::Order& order);
    /// Thinned when there are too many: every second one goes, the newest stays.
    void add(const EquityPoint& point);

    [[nodiscard]] const BarSeries* bars(InstrumentId instrument, Duration interval) const noexcept;
    [[nodiscard]] std::vector<Duration> intervals(InstrumentId instrument) const;
    [[nodiscard]] const std::deque<domain::Fill>& fills() const noexcept { return fills_; }
    [[nodiscard]] const std::deque<domain::Order>& orders() const noexcept { return orders_; }
    [[nodiscard]] const std::deque<domain::Ballot>& ballots() const noexcept { return ballots_; }
    [[nodiscard]] const std::deque<domain::Alert>& alerts() const noexcept { return alerts_; }
    [[nodiscard]] const std::vector<EquityPoint>& equity() const noexcept { return equity_; }
    [[nodiscard]] const TradeCounts& trades() const noexcept { return trades_; }
    [[nodiscard]] double max_drawdown() const noexcept { return max_drawdown_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.series_, self.fills_, self.orders_, self.ballots_, self.alerts_, self.equity_, self.trades_,
                self.spacing_, self.max_drawdown_);
    }

private:
    std::vector<BarSeries> series_;
    std::deque<domain::Fill> fills_;
    std::deque<domain::Order> orders_;  // by id
    std::deque<domain::Ballot> ballots_;
    std::deque<domain::Alert> alerts_;
    std::vector<EquityPoint> equity_;
    TradeCounts trades_;
    Duration spacing_{};  // between points of the curve
    double max_drawdown_ = 0;
};

}  // namespace argosy::runtime
