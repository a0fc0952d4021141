#include "app/pace.hpp"

#include "app/output.hpp"

namespace argosy::app {
namespace {

constexpr Duration pause = 10ms;
constexpr Duration turn_max = 4ms;  // the API must answer meanwhile
constexpr Duration patience = 1ms;  // with a store that is behind

}  // namespace

Pace::Pace(net::Loop& loop, runtime::Simulation& simulation, std::function<bool()> keeps_up)
    : simulation_(simulation),
      keeps_up_(std::move(keeps_up)),
      timer_(loop),
      origin_(simulation.now()),
      started_(net::steady_time()) {
    play_after(pause);
}

void Pace::play_after(Duration wait) {
    timer_.after(wait, [this] { play(); });
}

void Pace::play() {
    const Duration begin = net::steady_time();
    const Time until = due(begin);
    if (!is_due(until)) return play_after(pause);
    if (!simulation_.step()) return tell_end();
    if (!is_due(until)) return play_after(pause);
    if (!keeps_up_()) return play_after(patience);
    if (!simulation_.play_turn(until, [begin] { return net::steady_time() - begin < turn_max; })) return tell_end();
    play_after(is_due(until) ? Duration{} : pause);
}

bool Pace::is_due(Time until) const {
    const Time next = simulation_.source().next_time();
    return next <= until || next == time_max;  // at the end: step() finds out
}

Time Pace::due(Duration now) const {
    const double speed = simulation_.config().speed;
    const double passed = static_cast<double>((now - started_).count()) * speed;
    if (speed <= 0 || passed >= static_cast<double>((time_max - origin_).count())) return time_max;
    return origin_ + Duration(static_cast<std::int64_t>(passed));
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
