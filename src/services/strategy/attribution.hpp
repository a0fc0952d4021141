#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/simulation.hpp"
#include "services/strategy/shapes.hpp"
#include "store/writer.hpp"

namespace argosy::services::strategy {

/// Who voted for which trade: the voters on the winning side of the ballot that opened it. Trades belong to books, so
/// this is how a single strategy is judged.
///
/// What is found out is kept in the store: ballots are not known for ever, and a restart must give the same figures.
/// Thread safety: the simulation's thread.
/// Known limits:  of the trades that the engine keeps (runtime::History::trades_kept).
class Attribution final : private runtime::Listener {
public:
    static constexpr std::string_view collection = "strategy.votes";

    /// All outlive it.
    Attribution(runtime::Simulation& core, store::Store& store, store::Writer& writer);
    ~Attribution() override;
    Attribution(const Attribution&) = delete;
    Attribution& operator=(const Attribution&) = delete;

    /// Trades of its own (a book's, or of a voter that trades by itself) and those that it voted for. In order of their
    /// exit, since `from`.
    [[nodiscard]] std::vector<domain::RoundTrip> trades_of(std::string_view name, Time from) const;
    /// Of a voter or a book. `period`: "all", or how far back the exits lie ("7d").
    /// Errors: not_found; parse for the period.
    [[nodiscard]] Result<StrategyPerformance> performance_of(std::string_view name, std::string_view period) const;
    /// Of every voter, then of every book.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    using Supporters = std::vector<std::string>;
    void on_trade(const domain::RoundTrip& trade) override;
    void learn(const domain::RoundTrip& trade, bool is_new);
    [[nodiscard]] Supporters supporters_of(const domain::RoundTrip& trade) const;
    [[nodiscard]] Supporters stored(const std::string& trade_id) const;
    void keep(const std::string& trade_id, const Supporters& supporters, Time time);

    runtime::Simulation& core_;
    store::Store& store_;
    store::Writer& writer_;
    std::unordered_map<std::string, Supporters> by_trade_;
    std::deque<std::string> order_;  // of by_trade_, the oldest first
};

}  // namespace argosy::services::strategy
