#include "domain/state.hpp"

#include <utility>

namespace argosy::domain {

std::string_view to_string(RiskState s) noexcept {
    switch (s) {
        case RiskState::normal: return "normal";
        case RiskState::reduced: return "reduced";
        case RiskState::crisis: return "crisis";
        case RiskState::stopped: return "stopped";
    }
    std::unreachable();
}

std::string_view to_string(AlertLevel l) noexcept {
    switch (l) {
        case AlertLevel::info: return "INFO";
        case AlertLevel::warning: return "WARNING";
        case AlertLevel::error: return "ERROR";
    }
    std::unreachable();
}

std::string_view to_string(CycleType t) noexcept {
    switch (t) {
        case CycleType::entry: return "entry";
        case CycleType::exit: return "exit";
        case CycleType::maintenance: return "maintenance";
    }
    std::unreachable();
}

}  // namespace argosy::domain
