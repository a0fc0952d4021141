#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>

#include "news/headline.hpp"

namespace argosy::news {

/// Remembers the headlines that came already, so that a feed which is read again brings only what is new. Headlines are
/// the same when source and id are; a changed text under an old id is no news.
///
/// Thread safety: none needed; one owner.
class Seen {
public:
    /// Remembers the last `capacity` headlines. Requires: capacity >= 1.
    explicit Seen(std::size_t capacity = 100'000) : capacity_(capacity) {}

    /// True for the first time, and remembers.
    [[nodiscard]] bool is_new(const Headline& headline);
    [[nodiscard]] std::size_t size() const noexcept { return order_.size(); }

private:
    std::size_t capacity_;
    std::unordered_set<std::string> keys_;
    std::deque<std::string> order_;
};

}  // namespace argosy::news
