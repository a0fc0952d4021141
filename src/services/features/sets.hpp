#pragma once

#include <string_view>
#include <vector>

#include "features/definition.hpp"
#include "store/store.hpp"

namespace argosy::services::features {

/// Definitions of feature sets, as the store keeps them. "standard" is there without being stored; storing one of this
/// name replaces it for its interval.
///
/// Requires: the store outlives it.
class Sets {
public:
    explicit Sets(store::Store& store) : store_(store) {}

    /// Errors: not_found naming what lists them; corrupt for a document that cannot be read.
    [[nodiscard]] Result<argosy::features::FeatureSet> find(std::string_view name, Duration interval, Time now) const;
    struct Listed {
        std::vector<argosy::features::FeatureSet> sets;
        std::string next;
    };
    /// Those that are stored, by name. Errors: invalid_argument (limit, cursor).
    [[nodiscard]] Result<Listed> list(const store::PageRequest& page, Time now) const;
    /// On the disk when it returns.
    [[nodiscard]] Result<> put(const argosy::features::FeatureSet& set, Time now);

private:
    store::Store& store_;
};

}  // namespace argosy::services::features
