#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace argosy::indicators {

/// The last n values in order of size: how many are below a value, and their sum, in O(log n).
///
/// A treap over the slots of a ring. Its priorities are a hash of the slot and its sums are rebuilt from the leaves up,
/// so equal inputs give equal bits and nothing drifts.
class OrderedWindow {
public:
    struct Part {
        double count = 0;
        double sum = 0;
    };

    /// Requires: length >= 1 (asserted).
    explicit OrderedWindow(std::size_t length);

    /// Takes x in and, once full, the oldest value out.
    void update(double x) noexcept;
    /// The values below `limit`.
    [[nodiscard]] Part below(double limit) const noexcept;
    /// All values.
    [[nodiscard]] Part all() const noexcept { return nodes_[root_].part; }
    [[nodiscard]] std::size_t length() const noexcept { return nodes_.size() - 1; }
    [[nodiscard]] bool full() const noexcept { return full_; }

private:
    using Link = std::uint32_t;  ///< a slot + 1, or 0 for none
    struct Node {
        double value = 0;
        Part part;  ///< of the subtree
        Link left = 0, right = 0;
        std::uint32_t priority = 0;
    };
    [[nodiscard]] bool before(Link a, Link b) const noexcept;
    void rebuild(Link at) noexcept;
    /// Splits the subtree into what is before `key` and what is not.
    void split(Link at, Link key, Link& less, Link& rest) noexcept;
    [[nodiscard]] Link merge(Link less, Link rest) noexcept;
    [[nodiscard]] Link insert(Link at, Link fresh) noexcept;
    [[nodiscard]] Link erase(Link at, Link gone) noexcept;

    std::vector<Node> nodes_;
    Link root_ = 0, next_ = 1;
    bool full_ = false;
};

}  // namespace argosy::indicators
