#include "performance/metric.hpp"

#include <utility>

namespace argosy::performance {

std::string_view to_string(Unit unit) noexcept {
    switch (unit) {
        case Unit::fraction: return "fraction";
        case Unit::money: return "money";
        case Unit::number: return "number";
        case Unit::count: return "count";
        case Unit::days: return "days";
        case Unit::basis_points: return "bps";
        case Unit::risk: return "R";
        case Unit::bars: return "bars";
    }
    std::unreachable();
}

}  // namespace argosy::performance
