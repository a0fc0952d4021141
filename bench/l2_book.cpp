// How fast does the L2 book follow real depth messages? Row 6 of the speed table: <= 8 ns a level.
// Messages of the recorded captures, decoded beforehand; every contestant applies every level and, after each message,
// names the best bid and ask.
#include <cstdio>
#include <map>
#include <vector>

#include "market/order_book.hpp"
#include "support/bench.hpp"
#include "support/book_capture.hpp"

namespace {

using namespace argosy;
using domain::BookUpdate;
using domain::Side;

struct Capture {
    const char* name;
    const char* file;
    const char* symbol;
    const char* tick;
    const char* lot;
};
constexpr Capture captures[] = {
    {"BTCUSDT futures", "binance_usdm_btcusdt_20240808.log.gz", "BTC/USDT:USDT", "0.1", "0.001"},
    {"ETHUSDT futures", "binance_usdm_ethusdt_20240808.log.gz", "ETH/USDT:USDT", "0.01", "0.001"},
    {"BTCUSDT spot", "binance_spot_btcusdt_20240808.log.gz", "BTC/USDT", "0.01", "0.00001"},
};

struct Recording {
    domain::Instrument instrument;
    std::vector<domain::BookLevel> levels;  // the snapshot's first, then those of the changes that follow it
    std::vector<std::size_t> ends;          // of the messages
};

Recording load(const Capture& c) {
    Recording r{.instrument = domain::parse_symbol(c.symbol).value()};
    r.instrument.tick_size = parse_decimal<Price>(c.tick).value();
    r.instrument.lot_size = parse_decimal<Qty>(c.lot).value();
    const auto root = std::filesystem::path(ARGOSY_SOURCE_DIR).parent_path() / "shared/data/crypto/capture";
    std::vector<BookUpdate> diffs;
    std::uint64_t snapshot_id = 0;
    const auto add = [&](const BookUpdate& u) {
        r.levels.insert(r.levels.end(), u.levels.begin(), u.levels.end());
        r.ends.push_back(r.levels.size());
    };
    for (const std::string& line : testing::read_lines(root / c.file)) {
        auto m = testing::read_capture_line(line);
        if (m.kind == testing::CaptureMessage::Kind::snapshot) {
            add(m.book);
            snapshot_id = m.book.last_seq;
        } else if (m.kind == testing::CaptureMessage::Kind::depth) {
            diffs.push_back(std::move(m.book));
        }
    }
    for (const auto& d : diffs)
        if (d.last_seq > snapshot_id) add(d);
    return r;
}

/// What all contestants must agree on: the best prices after every message.
struct Sum {
    std::uint64_t hash = 0;
    void add(Price bid, Price ask) {
        hash = (hash ^ static_cast<std::uint64_t>(bid.raw())) * 0x100000001b3ull;
        hash = (hash ^ static_cast<std::uint64_t>(ask.raw())) * 0x100000001b3ull;
    }
};

Sum run_ours(const Recording& r, market::OrderBook& book) {
    book.clear();
    Sum sum;
    std::size_t i = 0;
    for (const std::size_t end : r.ends) {
        for (; i < end; ++i) bench::keep(book.set(r.levels[i].side, r.levels[i].price, r.levels[i].qty));
        sum.add(book.best(Side::buy).price, book.best(Side::sell).price);
    }
    return sum;
}

Sum run_map(const Recording& r) {
    std::map<Price, Qty> bids, asks;
    Sum sum;
    std::size_t i = 0;
    for (const std::size_t end : r.ends) {
        for (; i < end; ++i) {
            const auto& l = r.levels[i];
            auto& side = l.side == Side::buy ? bids : asks;
            if (l.qty.is_zero())
                side.erase(l.price);
            else
                side.insert_or_assign(l.price, l.qty);
        }
        sum.add(bids.empty() ? Price{} : bids.rbegin()->first, asks.empty() ? Price{} : asks.begin()->first);
    }
    return sum;
}

}  // namespace

int main() {
    for (const Capture& c : captures) {
        const Recording r = load(c);
        if (r.levels.empty()) return std::printf("l2_book: no recording %s beside the checkout\n", c.file), 1;
        market::OrderBook book(r.instrument);  // as long-lived as in a running system: its memory is there already
        if (run_ours(r, book).hash != run_map(r).hash)
            return std::printf("l2_book: %s: best prices differ\n", c.name), 1;
        const auto t =
            bench::race({{"ours", [&] { bench::keep(run_ours(r, book)); }}, {"map", [&] { bench::keep(run_map(r)); }}},
                        r.levels.size(), 21);
        bench::print({.row = "6",
                      .what = std::string("L2 book, ") + c.name + ", " + std::to_string(r.levels.size()) + " levels",
                      .ours = t[0].median_ns,
                      .unit = "ns a level",
                      .peer = "std::map",
                      .peer_value = t[1].median_ns,
                      .goal = 8,
                      .note = fmt::format("best of all runs {:.2f}; limit 6.5", t[0].min_ns)});
    }
}
