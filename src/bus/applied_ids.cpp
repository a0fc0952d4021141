#include "bus/applied_ids.hpp"

namespace argosy::bus {

bool AppliedIds::insert(const Uuid& id) {
    if (!known_.insert(id).second) return false;
    order_.push_back(id);
    if (order_.size() > size_max_) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    return true;
}

}  // namespace argosy::bus
