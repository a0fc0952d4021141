#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backtest/replay.hpp"
#include "engine/observer.hpp"

namespace argosy::backtest {

struct Lookahead;

/// The truncation check: a run whose data ends early must have decided the same up to that point. A strategy that
/// decided differently has used data from after the cut.
///
/// Source: freqtrade's lookahead analysis works this way; here it is part of every run and names the strategy.

/// Where to cut: `count` instants spread over the market, none before a tenth of it.
[[nodiscard]] std::vector<Time> truncation_cuts(const Market& market, std::size_t count);

/// Passes everything on to another observer and keeps a fingerprint of each voter's signals at each cut.
class TruncationWitness final : public engine::Observer {
public:
    /// next may be null. Requires: cuts ascend.
    TruncationWitness(std::vector<Time> cuts, engine::Observer* next) : cuts_(std::move(cuts)), next_(next) {}

    struct Print {
        std::uint64_t hash = 0;
        Time last{};  ///< of the newest signal in it
        friend bool operator==(const Print&, const Print&) = default;
    };
    [[nodiscard]] const std::vector<Time>& cuts() const noexcept { return cuts_; }
    /// By StrategyId, of all signals at or before cuts()[cut]; voters that never spoke may be missing at the end.
    [[nodiscard]] std::vector<Print> prints(std::size_t cut) const;

    void on_signal(const domain::Signal& s) override;
    void on_ballot(const domain::Ballot& b) override {
        if (next_) next_->on_ballot(b);
    }
    void on_order(const domain::Order& o) override {
        if (next_) next_->on_order(o);
    }
    void on_order_changed(const domain::Order& o) override {
        if (next_) next_->on_order_changed(o);
    }
    void on_refused(const domain::OrderRequest& r, std::string_view why, Time at) override {
        if (next_) next_->on_refused(r, why, at);
    }
    void on_fill(const domain::Fill& f, const portfolio::FillOutcome& o) override {
        if (next_) next_->on_fill(f, o);
    }
    void on_funding(const domain::FundingPaid& f) override {
        if (next_) next_->on_funding(f);
    }
    void on_trade_closed(const domain::RoundTrip& t) override {
        if (next_) next_->on_trade_closed(t);
    }
    void on_risk(const risk::RiskTransition& t) override {
        if (next_) next_->on_risk(t);
    }
    void on_alert(const domain::Alert& a) override {
        if (next_) next_->on_alert(a);
    }

private:
    std::vector<Time> cuts_;
    engine::Observer* next_;
    std::size_t passed_ = 0;                   // cuts that lie before the newest signal
    std::vector<Print> now_;                   // by StrategyId
    std::vector<std::vector<Print>> at_cuts_;  // of the passed ones
};

/// The market as it was known at the cut: bars that had closed, ticks that had come.
[[nodiscard]] Market truncated(const Market& market, Time cut);

/// Compares the full run with the runs that ended at each of its cuts (none: no data up to there).
/// Requires: one run for each cut, in their order.
[[nodiscard]] std::vector<Lookahead> find_lookahead(const TruncationWitness& full,
                                                    std::span<const std::optional<TruncationWitness>> ended,
                                                    std::span<const std::string> names);

}  // namespace argosy::backtest
