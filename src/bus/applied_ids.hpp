#pragma once

#include <cstddef>
#include <deque>
#include <unordered_set>

#include "base/uuid.hpp"

namespace argosy::bus {

/// Remembers the ids that a consumer has applied, so that a message that comes twice counts once.
///
/// Known limits: the newest `size_max` ids; a repetition that comes later than that is not known any more, which is why
///               a consumer with durable state keeps its ids in the same transaction (store::AppliedIds).
/// Thread safety: none.
class AppliedIds {
public:
    explicit AppliedIds(std::size_t size_max = 65'536) : size_max_(size_max) {}

    /// True the first time; the id is known from then on.
    bool insert(const Uuid& id);
    [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

private:
    struct Hash {
        /// Version 7 has its random bits in the low half.
        std::size_t operator()(const Uuid& id) const noexcept { return id.low ^ (id.high << 1); }
    };
    std::size_t size_max_;
    std::unordered_set<Uuid, Hash> known_;
    std::deque<Uuid> order_;  ///< oldest first
};

}  // namespace argosy::bus
