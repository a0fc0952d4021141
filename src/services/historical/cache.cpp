#include "services/historical/cache.hpp"

#include <algorithm>

#include "base/describe.hpp"

namespace argosy::services::historical {

Result<BarCache::Bars> BarCache::get(const data::Catalogue& catalogue, const data::SeriesInfo& info) {
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find_if(
        entries_, [&](const Entry& e) { return e.path == info.path.string() && e.checksum == info.checksum; });
    if (known != entries_.end()) {
        ++hits_;
        entries_.splice(entries_.begin(), entries_, known);
        return known->bars;
    }
    ++misses_;
    ARGOSY_LET(const auto series, catalogue.bars(info.key), "");
    ARGOSY_LET(auto rows, series.read(), to_string(info.key));
    Entry entry{.checksum = info.checksum,
                .path = info.path.string(),
                .bars = std::make_shared<const data::Rows<domain::Bar>>(std::move(rows))};
    Bars out = entry.bars;
    keep(std::move(entry));
    return out;
}

void BarCache::keep(Entry entry) {
    const auto old = std::ranges::find(entries_, entry.path, &Entry::path);  // the same file before a new import
    if (old != entries_.end()) {
        bytes_ -= old->bytes();
        entries_.erase(old);
    }
    if (entry.bytes() > bytes_max_) return;  // it would push out everything and not stay either
    bytes_ += entry.bytes();
    entries_.push_front(std::move(entry));
    for (; bytes_ > bytes_max_; ++evictions_) {
        bytes_ -= entries_.back().bytes();
        entries_.pop_back();
    }
}

CacheStats BarCache::stats() const {
    const std::lock_guard lock(mutex_);
    CacheStats out{.entries = entries_.size(),
                   .bytes = bytes_,
                   .bytes_max = bytes_max_,
                   .hits = hits_,
                   .misses = misses_,
                   .evictions = evictions_};
    if (hits_ + misses_ > 0) out.hit_rate = static_cast<double>(hits_) / static_cast<double>(hits_ + misses_);
    return out;
}

void describe(Described<CacheStats>& d) {
    using T = CacheStats;
    d.name("cache_stats")
        .field("entries", &T::entries, {.unit = "series"})
        .field("bytes", &T::bytes, {.unit = "bytes"});
    d.field("bytes_max", &T::bytes_max, {.unit = "bytes"}).field("hits", &T::hits).field("misses", &T::misses);
    d.field("evictions", &T::evictions, {.doc = "Series that made room for others."});
    d.field("hit_rate", &T::hit_rate, {.doc = "Hits of all look-ups; 0 before the first."});
}

}  // namespace argosy::services::historical
