#pragma once

#include <string_view>

namespace argosy::app {

/// "0.1.0": the version of the program.
[[nodiscard]] std::string_view version() noexcept;
/// The git commit it was built from; "unknown" outside a checkout.
[[nodiscard]] std::string_view revision() noexcept;

}  // namespace argosy::app
