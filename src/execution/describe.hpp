#pragma once

#include "base/describe_fwd.hpp"
#include "execution/exit_rules.hpp"

/// How the settings of this library are written in a file; docs/config.md is printed from it.
namespace argosy::execution {

void describe(Described<Distance>& d);
void describe(Described<ExitRules>& d);

/// "3%", "2.5 atr", "none". Errors: parse.
[[nodiscard]] Result<Distance> parse_distance(std::string_view text);
[[nodiscard]] std::string to_string(const Distance& distance);
[[nodiscard]] std::string_view to_string(TrailMode mode) noexcept;

}  // namespace argosy::execution
