#pragma once

#include <cstdint>
#include <deque>
#include <string_view>

#include "base/inline_string.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"
#include "market/order_book.hpp"

namespace argosy::market {

/// How a venue numbers its book updates.
enum class SequenceRule : std::uint8_t {
    none,             ///< not at all: every update is applied
    contiguous,       ///< last_seq is the predecessor's + 1 (Bybit `u`)
    linked,           ///< prev_seq names the predecessor's last_seq (OKX `prevSeqId`)
    binance_spot,     ///< first_seq is the predecessor's last_seq + 1; joins a snapshot where U <= id + 1 <= u
    binance_futures,  ///< prev_seq (`pu`) names the predecessor; joins a snapshot where U <= id <= u
};

enum class BookState : std::uint8_t {
    waiting,  ///< no snapshot yet; changes are kept until it comes
    synced,   ///< the book is the venue's
    stale,    ///< a message is missing or wrong: a new snapshot is needed; changes are kept for it
};

/// Keeps an order book in step with a venue's snapshots and changes.
///
/// Source: developers.binance.com, spot and USDS-M futures: "How to manage a local order book correctly"
///         https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook
/// Thread safety: one owner thread.
/// Invariants: while synced, the book holds every update up to last_seq() and is not crossed; otherwise it is empty.
/// Known limits: checksums of venues that send them are the parser's to check.
class BookFeed {
public:
    /// buffer_max is how many changes are kept while there is no snapshot; the oldest go first.
    explicit BookFeed(const domain::Instrument& instrument, SequenceRule rule, std::size_t buffer_max = 10'000)
        : book_(instrument), rule_(rule), buffer_max_(buffer_max) {}

    /// Takes a snapshot or a change and says how the book stands after it.
    BookState on_update(const domain::BookUpdate& update);
    /// Drops everything, e.g. after a reconnect.
    void reset(std::string_view reason = {});

    [[nodiscard]] BookState state() const noexcept { return state_; }
    [[nodiscard]] bool is_synced() const noexcept { return state_ == BookState::synced; }
    /// Why it is stale: "BOOK_GAP: 17 follows 12".
    [[nodiscard]] std::string_view reason() const noexcept { return reason_.view(); }
    [[nodiscard]] const OrderBook& book() const noexcept { return book_; }
    [[nodiscard]] std::uint64_t last_seq() const noexcept { return last_seq_; }
    /// Changes older than the snapshot that were dropped, applied, and the times the book went stale.
    struct Counts {
        std::uint64_t dropped = 0, applied = 0, gaps = 0;
    };
    [[nodiscard]] const Counts& counts() const noexcept { return counts_; }

private:
    void begin(const domain::BookUpdate& snapshot);
    void keep(const domain::BookUpdate& update);
    void follow(const domain::BookUpdate& update);
    [[nodiscard]] bool is_older(const domain::BookUpdate& update) const noexcept;
    [[nodiscard]] bool is_next(const domain::BookUpdate& update) const noexcept;
    [[nodiscard]] bool write(const domain::BookUpdate& update);
    void go_stale(std::string_view reason);

    OrderBook book_;
    SequenceRule rule_;
    std::size_t buffer_max_;
    BookState state_ = BookState::waiting;
    bool joins_ = false;  // the next change is the first after a snapshot
    std::uint64_t last_seq_ = 0;
    std::deque<domain::BookUpdate> buffer_;
    InlineString<96> reason_;
    Counts counts_;
};

}  // namespace argosy::market
