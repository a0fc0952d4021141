#pragma once

#include <string_view>

#include "base/id.hpp"
#include "base/inline_string.hpp"
#include "base/time.hpp"

namespace argosy::domain {

/// How much the platform may do; only a person can go back from `stopped`.
enum class RiskState : std::uint8_t {
    normal,
    reduced,  ///< new positions at a fraction of their size
    crisis,   ///< exits only
    stopped,  ///< nothing but cancels, latched until re-armed by hand
};

/// What a pass of the orchestrator looks at.
enum class CycleType : std::uint8_t {
    entry,        ///< decisions that no order has followed yet
    exit,         ///< positions that no decision wants any more
    maintenance,  ///< housekeeping
};

enum class AlertLevel : std::uint8_t { info, warning, error };

/// Something a person should know.
struct Alert {
    std::uint64_t id = 0;
    AlertLevel level = AlertLevel::info;
    InlineString<32> category;  ///< "risk", "data", "order" ...
    InlineString<160> message;
    InstrumentId instrument;
    Time time{};
};

[[nodiscard]] std::string_view to_string(RiskState) noexcept;
[[nodiscard]] std::string_view to_string(AlertLevel) noexcept;
[[nodiscard]] std::string_view to_string(CycleType) noexcept;

}  // namespace argosy::domain
