#pragma once

#include <optional>
#include <string>

#include "backtest/detail/sweep_account.hpp"
#include "backtest/evaluate.hpp"
#include "strategy/parameters.hpp"

/// Which runs the sweep can do, and what their strategies compare.
namespace argosy::backtest::detail {

/// Why the run needs the event-driven engine; empty when it does not.
[[nodiscard]] std::string not_sweepable(const Study& study);

/// The money side. Requires: sweepable.
[[nodiscard]] SweepTerms terms_of(const Study& study);

/// left > right, or left >= right.
struct Compared {
    ColumnKey left, right;
    bool or_equal = false;
};
/// Where a strategy wants to be (strategy::Conditions), as comparisons of columns.
struct SweepRules {
    Compared buy, sell;
    bool has_exits = false;
    Compared exit_long = {}, exit_short = {};
};
/// Requires: the strategy is one of the supported ones.
[[nodiscard]] SweepRules rules_of(std::string_view strategy, const strategy::Parameters& parameters);

}  // namespace argosy::backtest::detail
