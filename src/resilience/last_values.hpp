#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.hpp"

namespace argosy::resilience {

/// An answer that was good when it came.
struct LastValue {
    std::string content_type, body;
    Duration since{};  ///< when it came, of the clock that is passed in
};

/// The last good answer to each question, for when nobody can answer anew. It makes nothing up: what was never
/// answered, or too long ago, is not there. When full, what was put longest ago goes first.
///
/// Invariant: the texts of all values together take at most bytes_max. Thread safety: none.
class LastValues {
public:
    /// A value that alone is larger than bytes_max is not kept.
    LastValues(std::size_t bytes_max, Duration age_max) : bytes_max_(bytes_max), age_max_(age_max) {}

    void put(std::string_view question, LastValue value);
    /// Null: none, or older than allowed. Lives until the next put.
    [[nodiscard]] const LastValue* find(std::string_view question, Duration now) const;
    void erase(std::string_view question);
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
    using Order = std::list<std::pair<std::string, LastValue>>;  // put last comes first
    [[nodiscard]] static std::size_t size_of(const Order::value_type& entry) noexcept;

    std::size_t bytes_max_;
    Duration age_max_;
    Order order_;
    std::unordered_map<std::string_view, Order::iterator> index_;  // looks at texts of the list
    std::size_t bytes_ = 0;
};

}  // namespace argosy::resilience
