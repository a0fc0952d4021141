#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"

namespace argosy::platform {

/// Which version of the configuration the core decided by, and since when: it tags trades and decisions.
///
/// Times are the core's own (simulated time in a replay), so that a journal that is played again gives the same tags.
/// Thread safety: one thread.
class VersionLog {
public:
    struct Entry {
        std::uint64_t version = 0;
        Time from{};  ///< decisions after this moment
    };

    /// Another session of the core begins; what was before belongs to another line of time.
    void begin(std::uint64_t version) { entries_ = {{version, Time::min()}}; }
    /// From now on. Requires: times that do not descend; earlier ones count as the newest.
    void add(std::uint64_t version, Time from);
    /// The version by which something was decided at this time: what was decided at the very moment of a change came
    /// before it. 0: nothing is known.
    [[nodiscard]] std::uint64_t at(Time time) const noexcept;
    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

private:
    std::vector<Entry> entries_;
};

}  // namespace argosy::platform
