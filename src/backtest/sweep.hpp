#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "backtest/evaluate.hpp"

/// Thousands of candidates of a simple run at once: each indicator is computed once for every distinct parameter value,
/// the bars where a candidate turns are found eight or more at a time, and only there its account is looked at.
///
/// It supports ema_cross, rsi_reversion and donchian_trend (stop_atr 0) alone in a book, on one linear perpetual
/// without funding, with market orders, a fixed fraction of equity, fees and slippage in ticks, and no exit rules,
/// limits or protections beside the defaults. There it decides and fills at the same bars as the event-driven engine;
/// money is in doubles, so figures agree to rounding. What it cannot be sure of (a margin that may bind, a short that
/// may have been liquidated, an order below the minimum) it leaves to the engine, candidate by candidate.
///
/// Thread safety: evaluate() may be called from several threads.
/// Invariants: memory depends on the number of bars and of distinct parameter values, not on that of candidates.
namespace argosy::backtest {

/// A closed trade as the sweep sees it; bars are indices into the market's series.
struct SweepTrade {
    std::size_t entry_bar = 0, exit_bar = 0;  ///< filled at the open of these
    bool is_long = true;
    double qty = 0, entry_price = 0, exit_price = 0;
    double net = 0;
};

class Sweep {
public:
    /// The reason, in words for a user, when this run needs the event-driven engine. The study must outlive the sweep.
    [[nodiscard]] static std::expected<Sweep, std::string> make(const Study& study);
    Sweep(Sweep&&) noexcept;
    ~Sweep();

    /// done[i] is set where outcomes[i] is the result; the others need evaluate_exactly.
    void evaluate(const Judgement& judgement, std::span<const Candidate> candidates, std::span<Outcome> outcomes,
                  std::span<std::uint8_t> done) const;

    /// The closed trades of one candidate, for tests; none when the sweep is not sure of it.
    [[nodiscard]] std::optional<std::vector<SweepTrade>> trades(const Candidate& candidate, Span span) const;

private:
    struct Rep;
    explicit Sweep(std::unique_ptr<const Rep> rep);
    std::unique_ptr<const Rep> rep_;
};

}  // namespace argosy::backtest
