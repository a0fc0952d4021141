#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "notify/notice.hpp"

namespace argosy::notify {

/// A part of the day, UTC, in which only what is urgent is sent. It may pass midnight: 22h to 6h.
struct QuietHours {
    Duration from{}, to{};        ///< since 00:00; equal: never quiet
    Level urgent = Level::error;  ///< sent all the same

    [[nodiscard]] bool holds_back(const Notice& notice, Time now) const noexcept;
};

/// Which notices go to which channels.
struct Rule {
    std::string name;
    Level level_min = Level::info;
    std::vector<std::string> categories;  ///< empty: all
    std::vector<std::string> channels;
    std::string text = "[{level}] {message}";
    QuietHours quiet;
    Duration repeat_after = 5min;  ///< the same news is not sent again before that
    std::int64_t hourly_max = 60;  ///< of this rule; what is beyond is counted and not sent

    [[nodiscard]] bool takes(const Notice& notice) const noexcept;
};

void describe(Described<QuietHours>& d);
void describe(Described<Rule>& d);

}  // namespace argosy::notify
