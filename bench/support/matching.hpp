#pragma once

#include <cstdint>
#include <span>

/// The task of row 5 that every matching engine gets: operations in, executions out.
namespace argosy::bench {

struct Operation {
    enum Kind : std::uint8_t { limit, market, cancel } kind;
    bool is_buy;
    std::int64_t price;    ///< ticks; of a limit
    std::int64_t qty;      ///< lots; what a market order cannot get at once is dropped
    std::uint32_t victim;  ///< cancel: the operation that made the order, which may be gone already
};

/// What was executed, in order: equal sums mean equal executions.
struct Executions {
    std::uint64_t count = 0, hash = 0;
    /// The numbers of the operations that made the two orders.
    void add(std::uint64_t maker, std::uint64_t taker, std::int64_t price, std::int64_t qty) {
        ++count;
        hash = (hash ^
                (maker * 31 + taker * 17 + static_cast<std::uint64_t>(price) * 13 + static_cast<std::uint64_t>(qty))) *
               0x100000001b3ull;
    }
    friend bool operator==(const Executions&, const Executions&) = default;
};

// The peers whose sources bench/run fetched; each run has a book of its own.
Executions run_liquibook(std::span<const Operation> operations);
Executions run_cpptrader(std::span<const Operation> operations);

}  // namespace argosy::bench
