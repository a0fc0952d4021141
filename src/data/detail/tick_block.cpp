#include "data/detail/block.hpp"
#include "data/detail/columns.hpp"
#include "data/detail/qty_column.hpp"

namespace argosy::data::detail {
namespace {

using domain::Funding;
using domain::Quote;
using domain::Trade;

constexpr auto time_of = [](const auto& row) { return row.time; };

/// Numbers relative to the one before; `before` is the number before the first.
template <class Row, class ValueOf>
void encode_deltas(std::span<const Row> rows, ValueOf value_of, std::uint64_t before, ColumnBuffer& out) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::uint64_t v = value_of(rows[i]);
        out[i] = zigzag(v - before);
        before = v;
    }
}

template <class... Columns>
Result<> decode_columns(std::span<const std::byte>& bytes, std::size_t n, Columns&... columns) {
    for (auto* column : {&columns...}) ARGOSY_TRY(decode_column(bytes, n, *column), "ticks");
    return {};
}

template <class... Columns>
void encode_columns(std::size_t n, Bytes& out, const Columns&... columns) {
    for (const auto* column : {&columns...}) encode_column({column->data(), n}, out);
}

Price price_of(std::uint64_t multiple, const BlockHead& head) noexcept {
    return Price::from_raw(i64(multiple * u64(head.price_unit)));
}

}  // namespace

void encode_block(std::span<const Trade> rows, Bytes& out) {
    const std::size_t n = rows.size();
    BlockHead head{.id = rows[0].venue_id, .rows = static_cast<std::uint16_t>(n)};
    ColumnBuffer step, price, id, side;
    QtyColumn qty(n);
    encode_times(rows, time_of, head, step);
    CommonUnit unit;
    for (const Trade& t : rows) unit.add(t.price.raw());
    const ExactDivisor price_unit = unit.get();
    head.price_unit = i64(price_unit.unit());
    head.price = price_unit.divide(rows[0].price.raw());
    encode_deltas(rows, [&](const Trade& t) { return u64(price_unit.divide(t.price.raw())); }, u64(head.price), price);
    encode_deltas(
        rows, [](const Trade& t) { return t.venue_id; }, n > 1 ? 2 * head.id - rows[1].venue_id : head.id, id);
    for (std::size_t i = 0; i < n; ++i) {
        side[i] = rows[i].aggressor == domain::Side::sell;
        qty.set(i, rows[i].qty);
    }
    append_value(out, head);
    encode_columns(n, out, step, price, id, side);
    qty.encode(out);
}

Result<> decode_block(std::span<const std::byte> bytes, InstrumentId instrument, std::span<Trade> out) {
    const std::size_t n = out.size();
    ARGOSY_LET(const BlockHead head, take_head(bytes, n), "trades");
    ColumnBuffer step, price, id, side;
    QtyReader qty;
    ARGOSY_TRY(decode_columns(bytes, n, step, price, id, side), "trades");
    ARGOSY_TRY(qty.read(bytes, n), "trades");
    decode_times(head, step, n, [&](std::size_t i, Time t) { out[i].time = t; });
    std::uint64_t last_price = u64(head.price), last_id = head.id - unzigzag(id[0]);
    for (std::size_t i = 0; i < n; ++i) {
        last_price += unzigzag(price[i]);
        last_id += unzigzag(id[i]);
        out[i].instrument = instrument;
        out[i].price = price_of(last_price, head);
        out[i].qty = qty.at(i);
        out[i].aggressor = side[i] != 0 ? domain::Side::sell : domain::Side::buy;
        out[i].venue_id = last_id;
    }
    return {};
}

void encode_block(std::span<const Quote> rows, Bytes& out) {
    const std::size_t n = rows.size();
    BlockHead head{.rows = static_cast<std::uint16_t>(n)};
    ColumnBuffer step, bid, ask;
    QtyColumn bid_qty(n), ask_qty(n);
    encode_times(rows, time_of, head, step);
    CommonUnit unit;
    for (const Quote& q : rows) unit.add(q.bid.raw()), unit.add(q.ask.raw());
    const ExactDivisor price_unit = unit.get();
    head.price_unit = i64(price_unit.unit());
    head.price = price_unit.divide(rows[0].bid.raw());
    const auto multiple = [&](Price p) { return u64(price_unit.divide(p.raw())); };
    encode_deltas(rows, [&](const Quote& q) { return multiple(q.bid); }, u64(head.price), bid);
    for (std::size_t i = 0; i < n; ++i) {
        ask[i] = zigzag(multiple(rows[i].ask) - multiple(rows[i].bid));
        bid_qty.set(i, rows[i].bid_qty);
        ask_qty.set(i, rows[i].ask_qty);
    }
    append_value(out, head);
    encode_columns(n, out, step, bid, ask);
    bid_qty.encode(out);
    ask_qty.encode(out);
}

Result<> decode_block(std::span<const std::byte> bytes, InstrumentId instrument, std::span<Quote> out) {
    const std::size_t n = out.size();
    ARGOSY_LET(const BlockHead head, take_head(bytes, n), "quotes");
    ColumnBuffer step, bid, ask;
    QtyReader bid_qty, ask_qty;
    ARGOSY_TRY(decode_columns(bytes, n, step, bid, ask), "quotes");
    ARGOSY_TRY(bid_qty.read(bytes, n), "quotes");
    ARGOSY_TRY(ask_qty.read(bytes, n), "quotes");
    decode_times(head, step, n, [&](std::size_t i, Time t) { out[i].time = t; });
    std::uint64_t last_bid = u64(head.price);
    for (std::size_t i = 0; i < n; ++i) {
        last_bid += unzigzag(bid[i]);
        out[i].instrument = instrument;
        out[i].bid = price_of(last_bid, head);
        out[i].ask = price_of(last_bid + unzigzag(ask[i]), head);
        out[i].bid_qty = bid_qty.at(i);
        out[i].ask_qty = ask_qty.at(i);
    }
    return {};
}

void encode_block(std::span<const Funding> rows, Bytes& out) {
    const std::size_t n = rows.size();
    BlockHead head{.rows = static_cast<std::uint16_t>(n)};
    ColumnBuffer step, rate, mark;
    encode_times(rows, time_of, head, step);
    CommonUnit unit;
    for (const Funding& f : rows) unit.add(f.mark_price.raw());
    const ExactDivisor price_unit = unit.get();
    head.price_unit = i64(price_unit.unit());
    for (std::size_t i = 0; i < n; ++i) {
        rate[i] = zigzag(u64(rows[i].rate.raw()));
        mark[i] = u64(price_unit.divide(rows[i].mark_price.raw()));
    }
    append_value(out, head);
    encode_columns(n, out, step, rate, mark);
}

Result<> decode_block(std::span<const std::byte> bytes, InstrumentId instrument, std::span<Funding> out) {
    const std::size_t n = out.size();
    ARGOSY_LET(const BlockHead head, take_head(bytes, n), "funding");
    ColumnBuffer step, rate, mark;
    ARGOSY_TRY(decode_columns(bytes, n, step, rate, mark), "funding");
    decode_times(head, step, n, [&](std::size_t i, Time t) { out[i].time = t; });
    for (std::size_t i = 0; i < n; ++i) {
        out[i].instrument = instrument;
        out[i].rate = Ratio::from_raw(i64(unzigzag(rate[i])));
        out[i].mark_price = price_of(mark[i], head);
    }
    return {};
}

}  // namespace argosy::data::detail
