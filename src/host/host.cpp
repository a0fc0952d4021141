#include "host/host.hpp"

#include <algorithm>
#include <ranges>

#include "host/start_order.hpp"

namespace argosy::host {

Host::Host(std::vector<ServiceSpec> specs, Clock clock, Watcher watcher)
    : clock_(std::move(clock)), watcher_(std::move(watcher)) {
    for (auto& spec : specs) {
        ServiceStatus status{.name = spec.name, .since = clock_(), .needs = spec.needs};
        services_.push_back({std::move(spec), std::move(status), nullptr});
    }
}

Host::~Host() {
    stop();
    // What a service needs outlives it.
    while (!services_.empty()) services_.pop_back();
}

Result<> Host::put_in_order() {
    std::vector<ServiceSpec> specs;
    for (const auto& hosted : services_) specs.push_back(hosted.spec);
    ARGOSY_LET(const auto order, start_order(specs), "services");
    std::vector<Hosted> sorted;
    for (const std::size_t i : order) sorted.push_back(std::move(services_[i]));
    services_ = std::move(sorted);
    return {};
}

Result<> Host::start() {
    ARGOSY_TRY(put_in_order(), "host");
    for (auto& hosted : services_) {
        if (auto started = start(hosted); !started) {
            hosted.status.error = std::string(started.error().message());
            enter(hosted, State::failed);
            if (hosted.service) hosted.service->stop();
            stop();
            return std::unexpected(std::move(started).error().with(hosted.spec.name));
        }
    }
    return {};
}

Result<> Host::start(Hosted& hosted) {
    enter(hosted, State::starting);
    ARGOSY_LET(hosted.service, hosted.spec.make(), "make");
    ARGOSY_TRY(hosted.service->start(), "start");
    enter(hosted, State::running);
    return {};
}

void Host::stop() noexcept {
    for (auto& hosted : services_ | std::views::reverse) {
        if (hosted.status.state != State::running) continue;
        enter(hosted, State::stopping);
        hosted.service->stop();
        enter(hosted, State::stopped);
    }
}

Result<> Host::reload() {
    std::string refused;
    for (auto& hosted : services_) {
        if (hosted.status.state != State::running) continue;
        if (const auto done = hosted.service->reload(); !done)
            refused += (refused.empty() ? "" : "; ") + hosted.spec.name + ": " + std::string(done.error().message());
    }
    if (refused.empty()) return {};
    return fail(Errc::invalid_argument, "the settings before stay in force for " + refused);
}

std::vector<ServiceStatus> Host::status() const {
    std::vector<ServiceStatus> out;
    for (const auto& hosted : services_) {
        out.push_back(hosted.status);
        if (hosted.status.state == State::running)
            out.back().health = hosted.service->health();
        else
            out.back().health = {Condition::down, std::string(to_string(hosted.status.state))};
    }
    return out;
}

bool Host::is_ready() const {
    return std::ranges::all_of(status(), [](const auto& s) { return s.health.condition != Condition::down; });
}

bool Host::is_alive() const noexcept {
    return std::ranges::none_of(services_, [](const auto& h) { return h.status.state == State::failed; });
}

void Host::enter(Hosted& hosted, State state) {
    hosted.status.state = state;
    hosted.status.since = clock_();
    if (watcher_) watcher_(hosted.status);
}

}  // namespace argosy::host
