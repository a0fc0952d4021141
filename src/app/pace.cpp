#include "app/pace.hpp"

#include "app/output.hpp"

namespace argosy::app {

Pace::Pace(net::Loop& loop, runtime::Simulation& simulation)
    : simulation_(simulation), timer_(loop), origin_(simulation.now()), started_(net::steady_time()) {
    timer_.every(10ms, [this] { play(); });
}

void Pace::play() {
    if (is_over_) return;
    const Duration begin = net::steady_time();
    while (!is_over_ && is_due(begin)) {
        is_over_ = !simulation_.step();
        if (net::steady_time() - begin > 8ms) break;  // the API must answer meanwhile
    }
    if (is_over_) tell_end();
}

bool Pace::is_due(Duration now) const {
    const double speed = simulation_.config().speed;
    const Time next = simulation_.source().next_time();
    if (speed <= 0 || next == time_max) return true;  // at the end: step() finds out
    return static_cast<double>((next - origin_).count()) <= static_cast<double>((now - started_).count()) * speed;
}

void Pace::tell_end() {
    simulation_.commit();
    if (const auto why = simulation_.failure())
        print_error(Error(Errc::unavailable, *why)
                        .hint("trading has stopped, the page stays; mend the disk, then start again: it continues"));
    else
        print_warning("the replay is over; the page stays");
}

}  // namespace argosy::app
