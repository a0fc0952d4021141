#pragma once

#include <optional>

#include "api/call.hpp"
#include "api/problem.hpp"
#include "base/describe.hpp"

namespace argosy::api {

/// Fills the described value from a request: parameters of the path, the query (a list is written with commas) and the
/// JSON body, each field by its name and in one place only. A body that is absent counts as {}.
///
/// Refused: what config::read refuses (unknown names with the nearest known one, wrong types, values out of range,
/// missing required fields), a body that is no JSON object, a field given twice. Every mistake is named at once: "/qty"
/// for the body, "?limit" for the query, "{symbol}" for the path.
[[nodiscard]] std::optional<Problem> read_input(const Call& call, const TypeInfo& type, void* out);

}  // namespace argosy::api
