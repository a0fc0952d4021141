#pragma once

#include <algorithm>
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
/// Ticks lie in pages of 64, found by hashing; a page's occupied ticks are the bits of one word, which lies in the
/// directory beside the page's number. Near the touch, where nearly all changes are, nothing is searched or moved. The
/// numbers of the pages are also kept in order, the best at the end.
///
/// Invariants: a value is default unless its tick is occupied. No allocation once the book has been as wide as it gets.
template <class T>
class TickLadder {
public:
    using Tick = std::int64_t;

    TickLadder() : table_(64) {}

    /// The value at the tick, which becomes occupied. The reference holds until the next tick is occupied.
    [[nodiscard]] T& occupy(Tick tick) {
        Entry* entry = find_entry(number_of(tick));
        if (!entry) entry = &add_page(number_of(tick));
        entry->mask |= bit_of(tick);
        return value_at(*entry, tick);
    }
    /// The value at an occupied tick, or null.
    [[nodiscard]] T* find(Tick tick) noexcept {
        Entry* entry = find_entry(number_of(tick));
        return entry && (entry->mask & bit_of(tick)) ? &value_at(*entry, tick) : nullptr;
    }
    [[nodiscard]] const T* find(Tick tick) const noexcept { return const_cast<TickLadder*>(this)->find(tick); }
    void vacate(Tick tick) noexcept {
        Entry* entry = find_entry(number_of(tick));
        if (!entry) return;
        entry->mask &= ~bit_of(tick);
        value_at(*entry, tick) = T{};
        if (entry->mask == 0) drop_empty_best();
    }
    /// Occupies the tick with the value, or vacates it when the value is the default one: which of both it is cannot be
    /// foretold in a stream of changes, so it takes no branch.
    void assign(Tick tick, T value) {
        const bool is_there = value != T{};
        Entry* entry = find_entry(number_of(tick));
        if (!entry) [[unlikely]] {
            if (!is_there) return;
            entry = &add_page(number_of(tick));
        }
        entry->mask = (entry->mask & ~bit_of(tick)) | (std::uint64_t{is_there} << slot_of(tick));
        value_at(*entry, tick) = value;
        if (entry->mask == 0) [[unlikely]]
            drop_empty_best();
    }
    [[nodiscard]] bool empty() const noexcept { return order_.empty(); }
    /// The highest occupied tick. Requires: not empty.
    [[nodiscard]] Tick best() const noexcept {
        return order_.back() * page_size + (63 - std::countl_zero(best_entry().mask));
    }
    /// Requires: not empty.
    [[nodiscard]] T& best_value() noexcept {
        const Entry& entry = best_entry();
        return pages_[entry.page][static_cast<std::size_t>(63 - std::countl_zero(entry.mask))];
    }
    [[nodiscard]] const T& best_value() const noexcept { return const_cast<TickLadder*>(this)->best_value(); }
    /// Requires: not empty.
    void vacate_best() noexcept {
        best_value() = T{};
        Entry& entry = const_cast<Entry&>(best_entry());
        entry.mask &= ~(std::uint64_t{1} << (63 - std::countl_zero(entry.mask)));
        if (entry.mask == 0) drop_empty_best();
    }
    /// Calls visit(tick, value) from the highest tick down while it returns true.
    template <class Visit>
    void descend(Visit visit) const {
        for (auto number = order_.rbegin(); number != order_.rend(); ++number) {
            const Entry& entry = *const_cast<TickLadder*>(this)->find_entry(*number);
            for (std::uint64_t mask = entry.mask; mask != 0;) {
                const auto slot = static_cast<std::size_t>(63 - std::countl_zero(mask));
                if (!visit(*number * page_size + static_cast<Tick>(slot), pages_[entry.page][slot])) return;
                mask &= ~(std::uint64_t{1} << slot);
            }
        }
    }
    [[nodiscard]] std::size_t count() const noexcept {
        std::size_t n = 0;
        for (const Entry& e : table_) n += static_cast<std::size_t>(std::popcount(e.mask));
        return n;
    }
    void clear() noexcept {
        for (Entry& e : table_) {
            if (e.page == none) continue;
            pages_[e.page].fill(T{});
            free_.push_back(e.page);
            e = Entry{};
        }
        order_.clear();
    }

private:
    static constexpr Tick page_size = 64;
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    using Page = std::array<T, page_size>;
    struct Entry {
        Tick number = 0;
        std::uint64_t mask = 0;
        std::uint32_t page = none;
    };

