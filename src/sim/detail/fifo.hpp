#pragma once

#include <cstddef>
#include <vector>

namespace argosy::sim::detail {

/// A queue in a vector: no allocation once it has been as long as it gets.
template <class T>
class Fifo {
public:
    [[nodiscard]] bool empty() const noexcept { return head_ == items_.size(); }
    [[nodiscard]] const T& front() const noexcept { return items_[head_]; }
    void push(const T& item) { items_.push_back(item); }
    /// A new item at the end, to be filled in where it stands.
    T& add() { return items_.emplace_back(); }
    T pop() {
        T first = items_[head_++];
        if (head_ == items_.size()) {
            clear();
        } else if (head_ >= 256 && head_ * 2 > items_.size()) {
            items_.erase(items_.begin(), begin());
            head_ = 0;
        }
        return first;
    }
    void clear() noexcept {
        items_.clear();
        head_ = 0;
    }
    [[nodiscard]] auto begin() const noexcept { return items_.begin() + static_cast<std::ptrdiff_t>(head_); }
    [[nodiscard]] auto end() const noexcept { return items_.end(); }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.items_, self.head_); }

private:
    std::vector<T> items_;
    std::size_t head_ = 0;
};

}  // namespace argosy::sim::detail
