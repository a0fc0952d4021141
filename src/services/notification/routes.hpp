#pragma once

#include "services/notification/desk.hpp"

namespace argosy::services::notification {

/// Channels, rules, sending, the test button, the delivery log. Requires: all outlive the routes.
void add_routes(const Parts& parts, Book& book, Desk& desk);

}  // namespace argosy::services::notification
