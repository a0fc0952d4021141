#pragma once

#include <span>
#include <string>

#include "api/router.hpp"

namespace argosy::api {

struct OpenApiInfo {
    std::string title = "Argosy";
    std::string version;
    std::string description;
};

/// The OpenAPI 3.1 document of the routes, one line of JSON: parameters, bodies and answers come from the types that
/// endpoint() was given, roles and problem documents from the routes. An alias is a path of its own.
///
/// Known limits: routes of pages and files (added without types) are left out; what an untyped route answers is any
///               JSON. Source: OpenAPI Specification 3.1.0; JSON Schema 2020-12.
[[nodiscard]] std::string openapi_document(std::span<const Route> routes, const OpenApiInfo& info);

}  // namespace argosy::api
