#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace argosy::market {

/// A sparse array over price ticks that knows its highest occupied tick: one side of a book. For the side whose best
/// price is the lowest, negate the ticks.
///
/// Ticks lie in pages of 64, found by hashing; a page's occupied ticks are the bits of one word. Near the touch, where
/// nearly all changes are, nothing is searched or moved. The pages are also kept in order, the best at the end.
///
/// Invariants: a value is default unless its tick is occupied. No allocation once the book has been as wide as it gets.
template <class T>
class TickLadder {
public:
    using Tick = std::int64_t;

    TickLadder() : table_(64) {}

    /// The value at the tick, which becomes occupied. The reference holds until the next call of occupy.
    [[nodiscard]] T& occupy(Tick tick) {
        Page& page = find_or_add(number_of(tick));
        page.mask |= bit_of(tick);
        return page.values[slot_of(tick)];
    }
    /// The value at an occupied tick, or null.
    [[nodiscard]] T* find(Tick tick) noexcept {
        Page* page = find_page(number_of(tick));
        return page && (page->mask & bit_of(tick)) ? &page->values[slot_of(tick)] : nullptr;
    }
    [[nodiscard]] const T* find(Tick tick) const noexcept { return const_cast<TickLadder*>(this)->find(tick); }
    void vacate(Tick tick) noexcept {
        Page* page = find_page(number_of(tick));
        if (!page) return;
        page->mask &= ~bit_of(tick);
        page->values[slot_of(tick)] = T{};
        if (page->mask == 0) drop_empty_best();
    }
    [[nodiscard]] bool empty() const noexcept { return order_.empty(); }
    /// The highest occupied tick. Requires: not empty.
    [[nodiscard]] Tick best() const noexcept {
        const Entry& last = order_.back();
        return last.number * page_size + (63 - std::countl_zero(pages_[last.page].mask));
    }
    /// Requires: not empty.
    [[nodiscard]] T& best_value() noexcept {
        Page& page = pages_[order_.back().page];
        return page.values[static_cast<std::size_t>(63 - std::countl_zero(page.mask))];
    }
    [[nodiscard]] const T& best_value() const noexcept { return const_cast<TickLadder*>(this)->best_value(); }
    /// Requires: not empty.
    void vacate_best() noexcept {
        Page& page = pages_[order_.back().page];
        const auto slot = static_cast<std::size_t>(63 - std::countl_zero(page.mask));
        page.mask &= ~(std::uint64_t{1} << slot);
        page.values[slot] = T{};
        if (page.mask == 0) drop_empty_best();
    }
    /// Calls visit(tick, value) from the highest tick down while it returns true.
    template <class Visit>
    void descend(Visit visit) const {
        for (auto entry = order_.rbegin(); entry != order_.rend(); ++entry) {
            const Page& page = pages_[entry->page];
            for (std::uint64_t mask = page.mask; mask != 0;) {
                const auto slot = static_cast<std::size_t>(63 - std::countl_zero(mask));
                if (!visit(entry->number * page_size + static_cast<Tick>(slot), page.values[slot])) return;
                mask &= ~(std::uint64_t{1} << slot);
            }
        }
    }
    [[nodiscard]] std::size_t count() const noexcept {
        std::size_t n = 0;
        for (const Entry& e : order_) n += static_cast<std::size_t>(std::popcount(pages_[e.page].mask));
        return n;
    }
    void clear() noexcept {
        while (!order_.empty()) {
            Page& page = pages_[order_.back().page];
            page.values.fill(T{});
            page.mask = 0;
            drop_empty_best();
        }
    }

private:
    static constexpr Tick page_size = 64;
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    struct Page {
        std::uint64_t mask = 0;
        std::array<T, page_size> values{};
    };
    struct Entry {
        Tick number = 0;
        std::uint32_t page = none;
    };

    [[nodiscard]] static constexpr Tick number_of(Tick tick) noexcept { return tick >> 6; }
    [[nodiscard]] static constexpr std::size_t slot_of(Tick tick) noexcept {
        return static_cast<std::size_t>(tick & (page_size - 1));
    }
    [[nodiscard]] static constexpr std::uint64_t bit_of(Tick tick) noexcept {
        return std::uint64_t{1} << slot_of(tick);
    }
    [[nodiscard]] std::size_t mask() const noexcept { return table_.size() - 1; }
    /// Neighbouring pages lie side by side: a book is dense around its touch.
    [[nodiscard]] std::size_t home(Tick number) const noexcept { return static_cast<std::size_t>(number) & mask(); }

    [[nodiscard]] Page* find_page(Tick number) noexcept {
        for (std::size_t i = home(number); table_[i].page != none; i = (i + 1) & mask())
            if (table_[i].number == number) return &pages_[table_[i].page];
        return nullptr;
    }
    [[nodiscard]] Page& find_or_add(Tick number) {
        Page* page = find_page(number);
        return page ? *page : add_page(number);
    }
    Page& add_page(Tick number) {
        if ((order_.size() + 1) * 2 > table_.size()) make_room();
        std::uint32_t index = static_cast<std::uint32_t>(pages_.size());
        if (free_.empty()) {
            pages_.emplace_back();
            free_.reserve(pages_.capacity());
        } else {
            index = free_.back();
            free_.pop_back();
        }
        const Entry entry{number, index};
        insert(entry);
        auto at = order_.end();  // from the best page: new pages are mostly near it
        while (at != order_.begin() && std::prev(at)->number > number) --at;
        order_.insert(at, entry);
        return pages_[index];
    }
    void insert(Entry entry) noexcept {
        std::size_t i = home(entry.number);
        while (table_[i].page != none) i = (i + 1) & mask();
        table_[i] = entry;
    }
    void make_room() {
        const auto is_empty = [&](const Entry& e) { return pages_[e.page].mask == 0; };
        for (const Entry& e : order_) {
            if (!is_empty(e)) continue;
            erase(e.number);
            free_.push_back(e.page);
        }
        std::erase_if(order_, is_empty);
        if (order_.size() * 4 > table_.size()) grow();
    }
    void grow() {
        std::vector<Entry> old(table_.size() * 2);
        old.swap(table_);
        for (const Entry& e : old)
            if (e.page != none) insert(e);
    }
    /// Empty pages inside the book stay until they are the best ones or room is made.
    void drop_empty_best() noexcept {
        while (!order_.empty() && pages_[order_.back().page].mask == 0) {
            erase(order_.back().number);
            free_.push_back(order_.back().page);
            order_.pop_back();
        }
    }
    void erase(Tick number) noexcept {
        std::size_t hole = home(number);
        while (table_[hole].number != number || table_[hole].page == none) hole = (hole + 1) & mask();
        for (std::size_t i = (hole + 1) & mask(); table_[i].page != none; i = (i + 1) & mask()) {
            if (((i - home(table_[i].number)) & mask()) < ((i - hole) & mask())) continue;
            table_[hole] = table_[i];
            hole = i;
        }
        table_[hole] = Entry{};
    }

    std::vector<Page> pages_;
    std::vector<std::uint32_t> free_;
    std::vector<Entry> table_;  // open addressing with linear probing, at most half full
    std::vector<Entry> order_;  // by number
};

}  // namespace argosy::market
