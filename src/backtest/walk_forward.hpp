#pragma once

#include "backtest/optimize.hpp"

namespace argosy::backtest {

/// Collects the steps of a walk-forward: runs what each chose on its test span, and strings the test spans together.
class WalkForward {
public:
    /// The study must outlive it.
    explicit WalkForward(const Study& study) : study_(study) {}

    /// The next step, with the search over its training spans. Errors: those of run_span.
    [[nodiscard]] Result<> add(const Split& split, const SearchResult& found);
    [[nodiscard]] WalkForwardResult finish() &&;

private:
    [[nodiscard]] Result<double> train_growth(const RunConfig& config, const Split& split) const;
    [[nodiscard]] Stability stability_of(std::size_t dimension) const;

    const Study& study_;
    WalkForwardResult out_;
    double days_ = 0;
};

/// (1 + total)^(365.25 / days) - 1, -1 when everything is lost.
[[nodiscard]] double growth_per_year(double total_return, double days) noexcept;

}  // namespace argosy::backtest
