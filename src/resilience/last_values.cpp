#include "resilience/last_values.hpp"

#include <utility>

namespace argosy::resilience {

std::size_t LastValues::size_of(const Order::value_type& entry) noexcept {
    return entry.first.size() + entry.second.content_type.size() + entry.second.body.size();
}

void LastValues::put(std::string_view question, LastValue value) {
    erase(question);
    Order::value_type entry{std::string(question), std::move(value)};
    const std::size_t size = size_of(entry);
    if (size > bytes_max_) return;
    while (bytes_ + size > bytes_max_) erase(std::string(order_.back().first));
    order_.push_front(std::move(entry));
    index_.emplace(order_.front().first, order_.begin());
    bytes_ += size;
}

const LastValue* LastValues::find(std::string_view question, Duration now) const {
    const auto found = index_.find(question);
    if (found == index_.end()) return nullptr;
    const LastValue& value = found->second->second;
    return now - value.since > age_max_ ? nullptr : &value;
}

void LastValues::erase(std::string_view question) {
    const auto found = index_.find(question);
    if (found == index_.end()) return;
    const auto place = found->second;
    bytes_ -= size_of(*place);
    index_.erase(found);
    order_.erase(place);
}

}  // namespace argosy::resilience
