#pragma once

#include "net/loop.hpp"
#include "runtime/simulation.hpp"

namespace argosy::app {

/// Plays the market of a simulation at its configured speed on the loop, and leaves room for the API meanwhile.
class Pace {
public:
    /// Both outlive it. Plays from now on.
    Pace(net::Loop& loop, runtime::Simulation& simulation);

private:
    void play();
    [[nodiscard]] bool is_due(Duration now) const;
    void tell_end();

    runtime::Simulation& simulation_;
    net::Timer timer_;
    Time origin_;         // of the market, when it began to play
    Duration started_{};  // on the steady clock
    bool is_over_ = false;
};

}  // namespace argosy::app
