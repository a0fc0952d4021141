#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace argosy::auth {

/// A map by text that holds at most `capacity` values: for what strangers can name without end. A new one puts out the
/// one that was not touched for longest.
template <class T>
class LruMap {
public:
    /// Requires: capacity > 0.
    explicit LruMap(std::size_t capacity) : capacity_(capacity) {}
    LruMap(LruMap&&) noexcept = default;  // the index looks at texts of the list, which move with their nodes
    LruMap& operator=(LruMap&&) noexcept = default;
    ~LruMap() = default;

    /// The value of the key, touched; null when there is none.
    [[nodiscard]] T* find(std::string_view key) {
        const auto found = index_.find(key);
        if (found == index_.end()) return nullptr;
        order_.splice(order_.begin(), order_, found->second);
        return &found->second->second;
    }
    /// The value of the key, made when there is none.
    [[nodiscard]] T& at(std::string_view key) {
        if (T* value = find(key)) return *value;
        if (order_.size() == capacity_) erase(order_.back().first);
        order_.emplace_front(std::string(key), T{});
        index_.emplace(order_.front().first, order_.begin());
        return order_.front().second;
    }
    void erase(std::string_view key) {
        const auto found = index_.find(key);
        if (found == index_.end()) return;
        const auto place = found->second;
        index_.erase(found);  // before the text that it looks at
        order_.erase(place);
    }
    [[nodiscard]] std::size_t size() const noexcept { return order_.size(); }

private:
    using Order = std::list<std::pair<std::string, T>>;
    std::size_t capacity_;
    Order order_;  ///< touched last comes first
    std::unordered_map<std::string_view, typename Order::iterator> index_;
};

}  // namespace argosy::auth
