#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "host/service.hpp"

namespace argosy::host {

/// The order in which services start: each after all that it needs; where that leaves a choice, in the order of
/// `specs`, so that two starts are alike. Services that are needed but hosted elsewhere (not in `specs`) are passed
/// over. Errors: invalid_argument for a name that is there twice and for a cycle, which is named: "a needs b needs a".
[[nodiscard]] Result<std::vector<std::size_t>> start_order(const std::vector<ServiceSpec>& specs);

}  // namespace argosy::host
