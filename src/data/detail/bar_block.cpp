#include "data/detail/block.hpp"
#include "data/detail/columns.hpp"
#include "data/detail/qty_column.hpp"

namespace argosy::data::detail {
namespace {

using domain::Bar;

/// A block of bars as columns of whole numbers.
struct BarColumns {
    ColumnBuffer step, open, close, high, low, count;
};

ExactDivisor price_unit_of(std::span<const Bar> rows) {
    CommonUnit unit;
    for (const Bar& b : rows) {
        unit.add(b.open.raw());
        unit.add(b.high.raw());
        unit.add(b.low.raw());
        unit.add(b.close.raw());
    }
    return unit.get();
}

/// open relative to the close before, close to the open, high and low to the body (where they are never negative in a
/// sound bar): small numbers all four.
void split_prices(std::span<const Bar> rows, BlockHead& head, BarColumns& c) {
    const ExactDivisor unit = price_unit_of(rows);
    head.price_unit = i64(unit.unit());
    head.price = unit.divide(rows[0].open.raw());
    std::int64_t before = head.price;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t open = unit.divide(rows[i].open.raw()), close = unit.divide(rows[i].close.raw());
        const std::int64_t high = unit.divide(rows[i].high.raw()), low = unit.divide(rows[i].low.raw());
        c.open[i] = zigzag(u64(open) - u64(before));
        c.close[i] = zigzag(u64(close) - u64(open));
        c.high[i] = u64(high) - u64(std::max(open, close));
        c.low[i] = u64(std::min(open, close)) - u64(low);
        c.count[i] = rows[i].trade_count;
        before = close;
    }
}

/// Columns to rows. The loop is the cost of reading packed bars, so it touches every column once.
template <class VolumeAt>
void join_bars(const BlockHead& head, const BarColumns& c, VolumeAt volume_at, std::span<Bar> out) {
    const std::uint64_t unit = u64(head.price_unit), time_unit = u64(head.time_unit);
    std::uint64_t before = u64(head.price);
    std::uint64_t time = u64(head.time) - c.step[0] * time_unit;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::uint64_t open = before + unzigzag(c.open[i]);
        const std::uint64_t close = open + unzigzag(c.close[i]);
        const std::uint64_t high = u64(std::max(i64(open), i64(close))) + c.high[i];
        const std::uint64_t low = u64(std::min(i64(open), i64(close))) - c.low[i];
        before = close;
        time += c.step[i] * time_unit;
        Bar& b = out[i];
        b.open_time = time_from_ns(i64(time));
        b.open = Price::from_raw(i64(open * unit));
        b.high = Price::from_raw(i64(high * unit));
        b.low = Price::from_raw(i64(low * unit));
        b.close = Price::from_raw(i64(close * unit));
        b.trade_count = c.count[i];
        b.volume = volume_at(i);
    }
}

struct RawHead {
    std::int64_t price_unit = 1, volume_unit = 1;
    std::uint16_t rows = 0;
    std::uint8_t wide = 0;
    std::uint8_t zero[45]{};
};
static_assert(sizeof(RawHead) == 64);

