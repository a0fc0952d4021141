#pragma once

#include <string>

#include "api/problem.hpp"
#include "base/error.hpp"

namespace argosy::services::execution {

/// The problem of an order that was not placed. Where the risk checks refused it, `detail` is what they say
/// (risk::describe), `code` their reason, like "lock_instrument", and `hint` what can be done about it.
[[nodiscard]] api::Problem refused(const Error& error);

}  // namespace argosy::services::execution
