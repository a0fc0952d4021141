#include "app/audited.hpp"

#include <algorithm>
#include <array>

namespace argosy::app {

bool is_to_be_audited(const api::Route& route) {
    constexpr std::array<std::string_view, 4> write_their_own{"analytics", "config", "ledger", "notification"};
    if (std::ranges::find(write_their_own, route.service) != write_their_own.end()) return false;
    return route.role >= auth::Role::trader || (route.service == "gateway" && !route.path.ends_with("/ticket"));
}

}  // namespace argosy::app