void append_words(Bytes& out, std::span<const std::uint64_t> words) {
    const auto bytes = std::as_bytes(words);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

Result<BlockHead> take_head(std::span<const std::byte>& bytes, std::size_t n) {
    if (bytes.size() < sizeof(BlockHead)) return fail(Errc::corrupt, "a block ends early");
    const auto head = take_value<BlockHead>(bytes);
    if (head.rows != n || n == 0 || n > block_rows || head.price_unit <= 0 || head.time_unit <= 0)
        return fail(Errc::corrupt, "a block has an impossible head");
    return head;
}

void encode_block(std::span<const Bar> rows, Bytes& out) {
    BlockHead head{.rows = static_cast<std::uint16_t>(rows.size())};
    BarColumns c;
    QtyColumn volume(rows.size());
    encode_times(rows, [](const Bar& b) { return b.open_time; }, head, c.step);
    split_prices(rows, head, c);
    for (std::size_t i = 0; i < rows.size(); ++i) volume.set(i, rows[i].volume);
    append_value(out, head);
    for (const auto* column : {&c.step, &c.open, &c.close, &c.high, &c.low, &c.count})
        encode_column({column->data(), rows.size()}, out);
    volume.encode(out);
}

Result<> decode_block(std::span<const std::byte> bytes, InstrumentId, std::span<Bar> out) {
    const std::size_t n = out.size();
    ARGOSY_LET(const BlockHead head, take_head(bytes, n), "bars");
    BarColumns c;
    QtyReader volume;
    for (auto* column : {&c.step, &c.open, &c.close, &c.high, &c.low, &c.count})
        ARGOSY_TRY(decode_column(bytes, n, *column), "bars");
    ARGOSY_TRY(volume.read(bytes, n), "bars");
    if (volume.form == QtyForm::multiples)
        join_bars(head, c, [&](std::size_t i) { return volume.multiple_at(i); }, out);
    else
        join_bars(head, c, [&](std::size_t i) { return volume.at(i); }, out);
    return {};
}

void encode_raw_block(std::span<const Bar> rows, Bytes& out) {
    const std::size_t n = rows.size();
    const ExactDivisor price_unit = price_unit_of(rows);
    RawHead head{.price_unit = i64(price_unit.unit()), .rows = static_cast<std::uint16_t>(n)};
    CommonUnit common;
    for (const Bar& b : rows) {
        if (fits64(b.volume.raw())) common.add(i64(static_cast<std::uint64_t>(b.volume.raw())));
        head.wide |= !fits64(b.volume.raw());
    }
    const ExactDivisor volume_unit = head.wide != 0 ? ExactDivisor{} : common.get();
    head.volume_unit = i64(volume_unit.unit());
    append_value(out, head);
    std::vector<std::uint64_t> column(n);
    const auto append = [&](auto value_of) {
        for (std::size_t i = 0; i < n; ++i) column[i] = value_of(rows[i]);
        append_words(out, column);
    };
    append([](const Bar& b) { return u64(to_ns(b.open_time)); });
    for (const auto price : {&Bar::open, &Bar::high, &Bar::low, &Bar::close})
        append([&](const Bar& b) { return u64(price_unit.divide((b.*price).raw())); });
    append([&](const Bar& b) { return u64(volume_unit.divide(i64(static_cast<std::uint64_t>(b.volume.raw())))); });
    append([](const Bar& b) { return b.trade_count; });
    if (head.wide != 0) append([](const Bar& b) { return static_cast<std::uint64_t>(b.volume.raw() >> 64); });
}

namespace {

Result<RawHead> raw_head(std::span<const std::byte> bytes, std::size_t rows) {
    if (bytes.size() < sizeof(RawHead)) return fail(Errc::corrupt, "a raw block ends early");
    const auto head = load_value<RawHead>(bytes.data());
    const std::size_t columns = head.wide != 0 ? 8 : 7;
    if (head.rows != rows || bytes.size() != sizeof(RawHead) + columns * rows * 8)
        return fail(Errc::corrupt, "a raw block has an impossible size");
    return head;
}

/// Blocks begin at multiples of 64 bytes of a mapping, so the columns are aligned.
std::span<const std::int64_t> raw_column(std::span<const std::byte> bytes, std::size_t rows, std::size_t index) {
    return {reinterpret_cast<const std::int64_t*>(bytes.data() + sizeof(RawHead)) + index * rows, rows};
}

}  // namespace

Result<RawBars> view_raw_block(std::span<const std::byte> bytes, std::size_t rows) {
    ARGOSY_LET(const RawHead head, raw_head(bytes, rows), "bars");
    const auto column = [&](std::size_t i) { return raw_column(bytes, rows, i); };
    return RawBars{.time = column(0),
                   .open = column(1),
                   .high = column(2),
                   .low = column(3),
                   .close = column(4),
                   .volume = head.wide != 0 ? std::span<const std::int64_t>{} : column(5),
                   .price_unit = head.price_unit,
                   .volume_unit = head.volume_unit};
}

Result<> decode_raw_block(std::span<const std::byte> bytes, std::span<Bar> out) {
    const std::size_t n = out.size();
    ARGOSY_LET(const RawHead head, raw_head(bytes, n), "bars");
    const auto at = [&](std::size_t column, std::size_t i) { return u64(raw_column(bytes, n, column)[i]); };
    const auto price = [&](std::size_t column, std::size_t i) {
        return Price::from_raw(i64(at(column, i) * u64(head.price_unit)));
    };
    for (std::size_t i = 0; i < n; ++i) {
        const int128 volume = head.wide != 0 ? static_cast<int128>(uint128{at(7, i)} << 64 | at(5, i))
                                             : i64(at(5, i)) * int128{head.volume_unit};
        out[i] = {.open_time = time_from_ns(i64(at(0, i))),
                  .open = price(1, i),
                  .high = price(2, i),
                  .low = price(3, i),
                  .close = price(4, i),
                  .trade_count = at(6, i),
                  .volume = Qty::from_raw(volume)};
    }
    return {};
}

}  // namespace argosy::data::detail
