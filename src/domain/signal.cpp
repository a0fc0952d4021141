#include "domain/signal.hpp"

#include <utility>

namespace argosy::domain {

std::string_view to_string(Direction d) noexcept {
    switch (d) {
        case Direction::sell: return "sell";
        case Direction::hold: return "hold";
        case Direction::buy: return "buy";
    }
    std::unreachable();
}

std::string_view to_string(Regime r) noexcept {
    switch (r) {
        case Regime::unknown: return "unknown";
        case Regime::trend_up: return "trend_up";
        case Regime::trend_down: return "trend_down";
        case Regime::range: return "range";
        case Regime::high_volatility: return "high_volatility";
    }
    std::unreachable();
}

}  // namespace argosy::domain
