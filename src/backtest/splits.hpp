#pragma once

#include <vector>

#include "backtest/optimize_settings.hpp"
#include "backtest/span.hpp"
#include "base/error.hpp"

namespace argosy::backtest {

/// One step of a walk-forward: choose on `train`, judge on `test`. They never overlap.
struct Split {
    std::vector<Span> train;  ///< one span, or two where folds leave a hole in the middle
    Span test;
    friend bool operator==(const Split&, const Split&) = default;
};

/// The steps over a range of data, in order of their test spans, which follow each other without a gap. A last test
/// span that is shorter than the others is kept when it has at least half their length.
///
/// Errors: invalid_argument when the range is too short for one step, or purge and embargo leave nothing to train on.
/// Source: López de Prado, Advances in Financial Machine Learning (2018), chapter 7, for purge and embargo.
[[nodiscard]] Result<std::vector<Split>> make_splits(const WalkForwardSettings& settings, Span range);

}  // namespace argosy::backtest
