#pragma once

#include <span>

#include "api/assets.hpp"
#include "api/router.hpp"

/// The pages of /web, built (web/dist) and embedded in the program.
namespace argosy::web {

/// Every file of the build, sorted by path.
[[nodiscard]] std::span<const api::Asset> assets();

/// Serves the pages at their paths and the files that they need.
void add_pages(api::Router& router);

}  // namespace argosy::web
