#pragma once

#include <span>

#include "base/time.hpp"
#include "domain/command.hpp"
#include "domain/event.hpp"
#include "portfolio/portfolio.hpp"

namespace argosy::backtest {

/// Sees what passes between the engine and the venue; a running simulation journals here.
class Wire {
public:
    virtual ~Wire() = default;
    /// The engine's commands of this instant, before any of them reaches the venue. False: they must not be sent
    /// (the journal is full or broken), but for cancels; the engine is told which never left.
    [[nodiscard]] virtual bool before_send(std::span<const domain::VenueCommand>, Time) { return true; }
    virtual void on_report(const domain::VenueEvent&, Time) {}
    /// Bars of a calm stretch that were played; before the last of them has any consequence. `equity` is what the
    /// account is worth at their prices.
    virtual void on_calm(InstrumentId, Duration /*interval*/, std::span<const domain::Bar>,
                         const portfolio::EquityLine& /*equity*/) {}
};

}  // namespace argosy::backtest
