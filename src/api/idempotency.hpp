#pragma once

#include <expected>
#include <string>

#include "api/call.hpp"
#include "api/problem.hpp"

namespace argosy::api {

/// "ada/k1" of a request with an Idempotency-Key: keys of different people never meet. Problems: 400, when it is empty
/// or longer than what is kept.
[[nodiscard]] std::expected<std::string, Problem> idempotency_key(const Call& call);

}  // namespace argosy::api
