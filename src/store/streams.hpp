#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/page.hpp"

namespace argosy::store {

/// A fact that does not change: a version of the configuration, a delivery, a signal, a headline, a cycle.
struct StreamEntry {
    std::string stream;          ///< "config", "deliveries", "signals"
    std::uint64_t sequence = 0;  ///< given by append: 1, 2, 3 ... in each stream, also after trim
    Time time{};
    std::string key;   ///< what it is about (an instrument, a channel); may be empty
    std::string body;  ///< bytes of the owner, usually JSON

    friend bool operator==(const StreamEntry&, const StreamEntry&) = default;
};

struct StreamFilter {
    std::string stream;
    std::string key;  ///< empty: all
    TimeRange time;
    Direction direction = Direction::newest_first;
};

/// Owners: config (versions; the sequence is the version), notification (deliveries), strategy (signals), orchestrator
/// (cycles), news (headlines), monitor (health history), analytics (reports), backtest (results).
class Streams {
public:
    virtual ~Streams() = default;
    /// Adds the entry and gives its sequence; `entry.sequence` is ignored. Errors: invalid_argument for an empty
    /// stream; rejected, when `last` is given and is not the last sequence (0: the stream is new).
    [[nodiscard]] virtual Result<std::uint64_t> append(const StreamEntry& entry,
                                                       std::optional<std::uint64_t> last = {}) = 0;
    /// The sequence of the last entry ever appended; 0: none.
    [[nodiscard]] virtual Result<std::uint64_t> last(std::string_view stream) const = 0;
    [[nodiscard]] virtual Result<std::optional<StreamEntry>> find(std::string_view stream,
                                                                  std::uint64_t sequence) const = 0;
    /// By sequence. Errors: invalid_argument (limit, cursor).
    [[nodiscard]] virtual Result<Page<StreamEntry>> list(const StreamFilter& filter, const PageRequest& page) const = 0;
    /// Removes entries of the stream before `time`; the number of them.
    [[nodiscard]] virtual Result<std::uint64_t> trim(std::string_view stream, Time time) = 0;
};

}  // namespace argosy::store
