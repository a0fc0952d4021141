#pragma once

#include <optional>
#include <vector>

#include "engine/settings.hpp"
#include "risk/sizing.hpp"
#include "strategy/consensus.hpp"

namespace argosy::engine {

/// What a book wants and has in one instrument.
struct Holding {
    domain::Direction wanted = domain::Direction::hold;
    bool is_agreed = false;  ///< the last ballot wanted it; else it is only kept, and nothing is opened for it
    double strength = 1;
    DecisionId decision;        ///< the ballot that wanted it
    DecisionId entered;         ///< the last one that an entry followed
    Price decision_price;       ///< at that ballot
    Price signal_stop;          ///< the tightest stop that a winning voter asked for; zero: none
    OrderId entry;              ///< open entry order; none: no
    Price entry_stop;           ///< where its protective stop will be: the initial risk; zero: none
    OrderId exit;               ///< open exit order of ours (not a protective leg); none: no
    bool exit_refused = false;  ///< the last exit was: an exit cycle asks again
    bool entry_due = false;     ///< the entry waits for the position on the other side to be gone
    Qty full;                   ///< of a full position, fixed when it was opened; only where positions are resized
    bool resize_due = false;    ///< the position is resized when the order under way has ended
    std::optional<domain::OrderPurpose> close_due;  ///< what the exit under way leaves is closed for this purpose
    std::size_t feed = 0;                           ///< the feed whose ATR and regime count
};

/// A trading unit at work: its consensus, sizer and holdings.
class Book {
public:
    Book(const BookSettings& settings, StrategyId id, std::vector<strategy::Voter> voters, std::size_t instruments,
         bool resizes = false);

    [[nodiscard]] const BookSettings& settings() const noexcept { return settings_; }
    [[nodiscard]] StrategyId id() const noexcept { return id_; }
    /// Open positions follow the strength of later decisions.
    [[nodiscard]] bool resizes() const noexcept { return resizes_; }
    [[nodiscard]] strategy::Consensus& consensus() noexcept { return consensus_; }
    [[nodiscard]] const strategy::Consensus& consensus() const noexcept { return consensus_; }
    [[nodiscard]] const risk::Sizer& sizer() const noexcept { return sizer_; }
    [[nodiscard]] Holding& holding(InstrumentId id) noexcept { return holdings_[id.value()]; }
    [[nodiscard]] const Holding& holding(InstrumentId id) const noexcept { return holdings_[id.value()]; }
    [[nodiscard]] const std::vector<Qty>& positions() const noexcept { return positions_; }
    [[nodiscard]] Qty position(InstrumentId id) const noexcept { return positions_[id.value()]; }
    void set_position(InstrumentId id, Qty qty) noexcept { positions_[id.value()] = qty; }
    /// Sizes of positions from now on. Requires: risk::validate(sizing).
    void set_sizing(const risk::SizingSettings& sizing) {
        settings_.sizing = sizing;
        sizer_ = risk::Sizer(sizing);
    }
    [[nodiscard]] const risk::TradeStatistics& statistics() const noexcept { return statistics_; }
    void add_trade(double gain) noexcept { statistics_.add(gain); }
    /// The stop nearest to the price among the counted voters of this direction; zero when none gave one.
    /// Requires: the ballot is the newest of this book's consensus.
    [[nodiscard]] Price tightest_stop(const domain::Ballot& ballot, domain::Direction direction) const noexcept;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.settings_.sizing.method, self.sizer_, self.consensus_, self.holdings_, self.positions_,
                self.statistics_);
    }

private:
    BookSettings settings_;
    StrategyId id_;
    bool resizes_;
    strategy::Consensus consensus_;
    risk::Sizer sizer_;
    std::vector<Holding> holdings_;  // by InstrumentId
    std::vector<Qty> positions_;     // by InstrumentId
    risk::TradeStatistics statistics_;
};

}  // namespace argosy::engine
