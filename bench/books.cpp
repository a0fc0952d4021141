// What do the books cost on every mark and on every fill? Budget: 2 ns a mark when flat, 4 ns when something is held,
// 2 ns for recording equity, so that bookkeeping takes less than a third of a 20 ns bar.
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/prng.hpp"
#include "performance/summary.hpp"
#include "portfolio/portfolio.hpp"
#include "portfolio/trades.hpp"
#include "support/bench.hpp"

namespace {

using namespace argosy;
using namespace argosy::portfolio;

constexpr std::size_t n = 1'000'000;
const InstrumentId instrument{0};

struct Mark {
    Price price;
    Time time;
};

std::vector<Mark> random_walk() {
    Prng random(1);
    std::vector<Mark> out;
    double price = 40'000;
    for (std::size_t k = 0; k < n; ++k) {
        price *= std::exp(random.normal() * 0.0005);
        out.push_back({*from_double<Price>(std::round(price * 10) / 10, Rounding::half_even),
                       time_from_ns(1'700'000'000'000'000'000) + k * 1min});
    }
    return out;
}

domain::Fill fill(domain::Side side, Price price, Time time) {
    domain::Fill f;
    f.instrument = instrument;
    f.strategy = StrategyId(0);
    f.side = side;
    f.qty = Qty::from_raw(12'300'000);
    f.price = price;
    f.decision_price = price;
    f.fee = scale(price * f.qty, Ratio::from_raw(4'000'000));
    f.fee_currency = domain::Currency("USDT");
    f.time = time;
    return f;
}

struct Desk {
    domain::InstrumentTable table;
    Portfolio::Settings settings;
    Desk() {
        if (!table.add(*domain::parse_symbol("BTC/USDT:USDT"))) std::abort();
        settings.deposits = {{domain::Currency("USDT"), Money::from_int(100'000)}};
    }
};

/// The least that has to be done for a mark, in doubles.
struct Floor {
    double qty = 0.123, cost = 4920, cash = 100'000, peak = 0, drawdown = 0;
    void on_mark(double price) {
        const double equity = cash + price * qty - cost;
        peak = std::max(peak, equity);
        drawdown = std::max(drawdown, (peak - equity) / peak);
    }
};

void marks(const std::vector<Mark>& walk) {
    const Desk desk;
    Portfolio flat(desk.table, desk.settings), held(desk.table, desk.settings), whole(desk.table, desk.settings);
    held.on_fill(fill(domain::Side::buy, walk[0].price, walk[0].time));
    whole.on_fill(fill(domain::Side::buy, walk[0].price, walk[0].time));
    TradeLog trades(desk.table);
    std::vector<double> doubles;
    for (const auto& m : walk) doubles.push_back(m.price.to_double());
    std::vector<Money> equities;
    for (const auto& m : walk) {
        held.on_mark(instrument, m.price, m.time);
        equities.push_back(*held.equity());
    }
    const auto run_recorder = [&] {
        performance::EquityRecorder r({}, walk[0].time, equities[0]);
        for (std::size_t k = 0; k < n; ++k) r.on_mark(walk[k].time, equities[k]);
        bench::keep(r.peak());
    };
    const auto run_quiet = [&] {
        performance::EquityRecorder r({}, walk[0].time, equities[0]);
        r.on_mark(walk[0].time, equities[0] - Money::from_int(2));
        for (std::size_t k = 0; k < n; ++k) r.on_mark(walk[k].time, equities[0] - Money::from_int(1 + (k & 1)));
        bench::keep(r.peak());
    };
    const auto run_whole = [&] {
        performance::EquityRecorder r({}, walk[0].time, equities[0]);
        for (const auto& m : walk) {
            whole.on_mark(instrument, m.price, m.time);
            trades.on_mark(instrument, m.price);
            r.on_mark(m.time, *whole.equity());
        }
        bench::keep(r.peak());
    };
    const auto run_portfolio = [&](Portfolio& p) {
        return [&] {
            for (const auto& m : walk) p.on_mark(instrument, m.price, m.time);
            bench::keep(p);
        };
    };
    const auto run_floor = [&] {
        Floor f;
        for (const double price : doubles) f.on_mark(price);
        bench::keep(f);
    };
    const auto t = bench::race({{"floor", run_floor},
                                {"flat", run_portfolio(flat)},
                                {"held", run_portfolio(held)},
                                {"recorder", run_recorder},
                                {"quiet", run_quiet},
                                {"whole", run_whole}},
                               n);
    const char* what[] = {"",
                          "mark while flat",
                          "mark of a position",
                          "equity mark",
                          "equity mark, nothing to record",
                          "position, trade log and equity"};
    const double goal[] = {0, 2, 4, 3, 2, 8};
    for (std::size_t k = 1; k < t.size(); ++k)
        bench::print({.row = "books",
                      .what = what[k],
                      .ours = t[k].median_ns,
                      .peer = "doubles without checks",
                      .peer_value = t[0].median_ns,
                      .goal = goal[k]});
}

void fills(const std::vector<Mark>& walk) {
    const Desk desk;
    std::vector<domain::Fill> list;
    Prng random(2);
    for (const auto& m : walk)
        list.push_back(fill(random.below(2) ? domain::Side::buy : domain::Side::sell, m.price, m.time));
    const auto run = [&] {
        Portfolio p(desk.table, desk.settings);
        for (const auto& f : list) bench::keep(p.on_fill(f).change.realised);
    };
    const auto run_trades = [&] {
        Portfolio p(desk.table, desk.settings);
        TradeLog trades(desk.table);
        for (const auto& f : list) trades.on_fill(f, p.on_fill(f), p);
        bench::keep(trades.closed().size());
    };
    const auto t = bench::race({{"portfolio", run}, {"with trades", run_trades}}, n, 5);
    bench::print({.row = "books", .what = "fill", .ours = t[0].median_ns, .goal = 150});
    bench::print({.row = "books", .what = "fill with trade log", .ours = t[1].median_ns, .goal = 300});
}

/// Five years of hourly marks and 1,000 trades, as in row 16.
void summaries() {
    Prng random(3);
    const Time start = *parse_iso8601("2019-01-01");
    performance::EquityRecorder recorder({}, start, Money::from_int(100'000));
    double equity = 100'000;
    for (int hour = 1; hour <= 5 * 365 * 24; ++hour) {
        equity *= std::exp(random.normal() * 0.002);
        recorder.on_mark(start + hour * 1h, *from_double<Money>(equity, Rounding::half_even));
    }
    recorder.finish(recorder.last().time);
    std::vector<domain::RoundTrip> trades(1000);
    for (auto& t : trades) {
        t.currency = domain::Currency("USDT");
        t.gross = Money::from_int(static_cast<std::int64_t>(random.below(2000)) - 990);
        t.exit_time = recorder.last().time;
    }
    const auto summarise = [&](int resamples) {
        return [&, resamples] {
            performance::Assumptions a;
            a.resamples = resamples;
            bench::keep(performance::summarise(recorder, trades, a)->end_equity);
        };
    };
    const auto objective = [&] {
        bench::keep(performance::metric(performance::MetricId::sharpe, recorder, trades, {}).value);
    };
    const auto t = bench::race({{"with", summarise(1000)}, {"without", summarise(0)}, {"sharpe", objective}}, 1);
    bench::print({.row = "books",
                  .what = "summary of 5 years, 1000 resamples",
                  .ours = t[0].median_ns / 1e6,
                  .unit = "ms",
                  .goal = 20});
    bench::print({.row = "books",
                  .what = "summary of 5 years, no intervals",
                  .ours = t[1].median_ns / 1e6,
                  .unit = "ms",
                  .goal = 1});
    bench::print(
        {.row = "books", .what = "one metric of 5 years", .ours = t[2].median_ns / 1e3, .unit = "us", .goal = 100});
}

}  // namespace

int main() {
    const auto walk = random_walk();
    marks(walk);
    fills(walk);
    summaries();
}
