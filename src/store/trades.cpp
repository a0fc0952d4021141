#include "store/trades.hpp"

#include <utility>

namespace argosy::store {

std::string_view to_string(TradeStatus s) noexcept {
    switch (s) {
        case TradeStatus::open: return "open";
        case TradeStatus::closed: return "closed";
        case TradeStatus::canceled: return "canceled";
    }
    std::unreachable();
}

}  // namespace argosy::store