    [[nodiscard]] static constexpr Tick number_of(Tick tick) noexcept { return tick >> 6; }
    [[nodiscard]] static constexpr std::size_t slot_of(Tick tick) noexcept {
        return static_cast<std::size_t>(tick & (page_size - 1));
    }
    [[nodiscard]] static constexpr std::uint64_t bit_of(Tick tick) noexcept {
        return std::uint64_t{1} << slot_of(tick);
    }
    [[nodiscard]] std::size_t wrap() const noexcept { return table_.size() - 1; }
    [[nodiscard]] std::size_t home(Tick number) const noexcept {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15ull) >> shift_);
    }
    [[nodiscard]] T& value_at(const Entry& entry, Tick tick) noexcept { return pages_[entry.page][slot_of(tick)]; }

    [[nodiscard]] Entry* find_entry(Tick number) noexcept {
        for (std::size_t i = home(number); table_[i].page != none; i = (i + 1) & wrap())
            if (table_[i].number == number) return &table_[i];
        return nullptr;
    }
    [[nodiscard]] const Entry& best_entry() const noexcept { return table_[best_at_]; }
    /// After every change of the directory or of the best page's number.
    void find_best() noexcept {
        best_at_ = order_.empty() ? 0 : static_cast<std::size_t>(find_entry(order_.back()) - table_.data());
    }
    Entry& add_page(Tick number) {
        if ((order_.size() + 1) * 2 > table_.size()) make_room();
        auto page = static_cast<std::uint32_t>(pages_.size());
        if (free_.empty()) {
            pages_.emplace_back();
            free_.reserve(pages_.capacity());
        } else {
            page = free_.back();
            free_.pop_back();
        }
        order_.insert(std::ranges::lower_bound(order_, number), number);
        Entry& entry = insert({number, 0, page});
        find_best();
        return entry;
    }
    Entry& insert(const Entry& entry) noexcept {
        std::size_t i = home(entry.number);
        while (table_[i].page != none) i = (i + 1) & wrap();
        return table_[i] = entry;
    }
    /// Drops the empty pages, and doubles the directory when that did not free half of it.
    void make_room() {
        std::vector<Entry> old(table_.size());
        old.swap(table_);
        std::erase_if(old, [&](const Entry& e) {
            if (e.page != none && e.mask == 0) free_.push_back(e.page);
            return e.mask == 0;
        });
        if (old.size() * 4 > table_.size()) {
            table_.resize(table_.size() * 2);
            --shift_;
        }
        order_.clear();
        for (const Entry& e : old) {
            insert(e);
            order_.push_back(e.number);
        }
        std::ranges::sort(order_);
        find_best();
    }
    /// Empty pages inside the book stay until they are the best ones or room is made.
    void drop_empty_best() noexcept {
        while (!order_.empty() && best_entry().mask == 0) {
            free_.push_back(best_entry().page);
            erase(order_.back());
            order_.pop_back();
            find_best();
        }
    }
    void erase(Tick number) noexcept {
        std::size_t hole = static_cast<std::size_t>(find_entry(number) - table_.data());
        for (std::size_t i = (hole + 1) & wrap(); table_[i].page != none; i = (i + 1) & wrap()) {
            if (((i - home(table_[i].number)) & wrap()) < ((i - hole) & wrap())) continue;
            table_[hole] = table_[i];
            hole = i;
        }
        table_[hole] = Entry{};
    }

    std::size_t best_at_ = 0;  // where the best page stands in the directory
    int shift_ = 58;           // 64 - log2 of the directory's size
    std::vector<Page> pages_;
    std::vector<std::uint32_t> free_;
    std::vector<Entry> table_;  // open addressing with linear probing, at most half full
    std::vector<Tick> order_;   // the numbers of the pages, ascending
};

}  // namespace argosy::market
