#include "market/book_feed.hpp"

#include <gtest/gtest.h>
#include <unordered_map>

#include "support/book_capture.hpp"
#include "support/shared_data.hpp"

namespace argosy::market {
namespace {

using domain::BookUpdate;
using domain::Side;
using testing::CaptureMessage;

domain::Instrument instrument(const char* symbol, const char* tick, const char* lot) {
    domain::Instrument i = domain::parse_symbol(symbol).value();
    i.tick_size = parse_decimal<Price>(tick).value();
    i.lot_size = parse_decimal<Qty>(lot).value();
    return i;
}

BookUpdate update(std::uint64_t first, std::uint64_t last, std::uint64_t prev,
                  std::vector<domain::BookLevel> levels = {}) {
    return {.first_seq = first, .last_seq = last, .prev_seq = prev, .levels = std::move(levels)};
}

BookUpdate snapshot(std::uint64_t id) {
    return {.is_snapshot = true,
            .last_seq = id,
            .levels = {{Side::buy, "100"_px, "1"_qty}, {Side::sell, "101"_px, "1"_qty}}};
}

struct Replay {
    std::uint64_t quotes_compared = 0, quotes_equal = 0;
    std::size_t bids = 0, asks = 0;
    BookFeed::Counts counts;
    bool was_ever_crossed = false;
};

/// The capture through the feed; wherever the book's number equals a bookTicker's, both must name the same prices.
Replay replay(const std::filesystem::path& file, const domain::Instrument& i, SequenceRule rule) {
    Replay result;
    BookFeed feed(i, rule);
    std::unordered_map<std::uint64_t, domain::Quote> quotes, books;
    for (const std::string& line : testing::read_lines(file)) {
        const CaptureMessage m = testing::read_capture_line(line);
        if (m.kind == CaptureMessage::Kind::quote) quotes[m.quote_id] = m.quote;
        if (m.kind != CaptureMessage::Kind::snapshot && m.kind != CaptureMessage::Kind::depth) continue;
        if (feed.on_update(m.book) != BookState::synced) continue;
        result.was_ever_crossed |= feed.book().is_crossed();
        books[feed.last_seq()] = feed.book().quote(InstrumentId(0), {});
    }
    for (const auto& [id, book] : books) {
        const auto q = quotes.find(id);
        if (q == quotes.end()) continue;
        ++result.quotes_compared;
        result.quotes_equal += q->second.bid == book.bid && q->second.ask == book.ask &&
                               q->second.bid_qty == book.bid_qty && q->second.ask_qty == book.ask_qty;
    }
    result.bids = feed.book().depth(Side::buy);
    result.asks = feed.book().depth(Side::sell);
    result.counts = feed.counts();
    return result;
}

TEST(BookFeed, follows_the_binance_futures_capture) {
    ARGOSY_SHARED_DATA(file, "crypto/capture/binance_usdm_btcusdt_20240808.log.gz");
    const Replay r = replay(file, instrument("BTC/USDT:USDT", "0.1", "0.001"), SequenceRule::binance_futures);
    EXPECT_EQ(r.counts.dropped, 4u);
    EXPECT_EQ(r.counts.applied, 6547u);
    EXPECT_EQ(r.counts.gaps, 0u);
    EXPECT_FALSE(r.was_ever_crossed);
    EXPECT_EQ(r.quotes_compared, 629u);
    EXPECT_EQ(r.quotes_equal, 629u);
    EXPECT_EQ(r.bids, 5018u);
    EXPECT_EQ(r.asks, 4578u);
}

TEST(BookFeed, follows_the_binance_spot_capture) {
    ARGOSY_SHARED_DATA(file, "crypto/capture/binance_spot_btcusdt_20240808.log.gz");
    const Replay r = replay(file, instrument("BTC/USDT", "0.01", "0.00001"), SequenceRule::binance_spot);
    EXPECT_EQ(r.counts.dropped, 2u);
    EXPECT_EQ(r.counts.applied, 3449u);
    EXPECT_EQ(r.counts.gaps, 0u);
    EXPECT_FALSE(r.was_ever_crossed);
    EXPECT_EQ(r.quotes_compared, 564u);
    EXPECT_EQ(r.quotes_equal, 564u);
    EXPECT_EQ(r.bids, 1209u);
    EXPECT_EQ(r.asks, 2196u);
}

TEST(BookFeed, follows_the_bybit_sample) {
    ARGOSY_SHARED_DATA(file, "crypto/depth/bybit_linear_XRPUSDT_ob500_20241201.jsonl");
    BookFeed feed(instrument("XRP/USDT:USDT", "0.0001", "1"), SequenceRule::contiguous);
    for (const std::string& line : testing::read_lines(file)) {
        BookUpdate u{.is_snapshot = testing::field(line, "type") == "snapshot"};
        u.first_seq = u.last_seq = testing::integer(testing::field(line, "u"));
        testing::read_levels(line, "b", Side::buy, u.levels);
        testing::read_levels(line, "a", Side::sell, u.levels);
        ASSERT_EQ(feed.on_update(u), BookState::synced) << feed.reason();
        ASSERT_FALSE(feed.book().is_crossed());
        ASSERT_EQ(feed.book().depth(Side::buy), 500u);
        ASSERT_EQ(feed.book().depth(Side::sell), 500u);
    }
    EXPECT_EQ(feed.counts().applied, 49u);
}

TEST(BookFeed, a_missing_message_makes_the_book_stale_at_once_and_a_snapshot_heals_it) {
    ARGOSY_SHARED_DATA(file, "crypto/capture/binance_usdm_btcusdt_20240808_first20s.log");
    BookFeed feed(instrument("BTC/USDT:USDT", "0.1", "0.001"), SequenceRule::binance_futures);
    std::size_t applied = 0;
    for (const std::string& line : testing::read_lines(file)) {
        const CaptureMessage m = testing::read_capture_line(line);
        if (m.kind != CaptureMessage::Kind::snapshot && m.kind != CaptureMessage::Kind::depth) continue;
        if (feed.is_synced() && ++applied == 50) continue;  // lost
        feed.on_update(m.book);
        if (applied == 51) break;
    }
    EXPECT_EQ(feed.state(), BookState::stale);
    EXPECT_TRUE(feed.reason().starts_with("BOOK_GAP")) << feed.reason();
    EXPECT_TRUE(feed.book().empty(Side::buy));
    EXPECT_EQ(feed.counts().gaps, 1u);
}

TEST(BookFeed, keeps_changes_until_the_snapshot_comes) {
    BookFeed feed(instrument("BTC/USDT", "0.01", "0.001"), SequenceRule::binance_spot);
    EXPECT_EQ(feed.on_update(update(1, 5, 0, {{Side::buy, "90"_px, "9"_qty}})), BookState::waiting);
    EXPECT_EQ(feed.on_update(update(6, 12, 0, {{Side::buy, "99"_px, "2"_qty}})), BookState::waiting);
    EXPECT_EQ(feed.on_update(snapshot(10)), BookState::synced);
    EXPECT_EQ(feed.last_seq(), 12u);
    EXPECT_EQ(feed.book().qty_at(Side::buy, "99"_px), "2"_qty);
    EXPECT_EQ(feed.book().qty_at(Side::buy, "90"_px), Qty{});
    EXPECT_EQ(feed.counts().dropped, 1u);
}

TEST(BookFeed, a_snapshot_older_than_the_changes_is_refused) {
    BookFeed feed(instrument("BTC/USDT", "0.01", "0.001"), SequenceRule::binance_spot);
    feed.on_update(update(20, 25, 0));
    EXPECT_EQ(feed.on_update(snapshot(10)), BookState::stale);
    EXPECT_EQ(feed.on_update(update(26, 30, 0)), BookState::stale);
    EXPECT_EQ(feed.on_update(snapshot(27)), BookState::synced);
    EXPECT_EQ(feed.last_seq(), 30u);
}

TEST(BookFeed, joins_by_the_rule_of_the_venue) {
    const auto joins = [](SequenceRule rule, std::uint64_t first, std::uint64_t last) {
        BookFeed feed(instrument("BTC/USDT", "0.01", "0.001"), rule);
        feed.on_update(snapshot(10));
        return feed.on_update(update(first, last, 10)) == BookState::synced;
    };
    EXPECT_TRUE(joins(SequenceRule::binance_spot, 11, 12));
    EXPECT_FALSE(joins(SequenceRule::binance_spot, 12, 13));
    EXPECT_TRUE(joins(SequenceRule::binance_futures, 10, 12));
    EXPECT_FALSE(joins(SequenceRule::binance_futures, 11, 12));
    EXPECT_TRUE(joins(SequenceRule::contiguous, 11, 11));
    EXPECT_FALSE(joins(SequenceRule::contiguous, 12, 12));
    EXPECT_TRUE(joins(SequenceRule::linked, 15, 15));
}

TEST(BookFeed, a_repeated_or_reordered_message_is_a_gap) {
    BookFeed feed(instrument("BTC/USDT", "0.01", "0.001"), SequenceRule::contiguous);
    feed.on_update(snapshot(10));
    EXPECT_EQ(feed.on_update(update(11, 11, 0)), BookState::synced);
    EXPECT_EQ(feed.on_update(update(11, 11, 0)), BookState::stale);
}

TEST(BookFeed, is_never_crossed_while_synced) {
    BookFeed feed(instrument("BTC/USDT", "0.01", "0.001"), SequenceRule::none);
    feed.on_update(snapshot(10));
    EXPECT_EQ(feed.on_update(update(0, 0, 0, {{Side::buy, "101"_px, "1"_qty}})), BookState::stale);
    EXPECT_TRUE(feed.reason().starts_with("BOOK_CROSSED")) << feed.reason();
    feed.on_update(snapshot(11));
    EXPECT_EQ(feed.on_update(update(0, 0, 0, {{Side::buy, "99.999"_px, "1"_qty}})), BookState::stale);
    EXPECT_TRUE(feed.reason().starts_with("BOOK_GRID")) << feed.reason();
    feed.reset();
    EXPECT_EQ(feed.state(), BookState::waiting);
}

TEST(BookFeed, keeps_a_bounded_number_of_changes) {
    BookFeed feed(instrument("BTC/USDT", "0.01", "0.001"), SequenceRule::contiguous, 3);
    for (std::uint64_t u = 1; u <= 10; ++u) feed.on_update(update(u, u, 0));
    EXPECT_EQ(feed.on_update(snapshot(5)), BookState::stale);  // 6 and 7 are gone
    EXPECT_EQ(feed.on_update(snapshot(7)), BookState::synced);
    EXPECT_EQ(feed.last_seq(), 10u);
}

}  // namespace
}  // namespace argosy::market
