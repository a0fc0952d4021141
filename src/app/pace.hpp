#pragma once

#include <functional>

#include "net/loop.hpp"
#include "runtime/simulation.hpp"

namespace argosy::app {

/// Plays the market of a simulation at its configured speed on the loop, and leaves room for the API meanwhile.
///
/// Instants that are due one by one are played one by one; where several are due at once, the loop's turn is one turn
/// of the simulation (Simulation::play_turn).
class Pace {
public:
    /// All outlive it. Plays from now on. `keeps_up`: those who store what is told have not fallen behind; a market
    /// that is due several instants at once waits for them.
    Pace(net::Loop& loop, runtime::Simulation& simulation, std::function<bool()> keeps_up);

private:
    void play();
    /// When to play next: after the pause between two looks, or at once when there is more to do.
    void play_after(Duration pause);
    /// Up to when the market is due.
    [[nodiscard]] Time due(Duration now) const;
    [[nodiscard]] bool is_due(Time until) const;
    void tell_end();

    runtime::Simulation& simulation_;
    std::function<bool()> keeps_up_;
    net::Timer timer_;
    Time origin_;         // of the market, when it began to play
    Duration started_{};  // on the steady clock
};

}  // namespace argosy::app
