#pragma once

#include <vector>

#include "domain/market_data.hpp"

namespace argosy::engine {

/// Bars that have passed, for a strategy that starts in the middle of a run. The answers must follow from the events
/// that the engine was given, or a replay differs.
class BarHistory {
public:
    virtual ~BarHistory() = default;
    /// The newest that are kept, oldest first.
    [[nodiscard]] virtual std::vector<domain::Bar> recent(InstrumentId instrument, Duration interval) const = 0;
};

}  // namespace argosy::engine
