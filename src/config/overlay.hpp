#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/problems.hpp"

namespace argosy::config {

/// Applies environment variables: ARGOSY_RISK__MAX_ORDERS=5 sets risk.max_orders. A double
/// underscore goes one level down, letters become lower case, a number selects an item of a list
/// (ARGOSY_STRATEGIES__0__WEIGHT). Others are ignored. A value that starts with [ { or a quote is
/// read as YAML, so `[1, 2]` is a list; everything else is taken as it stands. entries:
/// "NAME=value" as in `environ`. prefix: "ARGOSY_".
/// defaults: what stands where nothing is set; a path into a list that is not set yet changes an item of its default.
void apply_environment(Node& root, std::span<const std::string> entries, std::string_view prefix, Problems& problems,
                       const Node& defaults = {});

/// Applies `--set risk.max_orders=5`, in order, later wins; strategies[0].weight or
/// strategies.0.weight selects an item.
void apply_sets(Node& root, std::span<const std::string> assignments, Problems& problems, const Node& defaults = {});

}  // namespace argosy::config
