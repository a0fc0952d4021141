#include "host/service.hpp"

#include <utility>

namespace argosy::host {

std::string_view to_string(State s) noexcept {
    switch (s) {
        case State::fresh: return "fresh";
        case State::starting: return "starting";
        case State::running: return "running";
        case State::stopping: return "stopping";
        case State::stopped: return "stopped";
        case State::failed: return "failed";
    }
    std::unreachable();
}

std::string_view to_string(Condition c) noexcept {
    switch (c) {
        case Condition::healthy: return "healthy";
        case Condition::degraded: return "degraded";
        case Condition::down: return "down";
    }
    std::unreachable();
}

}  // namespace argosy::host
