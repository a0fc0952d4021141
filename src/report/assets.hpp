#pragma once

#include <string_view>

namespace argosy::report {

/// The page's script and style, built from web/report (web/report/dist) and embedded in the program.
[[nodiscard]] std::string_view page_script() noexcept;
[[nodiscard]] std::string_view page_style() noexcept;

}  // namespace argosy::report
