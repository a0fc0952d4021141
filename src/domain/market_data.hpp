#pragma once

#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "domain/bar.hpp"
#include "domain/order.hpp"

namespace argosy::domain {

/// One trade printed by the venue. aggressor is the taker's side.
struct Trade {
    InstrumentId instrument;
    Time time{};
    Price price;
    Qty qty;
    Side aggressor = Side::buy;
    std::uint64_t venue_id = 0;

    friend bool operator==(const Trade&, const Trade&) = default;
};

/// Best bid and ask. A zero price means that this side is empty.
struct Quote {
    InstrumentId instrument;
    Time time{};
    Price bid, ask;
    Qty bid_qty, ask_qty;

    friend bool operator==(const Quote&, const Quote&) = default;
};

/// A bar that has just closed.
struct BarClosed {
    InstrumentId instrument;
    Duration interval{};
    Bar bar;

    [[nodiscard]] Time close_time() const noexcept { return bar.open_time + interval; }
};

/// A level of an L2 book; qty zero removes it.
struct BookLevel {
    Side side = Side::buy;
    Price price;
    Qty qty;
};

/// A full book (snapshot) or changed levels, with the venue's sequence numbers.
struct BookUpdate {
    InstrumentId instrument;
    Time time{};
    bool is_snapshot = false;
    std::uint64_t first_seq = 0, last_seq = 0;
    std::uint64_t prev_seq = 0;  ///< last_seq of the update before it, where the venue says ("pu", "prevSeqId")
    std::vector<BookLevel> levels;
};

/// A funding settlement of a perpetual: longs pay `rate` × notional to shorts when it is positive.
struct Funding {
    InstrumentId instrument;
    Time time{};
    Ratio rate;
    Price mark_price;  ///< zero when the source does not say: the last price is used
};

/// The venue's fair price, which margin and liquidation use.
struct MarkPrice {
    InstrumentId instrument;
    Time time{};
    Price price;
};

}  // namespace argosy::domain
