#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "data/catalogue.hpp"

namespace argosy::services::historical {

struct CacheStats {
    std::uint64_t entries = 0, bytes = 0, bytes_max = 0;
    std::uint64_t hits = 0, misses = 0, evictions = 0;
    double hit_rate = 0;
};
void describe(Described<CacheStats>& d);

/// Whole series of bars in memory, the least lately used go first. A series that was imported anew is another one: its
/// checksum tells.
///
/// Thread safety: all calls, from all threads; a series is decoded by one of them while the others wait.
class BarCache {
public:
    using Bars = std::shared_ptr<const data::Rows<domain::Bar>>;

    explicit BarCache(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

    /// Errors: those of Catalogue::bars and of reading.
    [[nodiscard]] Result<Bars> get(const data::Catalogue& catalogue, const data::SeriesInfo& info);
    [[nodiscard]] CacheStats stats() const;

private:
    struct Entry {
        std::string checksum, path;
        Bars bars;
        [[nodiscard]] std::uint64_t bytes() const noexcept { return bars->size() * sizeof(domain::Bar); }
    };
    void keep(Entry entry);

    std::uint64_t bytes_max_;
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  // the most lately used first; guarded by mutex_
    std::uint64_t bytes_ = 0, hits_ = 0, misses_ = 0, evictions_ = 0;
};

}  // namespace argosy::services::historical
