#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "host/service.hpp"

/// Runs the services of one process: starts them in the order of what they need, watches them, stops them in reverse.
namespace argosy::host {

struct ServiceStatus {
    std::string name;
    State state = State::fresh;
    Health health;
    Time since{};       ///< of the state
    std::string error;  ///< why it failed
    std::vector<std::string> needs;
};

/// Thread safety: one thread.
class Host {
public:
    using Clock = std::function<Time()>;
    /// Told of every change of a state, for the log.
    using Watcher = std::function<void(const ServiceStatus&)>;

    Host(std::vector<ServiceSpec> specs, Clock clock, Watcher watcher = {});
    ~Host();
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    /// Makes and starts every service. When one fails, those that run are stopped again in reverse.
    /// Errors: that service's, with its name; invalid_argument for needs that form a cycle. Requires: not started yet.
    Result<> start();
    /// Stops what runs, in reverse. Again: nothing happens.
    void stop() noexcept;
    /// Gives every running service the chance to take new settings; all are asked even when one refuses.
    /// Errors: those of all services that refused, in one.
    Result<> reload();

    /// In the order of starting.
    [[nodiscard]] std::vector<ServiceStatus> status() const;
    /// Every service runs and none is down: send me work.
    [[nodiscard]] bool is_ready() const;
    /// No service has failed: need not be restarted.
    [[nodiscard]] bool is_alive() const noexcept;

private:
    struct Hosted {
        ServiceSpec spec;
        ServiceStatus status;
        std::unique_ptr<Service> service;
    };
    Result<> put_in_order();
    Result<> start(Hosted& hosted);
    void enter(Hosted& hosted, State state);

    std::vector<Hosted> services_;  // in the order of starting
    const Clock clock_;
    const Watcher watcher_;
};

}  // namespace argosy::host
