// How fast is a recorded L2 market replayed with our orders in its queues? tick_replay_bench CAPTURE EVENTS FILLS TICK
// LOT
//
// Row 3, for every contestant alike:
//   market    the depth changes and trades of a Binance capture from the snapshot on, in their order; a message's time
//             is the venue's, moved on by a nanosecond where it would not advance
//   strategy  every second: cancel what is open, then one lot at the best bid and one at the best ask, post-only
//   fills     a trade beyond the price, a trade at it when everything ahead in the queue is done, or a book that
//             reaches it from the other side; only trades move an order forward (risk averse)
//   latency   100 us to the venue and back; market data arrives at once; no fees
//
// Writes the market to EVENTS in hftbacktest's layout (64 bytes for each changed level or trade), the fills of a first
// run to FILLS ("order,price,time in ns"), says "ready" and answers every line with a run's seconds of
// processor time. bench/tick_replay.py leads it and its peer.
#include <cstdio>
#include <iostream>
#include <optional>

#include "market/order_book.hpp"
#include "sim/venue.hpp"
#include "support/bench.hpp"
#include "support/book_capture.hpp"

namespace {

using namespace argosy;
using domain::Side;
using testing::CaptureMessage;

constexpr Duration period = 1s, latency = 100us;

struct Event {
    Time time{};
    std::variant<domain::BookUpdate, domain::Trade> what;
};

std::vector<CaptureMessage> read_messages(const char* capture) {
    std::vector<CaptureMessage> messages;
    for (const auto& line : testing::read_lines(capture)) messages.push_back(testing::read_capture_line(line));
    return messages;
}

/// The snapshot, then the trades and the changes that follow it by their numbers, wherever they stand in the capture;
/// times strictly increasing.
std::vector<Event> read_market(const char* capture) {
    using Kind = CaptureMessage::Kind;
    auto messages = read_messages(capture);
    const auto snapshot = std::ranges::find(messages, Kind::snapshot, &CaptureMessage::kind);
    if (snapshot == messages.end()) return {};
    std::vector<Event> events = {{Time{}, snapshot->book}};
    Time last{};
    for (auto& m : messages) {
        const bool is_trade = m.kind == Kind::trade;
        if (!is_trade && (m.kind != Kind::depth || m.book.last_seq <= snapshot->book.last_seq)) continue;
        last = std::max(is_trade ? m.trade.time : m.book.time, last + 1ns);
        m.book.time = m.trade.time = last;
        if (is_trade)
            events.push_back({last, m.trade});
        else
            events.push_back({last, std::move(m.book)});
    }
    if (events.size() > 1) {  // the snapshot has no time of the venue: just before what follows
        events[0].time = events[1].time - 1ms;
        std::get<domain::BookUpdate>(events[0].what).time = events[0].time;
    }
    return events;
}

/// One record of hftbacktest (its `event_dtype`).
struct Record {
    std::uint64_t flags;
    std::int64_t exchange_ns, local_ns;
    double price, qty;
    std::uint64_t order_id = 0;
    std::int64_t integer = 0;
    double real = 0;
};
constexpr std::uint64_t at_exchange = 1u << 31, at_local = 1u << 30, is_buy = 1u << 29, is_sell = 1u << 28;
constexpr std::uint64_t depth_event = 1, trade_event = 2;

Record record(std::uint64_t kind, Side side, Time time, Price price, Qty qty) {
    const auto ns = to_ns(time);
    return {kind | at_exchange | at_local | (side == Side::buy ? is_buy : is_sell), ns, ns, price.to_double(),
            qty.to_double()};
}

std::vector<Record> to_records(const std::vector<Event>& events) {
    std::vector<Record> records;
    for (const auto& e : events)
        if (const auto* book = std::get_if<domain::BookUpdate>(&e.what))
            for (const auto& level : book->levels)
                records.push_back(record(depth_event, level.side, e.time, level.price, level.qty));
        else if (const auto& trade = std::get<domain::Trade>(e.what); true)
            records.push_back(record(trade_event, trade.aggressor, e.time, trade.price, trade.qty));
    return records;
}

domain::InstrumentTable make_table(Price tick, Qty lot) {
    domain::InstrumentTable t;
    domain::Instrument i = domain::parse_symbol("BTC/USDT:USDT").value();
    i.venue = "sim";
    i.tick_size = tick;
    i.lot_size = lot;
    i.fees = {{.maker = Ratio{}, .taker = Ratio{}}};
    i.margin = {{.notional_max = Money::from_int(100'000'000),
                 .initial = Ratio::from_raw(200'000'000),
                 .maintenance = Ratio::from_raw(100'000'000)}};
    if (!t.add(std::move(i))) std::abort();
    return t;
}

sim::Settings venue_settings() {
    sim::Settings s;
    s.leverage = Ratio::from_int(5);
    s.balances = {{domain::Currency("USDT"), Money::from_int(1'000'000'000)}};
    s.latency.entry.mean = s.latency.response.mean = latency;
    return s;
}

struct Fill {
    OrderId order;
    Price price;
    Time time{};
};

/// One replay: the venue with our orders, and our own view of the book.
class Replay {
public:
    Replay(const domain::InstrumentTable& table)
        : venue_(table, venue_settings()), book_(table[InstrumentId(0)]), lot_(table[InstrumentId(0)].lot_size) {}

    void play(const std::vector<Event>& events) {
        Time next = events.front().time + 10ms;
        next += 500us - (next.time_since_epoch() % 1ms);  // no message has such a time
        for (const auto& e : events) {
            for (; next < e.time; next += period) quote(next);
            deliver(e.time);
            if (const auto* trade = std::get_if<domain::Trade>(&e.what))
                venue_.on_trade(*trade);
            else
                on_book(std::get<domain::BookUpdate>(e.what));
        }
    }
    [[nodiscard]] const std::vector<Fill>& fills() const { return fills_; }

private:
    void on_book(const domain::BookUpdate& update) {
        venue_.on_book(update);
        for (const auto& level : update.levels) (void)book_.set(level.side, level.price, level.qty);
    }
    void quote(Time now) {
        deliver(now);
        for (const OrderId id : open_) venue_.cancel({id}, now);
        open_.clear();
        const auto quote = book_.quote(InstrumentId(0), now);
        submit(Side::buy, quote.bid, now);
        submit(Side::sell, quote.ask, now);
    }
    void submit(Side side, Price price, Time now) {
        const OrderId id(++orders_);
        venue_.submit({id,
                       {.instrument = InstrumentId(0),
                        .side = side,
                        .type = domain::OrderType::limit,
                        .qty = lot_,
                        .limit_price = price,
                        .post_only = true}},
                      now);
        open_.push_back(id);
    }
    void deliver(Time until) {
        if (venue_.next_report() > until && venue_.next_timer() > until) return;
        venue_.deliver(until, [this](const domain::VenueEvent& event, Time) {
            const auto* filled = std::get_if<domain::OrderFilled>(&event);
            if (filled == nullptr) return;
            fills_.push_back({filled->fill.order, filled->fill.price, filled->fill.time});
            std::erase(open_, filled->fill.order);
        });
    }

    sim::Venue venue_;
    market::OrderBook book_;
    Qty lot_;
    std::vector<OrderId> open_;
    std::vector<Fill> fills_;
    std::uint64_t orders_ = 0;
};

template <class Write>
void write_file(const char* path, Write&& write) {
    std::FILE* file = std::fopen(path, "wb");
    if (file == nullptr) std::perror(path), std::exit(1);
    write(file);
    if (std::fclose(file) != 0) std::perror(path), std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) return fmt::print(stderr, "usage: tick_replay_bench CAPTURE EVENTS FILLS TICK LOT\n"), 2;
    const auto events = read_market(argv[1]);
    const auto records = to_records(events);
    if (records.empty()) return fmt::print(stderr, "tick_replay: nothing in {}\n", argv[1]), 1;
    write_file(argv[2], [&](std::FILE* f) { std::fwrite(records.data(), sizeof(Record), records.size(), f); });
    const auto table = make_table(parse_decimal<Price>(argv[4]).value(), parse_decimal<Qty>(argv[5]).value());
    Replay first(table);
    first.play(events);
    write_file(argv[3], [&](std::FILE* f) {
        for (const auto& fill : first.fills())
            fmt::print(f, "{},{},{}\n", fill.order.value(), to_string(fill.price), to_ns(fill.time));
    });
    std::puts("ready");
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
        const double begin = bench::thread_cpu_ns();
        Replay again(table);
        again.play(events);
        bench::keep(again.fills().size());
        fmt::print("{:.9f}\n", (bench::thread_cpu_ns() - begin) / 1e9);
        std::fflush(stdout);
    }
}
