#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::notify {

enum class Level : std::uint8_t { info, warning, error };

/// Something that people outside should hear of.
struct Notice {
    Level level = Level::info;
    std::string category;  ///< "risk", "order", "trade", "data", "system"
    std::string message;
    std::map<std::string, std::string> details{};  ///< for templates: "pair", "pnl"
    Time time{};

    /// Notices with equal keys are the same news.
    [[nodiscard]] std::string key() const { return category + '\n' + message; }
};

/// Fills {level}, {category}, {message}, {time} and {<detail>} into a text; "{{" is a brace. A detail that the notice
/// does not have is left empty.
[[nodiscard]] std::string fill_template(std::string_view text, const Notice& notice);
/// Errors: parse for braces that do not match, with the place.
[[nodiscard]] Result<> check_template(std::string_view text);

[[nodiscard]] std::string_view to_string(Level) noexcept;

}  // namespace argosy::notify
