// What do the risk gate and the order state machine cost an order, and the risk state a bar?
// Budget (docs/benchmarks.md, row 5): a venue operation with risk checks takes at most 40 ns, so a check with its
// reservation may take 15; an order's life (submit, accept, fill) may take 60; an equity that changes nothing 2.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/prng.hpp"
#include "execution/order_manager.hpp"
#include "support/bench.hpp"

namespace {

using namespace argosy;

constexpr std::size_t n = 1'000'000;
const Time start = time_from_ns(0) + 10'000h;

domain::InstrumentTable make_instruments() {
    domain::InstrumentTable table;
    auto i = *domain::parse_symbol("BTC/USDT:USDT");
    i.venue = "sim";
    i.tick_size = "0.1"_px;
    i.lot_size = "0.001"_qty;
    i.notional_min = "5"_money;
    (void)table.add(i);
    return table;
}

/// Every limit is on and none is reached: each check looks at everything.
risk::Limits make_limits() {
    return {.order_notional_max = Money::from_int(1'000'000),
            .price_band = "0.2"_ratio,
            .instruments = {{.order_qty_max = "100"_qty, .position_max = "100000"_qty, .initial_margin = "0.1"_ratio}},
            .gross_exposure = {.of_base = Ratio::from_int(100'000)},
            .net_exposure = {.of_base = Ratio::from_int(100'000)},
            .instrument_exposure = {.of_base = Ratio::from_int(100'000)},
            .strategy_exposure = {.of_base = Ratio::from_int(100'000)},
            .open_orders_max = 10'000,
            .open_orders_per_instrument_max = 10'000,
            .order_rate_max = 4'000'000,
            .order_rate_window = 1s,
            .concurrent_trades_max = 10,
            .daily_trades_max = 2'000'000'000,
            .daily_loss = {.of_base = "0.05"_ratio},
            .total_loss = {.of_base = "0.2"_ratio},
            .data_age_max = 1h};
}

struct Desk {
    domain::InstrumentTable instruments = make_instruments();
    risk::Exposure exposure{instruments, 4, domain::Currency("USDT")};
    risk::RiskMonitor monitor{{.reduced = {.drawdown = "0.1"_ratio}, .stopped = {.drawdown = "0.3"_ratio}}};
    risk::Protections protections{{}, 1};
    risk::EmergencyStop emergency;
    risk::Checks checks{{instruments, exposure, monitor, protections, emergency}, make_limits()};
    risk::AccountView account{.equity = Money::from_int(1'000'000), .margin_available = Money::from_int(1'000'000)};
    execution::OrderManager orders{{}, exposure};
    Time now = start;
    Desk() {
        (void)monitor.on_equity(account.equity, start);
        exposure.on_price(InstrumentId(0), "60000"_px, start);
    }
};

std::vector<domain::OrderRequest> make_requests() {
    Prng random(1);
    std::vector<domain::OrderRequest> out;
    for (std::size_t i = 0; i < n; ++i)
        out.push_back(
            {.instrument = InstrumentId(0),
             .side = i % 2 ? domain::Side::sell : domain::Side::buy,
             .type = domain::OrderType::limit,
             .qty = Qty::from_raw(int128{1 + random.below(500)} * 100'000),
             .limit_price = Price::from_raw(static_cast<std::int64_t>(595'000 + random.below(10'000)) * 1'000'000'000),
             .strategy = StrategyId(static_cast<std::uint16_t>(i % 4))});
    return out;
}

using Clock = std::chrono::steady_clock;

struct CheckTimes {
    std::size_t approved = 0;
    double check_ns = 0, release_ns = 0;  ///< of one order
};

/// Approves every order and gives it back, 500 at a time, so that the two are timed apart.
CheckTimes check_all(Desk& d, const std::vector<domain::OrderRequest>& requests) {
    constexpr std::size_t batch = 500;
    CheckTimes out;
    std::vector<risk::Approved> held;
    held.reserve(batch);
    for (std::size_t from = 0; from < n; from += batch) {
        const auto start_at = Clock::now();
        for (std::size_t i = from; i < from + batch; ++i) {
            auto answer = d.checks.check(requests[i], d.account, d.now += 1us);
            if (answer) held.push_back(std::move(*answer));
        }
        const auto checked_at = Clock::now();
        out.approved += held.size();
        for (auto& approved : held) d.checks.discard(std::move(approved));
        held.clear();
        out.check_ns += std::chrono::duration<double, std::nano>(checked_at - start_at).count();
        out.release_ns += std::chrono::duration<double, std::nano>(Clock::now() - checked_at).count();
    }
    out.check_ns /= n;
    out.release_ns /= n;
    return out;
}

/// Every order lives its life: approved, submitted, accepted, filled; the number filled.
std::size_t live_all(Desk& d, const std::vector<domain::OrderRequest>& requests, bool with_check_only) {
    static std::uint64_t fills = 0;
    execution::Outbox out;
    std::size_t filled = 0;
    for (const auto& r : requests) {
        const Time now = d.now += 1us;
        auto answer = d.checks.check(r, d.account, now);
        if (!answer) continue;
        if (with_check_only) {
            d.checks.discard(std::move(*answer));
            continue;
        }
        out.clear();
        const auto id = d.orders.submit(std::move(*answer), now, out);
        (void)d.orders.on_event(domain::OrderAccepted{id, "v", now}, out);
        const auto change = d.orders.on_event(domain::OrderFilled{{.id = FillId(++fills),
                                                                   .order = id,
                                                                   .instrument = r.instrument,
                                                                   .strategy = r.strategy,
                                                                   .side = r.side,
                                                                   .qty = r.qty,
                                                                   .price = r.limit_price,
                                                                   .time = now}},
                                              out);
        filled += change.ended();
    }
    return filled;
}

std::size_t watch_all(Desk& d, const std::vector<Money>& equities) {
    std::size_t changes = 0;
    Time now = start;
    for (const auto e : equities) changes += d.monitor.on_equity(e, now += 1us);
    return changes;
}

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "not equal: %s\n", what);
    std::exit(1);
}

}  // namespace

int main() {
    Desk d;
    const auto requests = make_requests();
    std::vector<Money> equities;
    Prng random(2);
    for (std::size_t i = 0; i < n; ++i)
        equities.push_back(Money::from_raw(int128{950'000 + random.below(50'000)} * 1'000'000'000'000'000'000));

    require(check_all(d, requests).approved == n, "every order passes every check");
    require(live_all(d, requests, false) == n, "every order is filled");
    require(watch_all(d, equities) == 0, "no equity changes the state");
    Desk again;
    require(live_all(again, requests, false) == n &&
                again.exposure.position(InstrumentId(0)) == d.exposure.position(InstrumentId(0)),
            "the same orders give the same position");

    std::vector<double> check, release;
    for (int r = 0; r < 9; ++r) {
        const auto times = check_all(d, requests);
        require(times.approved == n, "checks pass");
        check.push_back(times.check_ns);
        release.push_back(times.release_ns);
    }
    std::ranges::sort(check);
    std::ranges::sort(release);
    const auto t = bench::race({{"life", [&] { require(live_all(d, requests, false) == n, "orders fill"); }},
                                {"check only", [&] { bench::keep(live_all(d, requests, true)); }},
                                {"equity", [&] { bench::keep(watch_all(d, equities)); }}},
                               n);
    bench::print({.row = "5",
                  .what = "risk check with its reservation, all limits on",
                  .ours = check[4],
                  .goal = 15,
                  .note = "an operation of the venue with its check: at most 40"});
    bench::print({.row = "5", .what = "release of the reservation", .ours = release[4]});
    bench::print({.row = "5",
                  .what = "order submitted, accepted and filled (after its check)",
                  .ours = t[0].median_ns - t[1].median_ns,
                  .goal = 60});
    bench::print(
        {.row = "1b", .what = "risk state, an equity that changes nothing", .ours = t[2].median_ns, .goal = 2});
}
