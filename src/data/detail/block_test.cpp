#include "data/detail/block.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/prng.hpp"
#include "data/row.hpp"

namespace argosy::data::detail {
namespace {

using domain::Bar;
using domain::Funding;
using domain::Quote;
using domain::Trade;

template <class Row>
void expect_round_trip(const std::vector<Row>& rows) {
    Bytes bytes, again;
    encode_block(std::span<const Row>(rows), bytes);
    std::vector<Row> out(rows.size());
    ASSERT_TRUE(decode_block(bytes, InstrumentId(7), std::span(out)));
    for (std::size_t i = 0; i < rows.size(); ++i)
        ASSERT_TRUE(same_content(out[i], rows[i])) << i << ": " << describe_row(out[i]);
    encode_block(std::span<const Row>(out), again);
    EXPECT_EQ(again, bytes) << "the bytes depend on the rows alone";
}

std::vector<Bar> walk(std::size_t n, std::uint64_t seed, std::int64_t unit) {
    Prng prng(seed);
    std::vector<Bar> bars(n);
    std::int64_t price = 40'000;
    Time t = time_from_ns(1'600'000'000'000'000'000);
    const auto px = [&](std::int64_t v) { return Price::from_raw(v * unit); };
    for (Bar& b : bars) {
        const std::int64_t open = price, close = open + static_cast<std::int64_t>(prng.below(41)) - 20;
        b = {t,
             px(open),
             px(std::max(open, close) + static_cast<std::int64_t>(prng.below(5))),
             px(std::min(open, close) - static_cast<std::int64_t>(prng.below(5))),
             px(close),
             prng.below(1000),
             Qty::from_raw(static_cast<std::int64_t>(prng.next() >> 20))};
        price = std::max<std::int64_t>(close, 100);
        t += prng.below(50) == 0 ? 5min : 1min;
    }
    return bars;
}

RC_GTEST_PROP(Block, BarsOfARandomWalkComeBack, ()) {
    const auto n = *rc::gen::inRange<std::size_t>(1, block_rows + 1);
    const auto unit = *rc::gen::element<std::int64_t>(1, 25, 100'000'000, 10'000'000'000);
    expect_round_trip(walk(n, *rc::gen::arbitrary<std::uint64_t>(), unit));
}

/// Numbers at the ends of their ranges, in an order that makes every difference overflow.
TEST(Block, ExtremeBarsComeBack) {
    const auto px = [](std::int64_t raw) { return Price::from_raw(raw); };
    std::vector<Bar> bars(4);
    bars[0] = {Time::min(), px(INT64_MAX), px(INT64_MIN), px(INT64_MAX), px(INT64_MIN), UINT64_MAX, Qty::max()};
    bars[1] = {time_from_ns(-1), px(INT64_MIN), px(INT64_MAX), px(0), px(INT64_MAX), 0, -Qty::max()};
    bars[2] = {time_from_ns(0), px(0), px(0), px(0), px(0), 1, Qty::from_raw(INT64_MIN)};
    bars[3] = {Time::max(), px(1), px(-1), px(7), px(INT64_MIN), 2, Qty::from_raw(int128{1} << 64)};
    expect_round_trip(bars);
    Bytes raw;
    encode_raw_block(bars, raw);
    std::vector<Bar> out(4);
    ASSERT_TRUE(decode_raw_block(raw, out));
    EXPECT_EQ(out, bars);
    EXPECT_TRUE(view_raw_block(raw, 4)->volume.empty()) << "volumes beyond 64 bits have no single column";
}

TEST(Block, RawColumnsTimesTheirUnitAreTheRows) {
    const auto bars = walk(1000, 3, 100'000'000);
    Bytes raw;
    encode_raw_block(bars, raw);
    const auto view = view_raw_block(raw, bars.size()).value();
    ASSERT_EQ(view.close.size(), bars.size());
    for (std::size_t i = 0; i < bars.size(); ++i) {
        ASSERT_EQ(view.time[i], to_ns(bars[i].open_time));
        ASSERT_EQ(view.close[i] * view.price_unit, bars[i].close.raw());
        ASSERT_EQ(view.volume[i] * int128{view.volume_unit}, bars[i].volume.raw());
    }
    EXPECT_GE(view.price_unit, 100'000'000);
}

TEST(Block, RegularBarsOfWholePricesTakeLittle) {
    const auto bars = walk(block_rows, 5, 10'000'000'000);
    Bytes bytes;
    encode_block(bars, bytes);
    EXPECT_LT(bytes.size(), block_rows * 12);
}

RC_GTEST_PROP(Block, TradesComeBack, ()) {
    Prng prng(*rc::gen::arbitrary<std::uint64_t>());
    std::vector<Trade> trades(1 + prng.below(block_rows));
    const bool numbered = prng.below(2) == 0;
    std::uint64_t id = prng.below(1'000'000);
    Time t = time_from_ns(1'700'000'000'000'000'000);
    for (Trade& trade : trades) {
        trade = {.time = t,
                 .price = Price::from_raw(static_cast<std::int64_t>(600'000'000'000'000 + prng.below(100) * 1'000'000)),
                 .qty = Qty::from_raw(static_cast<std::int64_t>(prng.below(1'000'000) * 1000)),
                 .aggressor = prng.below(2) == 0 ? domain::Side::buy : domain::Side::sell,
                 .venue_id = numbered ? id : 0};
        t += std::chrono::milliseconds(prng.below(3) == 0 ? prng.below(1000) : 0);
        id += prng.below(30) == 0 ? prng.below(100) + 1 : 1;
    }
    expect_round_trip(trades);
}

RC_GTEST_PROP(Block, QuotesComeBackAlsoOneSidedOnes, ()) {
    Prng prng(*rc::gen::arbitrary<std::uint64_t>());
    std::vector<Quote> quotes(1 + prng.below(block_rows));
    Time t = time_from_ns(0);
    for (Quote& q : quotes) {
        const auto bid = static_cast<std::int64_t>(1'000'000 + prng.below(1000));
        q = {.time = t,
             .bid = Price::from_raw(prng.below(10) == 0 ? 0 : bid * 1'000'000),
             .ask = Price::from_raw(prng.below(10) == 0 ? 0 : (bid + 1) * 1'000'000),
             .bid_qty = Qty::from_raw(static_cast<std::int64_t>(prng.below(500) * 100'000'000)),
             .ask_qty = prng.below(200) == 0 ? Qty::max() : Qty::from_raw(100)};
        t += Duration(prng.below(1'000'000'000));
    }
    expect_round_trip(quotes);
}

TEST(Block, FundingComesBackWithNegativeRatesAndJitter) {
    std::vector<Funding> rows;
    for (int i = 0; i < 91; ++i)
        rows.push_back({.time = time_from_ns(1'637'193'600'000'000'000) + i * 8h + std::chrono::milliseconds(i % 20),
                        .rate = Ratio::from_raw(i % 3 == 0 ? -21'933'400 : 1'000'000),
                        .mark_price = i % 2 == 0 ? "1.0876"_px : Price{}});
    expect_round_trip(rows);
}

TEST(Block, DamagedBytesAreAnErrorNotACrash) {
    const auto bars = walk(300, 9, 1'000'000);
    Bytes bytes;
    encode_block(bars, bytes);
    std::vector<Bar> out(bars.size());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        ASSERT_FALSE(decode_block({bytes.data(), size}, {}, std::span(out))) << size;
    EXPECT_FALSE(decode_block(bytes, {}, std::span(out).first(299)));
    Prng prng(4);
    for (int i = 0; i < 2000; ++i) {  // any single changed byte decodes to something or fails
        Bytes bad = bytes;
        bad[prng.below(bad.size())] ^= static_cast<std::byte>(1 + prng.below(255));
        (void)decode_block(bad, {}, std::span(out));
    }
}

}  // namespace
}  // namespace argosy::data::detail
