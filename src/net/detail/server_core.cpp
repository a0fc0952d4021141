#include "net/detail/server_core.hpp"

#include <array>
#include <fmt/format.h>

namespace argosy::net::detail {

Session::Session(std::shared_ptr<ServerCore> core, Peer peer)
    : core_(std::move(core)), peer_(std::move(peer)), place_(core_->sessions.size()) {
    core_->sessions.push_back(this);
    ++core_->per_address[peer_.address];
    if (!peer_.is_local_user) ++core_->from_network;
    core_->stats.connections = core_->sessions.size();
}

Session::Session(Session&& other) noexcept
    : core_(other.core_), peer_(other.peer_), place_(std::exchange(other.place_, nowhere)) {
    core_->sessions[place_] = this;
}

Session::~Session() {
    if (place_ != nowhere) leave();
}

void Session::leave() noexcept {
    core_->sessions[place_] = core_->sessions.back();
    core_->sessions[place_]->place_ = place_;
    core_->sessions.pop_back();
    core_->stats.connections = core_->sessions.size();
    if (!peer_.is_local_user) --core_->from_network;
    if (const auto of = core_->per_address.find(peer_.address); --of->second == 0) core_->per_address.erase(of);
    if (core_->is_stopping && core_->sessions.empty() && core_->on_empty) {
        // Later: whoever destroyed this session may still be at work.
        core_->loop.post(std::move(core_->on_empty));
        core_->on_empty = nullptr;
    }
}

// The network cannot take the owner's places: an emergency stop has to come through.
bool ServerCore::has_place_for(const Peer& peer) const {
    if (!peer.is_local_user && from_network >= options.connections_max) return false;
    const auto of = per_address.find(peer.address);
    return of == per_address.end() || of->second < options.connections_per_address_max;
}

Response ServerCore::error(int status, std::string_view detail) const {
    if (options.error_response) return options.error_response(status, detail);
    Response response{.status = status, .body = fmt::format("{} {}: {}\n", status, reason_phrase(status), detail)};
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    return response;
}

// Backwards: a session that leaves is replaced by the last one, which has had its turn.
void ServerCore::tick_all() {
    const Duration now = steady_time();
    for (std::size_t i = sessions.size(); i-- > 0;) {
        if (i < sessions.size()) sessions[i]->tick(now);
    }
}

void ServerCore::stop_all() {
    for (std::size_t i = sessions.size(); i-- > 0;) {
        if (i < sessions.size()) sessions[i]->stop();
    }
}

void ServerCore::cut_all() {
    for (std::size_t i = sessions.size(); i-- > 0;) {
        if (i < sessions.size()) sessions[i]->cut();
    }
}

std::string_view ServerCore::date() {
    const Time now = wall_time();
    const auto second = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (second != date_second_) {
        date_second_ = second;
        date_ = http_date(now);
    }
    return date_;
}

std::string http_date(Time time) {
    static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

}  // namespace argosy::net::detail
