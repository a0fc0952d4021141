// How fast is matching for many participants, and what does the simulated venue cost a backtest?
// Row 5 of the speed table: 1 M mixed limit, market and cancel with executions published, <= 25 ns an operation.
#include <cstdio>
#include <list>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/prng.hpp"
#include "sim/matching_book.hpp"
#include "sim/venue.hpp"
#include "support/bench.hpp"
#include "support/matching.hpp"

namespace {

using namespace argosy;
using bench::Executions;
using bench::Operation;
using domain::Side;
using sim::MatchingBook;

constexpr std::size_t n = 1'000'000;

/// A random walk of the mid; 55 % limits around it, 10 % markets, 35 % cancels of orders made not long ago.
std::vector<Operation> make_operations() {
    Prng random(7);
    std::vector<Operation> ops;
    std::vector<std::uint32_t> limits;
    std::int64_t mid = 100'000;
    for (std::uint32_t i = 0; i < n; ++i) {
        mid += static_cast<std::int64_t>(random.below(3)) - 1;
        const bool is_buy = random.below(2) == 1;
        const auto qty = static_cast<std::int64_t>(1 + random.below(100));
        const auto dice = random.below(100);
        if (dice < 55 || limits.empty()) {
            const auto away = static_cast<std::int64_t>(random.below(20)) - 1;
            ops.push_back({Operation::limit, is_buy, is_buy ? mid - away : mid + away, qty, 0});
            limits.push_back(i);
        } else if (dice < 65) {
            ops.push_back({Operation::market, is_buy, 0, qty, 0});
        } else {
            const auto at = limits.size() - 1 - random.below(std::min<std::size_t>(limits.size(), 2'000));
            ops.push_back({Operation::cancel, is_buy, 0, 0, limits[at]});
            limits.erase(limits.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }
    return ops;
}

Side side_of(const Operation& op) { return op.is_buy ? Side::buy : Side::sell; }

Executions run_ours(const std::vector<Operation>& ops, std::vector<MatchingBook::Handle>& handles) {
    MatchingBook book;
    Executions sum;
    const auto publish = [&](const MatchingBook::Execution& e) { sum.add(e.maker, e.taker, e.price, e.qty); };
    for (std::uint32_t i = 0; i < ops.size(); ++i) {
        const Operation& op = ops[i];
        if (op.kind == Operation::limit)
            handles[i] = book.limit(i, side_of(op), op.price, op.qty, publish);
        else if (op.kind == Operation::market)
            book.market(i, side_of(op), op.qty, publish);
        else
            book.cancel(handles[op.victim]);
    }
    return sum;
}

/// The usual way: levels in a std::map, each with a std::list of orders, and an index by id.
class MapBook {
public:
    struct Resting {
        std::uint32_t owner;
        std::int64_t left;
    };
    struct Place {
        bool is_buy;
        std::int64_t key;
        std::list<Resting>::iterator at;
    };
    Executions sum;

    void limit(std::uint32_t owner, Side side, std::int64_t price, std::int64_t qty) {
        const bool is_buy = side == Side::buy;
        qty = take(owner, side, price, qty);
        if (qty == 0) return;
        const auto key = is_buy ? -price : price;
        auto& queue = (is_buy ? bids_ : asks_)[key];
        queue.push_back({owner, qty});
        index_[owner] = {is_buy, key, std::prev(queue.end())};
    }
    std::int64_t take(std::uint32_t owner, Side side, std::int64_t worst, std::int64_t qty) {
        auto& makers = side == Side::buy ? asks_ : bids_;
        const auto limit = side == Side::buy ? worst : -worst;
        while (qty > 0 && !makers.empty() && makers.begin()->first <= limit) {
            auto& queue = makers.begin()->second;
            const auto done = std::min(qty, queue.front().left);
            sum.add(queue.front().owner, owner, std::abs(makers.begin()->first), done);
            qty -= done;
            if ((queue.front().left -= done) > 0) break;
            index_.erase(queue.front().owner);
            queue.pop_front();
            if (queue.empty()) makers.erase(makers.begin());
        }
        return qty;
    }
    void cancel(std::uint32_t owner) {
        const auto it = index_.find(owner);
        if (it == index_.end()) return;
        auto& side = it->second.is_buy ? bids_ : asks_;
        const auto level = side.find(it->second.key);
        level->second.erase(it->second.at);
        if (level->second.empty()) side.erase(level);
        index_.erase(it);
    }

private:
    std::map<std::int64_t, std::list<Resting>> bids_, asks_;
    std::unordered_map<std::uint32_t, Place> index_;
};

Executions run_map(const std::vector<Operation>& ops) {
    MapBook book;
    for (std::uint32_t i = 0; i < ops.size(); ++i) {
        const Operation& op = ops[i];
        if (op.kind == Operation::limit)
            book.limit(i, side_of(op), op.price, op.qty);
        else if (op.kind == Operation::market)
            book.take(i, side_of(op), op.is_buy ? INT64_MAX : 0, op.qty);
        else
            book.cancel(op.victim);
    }
    return book.sum;
}

/// Everybody who can match here; the first is ours.
struct Engine {
    std::string name;
    std::function<Executions()> run;
};

std::vector<Engine> make_engines(const std::vector<Operation>& ops, std::vector<MatchingBook::Handle>& handles) {
    std::vector<Engine> engines = {{"ours", [&] { return run_ours(ops, handles); }},
                                   {"std::map of std::list with an index", [&] { return run_map(ops); }}};
#ifdef ARGOSY_HAS_CPPTRADER
    engines.push_back({"CppTrader", [&] { return bench::run_cpptrader(ops); }});
#endif
#ifdef ARGOSY_HAS_LIQUIBOOK
    engines.push_back({"liquibook", [&] { return bench::run_liquibook(ops); }});
#endif
    return engines;
}

bool race_matching() {
    const auto ops = make_operations();
    std::vector<MatchingBook::Handle> handles(ops.size());
    const auto engines = make_engines(ops, handles);
    const Executions expected = engines[0].run();
    std::vector<bench::Contestant> contestants;
    for (const auto& e : engines) {
        if (!(e.run() == expected)) {
            fmt::print(stderr, "sim_venue: the executions of {} differ from ours\n", e.name);
            return false;
        }
        contestants.push_back({e.name, [&e] { bench::keep(e.run()); }});
    }
    const auto t = bench::race<bench::ThreadClock>(contestants, n);
    for (std::size_t i = 1; i < t.size(); ++i)
        bench::print({.row = "5",
                      .what = "matching for many: limit, market, cancel, executions published",
                      .ours = t[0].median_ns,
                      .unit = "ns/operation",
                      .peer = t[i].name,
                      .peer_value = t[i].median_ns,
                      .pairwise = t[i].ratio,
                      .limit = 20,
                      .goal = 25,
                      .note = fmt::format("{} executions, the same; minimum {:.1f}, peer {:.1f}", expected.count,
                                          t[0].min_ns, t[i].min_ns)});
#if !defined(ARGOSY_HAS_CPPTRADER)
    bench::print({.row = "5",
                  .what = "matching for many: limit, market, cancel, executions published",
                  .ours = t[0].median_ns,
                  .unit = "ns/operation",
                  .peer = "CppTrader (its own published figure)",
                  .peer_value = 98,
                  .limit = 20,
                  .goal = 25,
                  .note = "not measured here: its sources are not in BENCH_PEERS; other work, for orientation"});
#endif
    return true;
}

// ---- the venue of a backtest ----

domain::InstrumentTable table() {
    domain::InstrumentTable t;
    domain::Instrument i = domain::parse_symbol("BTC/USDT:USDT").value();
    i.venue = "sim";
    i.tick_size = Price::from_raw(1'000'000'000);
    i.lot_size = Qty::from_raw(100'000);
    i.fees = {{.maker = Ratio::from_raw(2'000'000), .taker = Ratio::from_raw(5'000'000)}};
    i.margin = {{.notional_max = Money::from_int(100'000'000),
                 .initial = Ratio::from_raw(200'000'000),
                 .maintenance = Ratio::from_raw(100'000'000)}};
    if (!t.add(std::move(i))) std::abort();
    return t;
}

std::vector<domain::BarClosed> make_bars() {
    Prng random(3);
    std::vector<domain::BarClosed> bars(n);
    std::int64_t last = 300'000;  // ticks of 0.1
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t open = last;
        const auto step = [&] { return static_cast<std::int64_t>(random.below(101)) - 50; };
        last = std::max<std::int64_t>(100'000, open + step());
        const auto price = [](std::int64_t ticks) { return Price::from_raw(ticks * 1'000'000'000); };
        bars[i].instrument = InstrumentId(0);
        bars[i].interval = 1min;
        bars[i].bar = {.open_time = time_from_ns(static_cast<std::int64_t>(i) * 60'000'000'000),
                       .open = price(open),
                       .high = price(std::max(open, last) + static_cast<std::int64_t>(random.below(50))),
                       .low = price(std::min(open, last) - static_cast<std::int64_t>(random.below(50))),
                       .close = price(last),
                       .volume = Qty::from_int(50)};
    }
    return bars;
}

sim::Settings settings() {
    sim::Settings s;
    s.leverage = Ratio::from_int(5);
    s.balances = {{domain::Currency("USDT"), Money::from_int(1'000'000'000)}};
    s.slippage = {.kind = sim::SlippageKind::ticks, .ticks = 1};
    return s;
}

struct Ledger {
    std::uint64_t reports = 0;
    Money fees;
};

/// A market order every `every` bars, buying and selling in turn; each comes back as two reports.
Ledger trade(const domain::InstrumentTable& instruments, const std::vector<domain::BarClosed>& bars,
             std::size_t every) {
    sim::Venue venue(instruments, settings());
    Ledger ledger;
    std::uint64_t orders = 0;
    const auto sink = [&](const domain::VenueEvent& e, Time) {
        ++ledger.reports;
        if (const auto* f = std::get_if<domain::OrderFilled>(&e)) ledger.fees += f->fill.fee;
    };
    std::size_t left = every;
    for (const auto& bar : bars) {
        venue.on_bar(bar);
        if (venue.next_report() <= bar.close_time()) venue.deliver(bar.close_time(), sink);
        if (--left > 0) continue;
        left = every;
        domain::OrderRequest r{.instrument = InstrumentId(0), .qty = Qty::from_int(1)};
        r.side = ++orders % 2 ? Side::buy : Side::sell;
        venue.submit({OrderId(orders), r}, bar.close_time());
        venue.deliver(bar.close_time(), sink);
    }
    return ledger;
}

void race_bars() {
    const auto instruments = table();
    const auto bars = make_bars();
    const auto idle = [&] {
        sim::Venue venue(instruments, settings());
        for (const auto& bar : bars) venue.on_bar(bar);
        bench::keep(venue.open_orders());
    };
    const auto with_stop = [&] {
        sim::Venue venue(instruments, settings());
        domain::OrderRequest far{.instrument = InstrumentId(0),
                                 .side = Side::sell,
                                 .type = domain::OrderType::stop_market,
                                 .qty = Qty::from_int(1),
                                 .trigger_price = Price::from_int(1)};
        venue.submit({OrderId(1), far}, bars.front().bar.open_time);
        for (const auto& bar : bars) venue.on_bar(bar);
        bench::keep(venue.open_orders());
    };
    const auto pass = [&] {
        std::uint64_t hits = 0;
        for (const auto& bar : bars) hits += bar.bar.low.raw() == 0;
        bench::keep(hits);
    };
    const Ledger one = trade(instruments, bars, 1);
    if (one.reports < 2 * n - 2) std::printf("sim_venue: only %lu reports\n", static_cast<unsigned long>(one.reports));
    const auto t = bench::race<bench::ThreadClock>({{"pass", pass},
                                                    {"idle", idle},
                                                    {"stop", with_stop},
                                                    {"every", [&] { bench::keep(trade(instruments, bars, 1)); }}},
                                                   n);
    bench::print({.row = "5",
                  .what = "venue: a bar while nothing of ours is there",
                  .ours = t[1].median_ns,
                  .unit = "ns/bar",
                  .limit = t[0].median_ns,
                  .goal = 3});
    bench::print({.row = "5",
                  .what = "venue: a bar beside a resting stop",
                  .ours = t[2].median_ns,
                  .unit = "ns/bar",
                  .limit = t[0].median_ns,
                  .goal = 3});
    bench::print({.row = "5",
                  .what = "venue: submit, accept, fill at the next open, two reports",
                  .ours = t[3].median_ns,
                  .goal = 100});
}

}  // namespace

int main() {
    if (!race_matching()) return 1;
    race_bars();
}
