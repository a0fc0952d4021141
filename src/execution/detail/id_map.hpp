#pragma once

#include <cstdint>
#include <vector>

#include "base/assert.hpp"
#include "base/id.hpp"

namespace argosy::execution::detail {

/// OrderId -> index of a slot: open addressing with linear probing; erasing closes the gap, so that probes stay short
/// for ever. Grows at half load and then never allocates again.
class IdMap {
public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    IdMap() : cells_(64) {}

    [[nodiscard]] std::uint32_t find(OrderId id) const noexcept {
        for (auto i = home(id);; i = next(i)) {
            if (cells_[i].id == id) return cells_[i].slot;
            if (cells_[i].id.is_none()) return none;
        }
    }
    /// Inserts or overwrites. Requires: id is not none (asserted).
    void set(OrderId id, std::uint32_t slot) {
        ARGOSY_ASSERT(!id.is_none(), "an order id is missing");
        if (2 * (size_ + 1) > cells_.size()) grow();
        auto i = home(id);
        while (!cells_[i].id.is_none() && cells_[i].id != id) i = next(i);
        size_ += cells_[i].id.is_none();
        cells_[i] = {id, slot};
    }
    /// Requires: id is there (asserted).
    void erase(OrderId id) noexcept {
        auto gap = home(id);
        while (cells_[gap].id != id) {
            ARGOSY_ASSERT(!cells_[gap].id.is_none(), "an order id to erase is not there");
            gap = next(gap);
        }
        for (auto i = next(gap); !cells_[i].id.is_none(); i = next(i)) {
            const auto distance = (i - home(cells_[i].id)) & mask();
            if (distance >= ((i - gap) & mask())) {
                cells_[gap] = cells_[i];
                gap = i;
            }
        }
        cells_[gap] = {};
        --size_;
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.cells_, self.size_, self.shift_); }

private:
    struct Cell {
        OrderId id;
        std::uint32_t slot = none;
    };
    [[nodiscard]] std::size_t mask() const noexcept { return cells_.size() - 1; }
    [[nodiscard]] std::size_t next(std::size_t i) const noexcept { return (i + 1) & mask(); }
    // Fibonacci hashing: ids count up, and as they are they would fill one long run that every erase walks through.
    [[nodiscard]] std::size_t home(OrderId id) const noexcept {
        return static_cast<std::size_t>((id.value() * 0x9E37'79B9'7F4A'7C15) >> shift_);
    }
    void grow() {
        std::vector<Cell> old(cells_.size() * 2);
        old.swap(cells_);
        size_ = 0;
        --shift_;
        for (const auto& cell : old)
            if (!cell.id.is_none()) set(cell.id, cell.slot);
    }

    std::vector<Cell> cells_;
    std::size_t size_ = 0;
    int shift_ = 64 - 6;  ///< 64 less the bits of the table's size
};

}  // namespace argosy::execution::detail
