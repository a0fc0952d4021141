#pragma once

#include "risk/limits.hpp"

namespace argosy::risk {

/// Some limit of `to` lets through what that of `from` did not: a bound that is higher or gone, a check that is off.
[[nodiscard]] bool loosens(const Limits& from, const Limits& to);

}  // namespace argosy::risk
