#include "platform/version_log.hpp"

#include <algorithm>

namespace argosy::platform {

void VersionLog::add(std::uint64_t version, Time from) {
    if (!entries_.empty()) from = std::max(from, entries_.back().from);
    entries_.push_back({version, from});
}

std::uint64_t VersionLog::at(Time time) const noexcept {
    const auto after = std::ranges::lower_bound(entries_, time, {}, &Entry::from);
    if (after != entries_.begin()) return std::prev(after)->version;
    return entries_.empty() || entries_.front().from > time ? 0 : entries_.front().version;
}

}  // namespace argosy::platform
