// How fast is an event-driven bar backtest?  bar_backtest_bench [BARS] [--only ROW] [--dump-bars FILE] [--fills FILE]
//
// Row 1, for every contestant alike:
//   market    BARS (10 M) one-minute bars of random_walk(), prices on the tick of 0.01, each open the close before it
//   averages  EMA 12 and EMA 26 of the closes, each started with the mean of its first 12 or 26 closes, then
//             ema += 2 / (period + 1) * (close - ema), in doubles
//   target    from the 26th close on: 0.01 BTC while EMA 12 > EMA 26, nothing while EMA 12 < EMA 26
//   fills     a change of target is a market order at the close, filled at the next open: one tick above it for a
//             buy, one tick below it for a sell; an order of the last bar is never filled
//   fee       0.0005 of price × quantity for each fill
//   account   1,000,000 USDT, linear perpetual, leverage 1; marked at every close; statistics at the end
// The quantity is fixed and small, so that the account lives to the last bar and every fill is a round number.
//
// Row 1b is the same market with three strategies, a consensus of two, both directions, stops, protections, regime
// and risk limits.
//
// --dump-bars FILE writes the market as doubles: open, high, low, close, volume of each bar in turn (40 bytes a bar).
// --fills FILE writes the fills of row 1 as CSV: bar index, side, qty, price, fee. With either, nothing is timed.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "backtest/run.hpp"
#include "base/prng.hpp"
#include "strategies/builtin.hpp"
#include "support/bench.hpp"

namespace {

using namespace argosy;

/// A random walk on the tick; the same for every contestant.
std::vector<domain::Bar> random_walk(std::size_t n) {
    Prng random(7);
    std::vector<domain::Bar> bars(n);
    std::int64_t price = 3'000'000;  // × 0.01
    Time t = *parse_iso8601("2000-01-01");
    for (auto& b : bars) {
        const auto step = [&] { return static_cast<std::int64_t>(random.below(401)) - 200; };
        const std::int64_t open = price, close = std::max<std::int64_t>(100'000, price + step());
        const std::int64_t high = std::max(open, close) + static_cast<std::int64_t>(random.below(100));
        const std::int64_t low = std::min(open, close) - static_cast<std::int64_t>(random.below(100));
        const auto px = [](std::int64_t cents) { return Price::from_raw(cents * 100'000'000); };
        b = {.open_time = t,
             .open = px(open),
             .high = px(high),
             .low = px(low),
             .close = px(close),
             .volume = Qty::from_int(100 + static_cast<std::int64_t>(random.below(900)))};
        price = close;
        t += 1min;
    }
    return bars;
}

backtest::RunConfig base_config() {
    backtest::RunConfig c;
    c.account.balance = Money::from_int(1'000'000);
    c.instruments = {{.symbol = "BTC/USDT:USDT",
                      .lot_size = "0.001"_qty,
                      .qty_max = "0.01"_qty,  // and sizing that always wants more: the quantity is fixed
                      .maker = "0.0002"_ratio,
                      .taker = "0.0005"_ratio}};
    c.slippage = {.kind = sim::SlippageKind::ticks, .ticks = 1};
    c.books = {{.strategies = {{.name = "ema_cross", .timeframe = 1min}}}};
    c.books[0].sizing.method = risk::FixedFraction{"0.5"_ratio};
    c.books[0].allow_short = false;
    c.detect_regime = false;
    c.statistics.resamples = 0;
    return c;
}

backtest::RunConfig full_config() {
    auto c = base_config();
    c.books[0].strategies = {{.name = "ema_cross", .timeframe = 1min},
                             {.name = "stochrsi_ema", .timeframe = 1min},
                             {.name = "donchian_trend", .timeframe = 1min}};
    c.books[0].consensus = {.quorum = 2, .agreement = 0.6};
    c.books[0].allow_short = true;
    c.books[0].exits.stop = {.kind = execution::Distance::Kind::rate, .value = "0.02"_ratio};
    c.protections.cooldown = 10min;
    c.protections.stoploss_guard = {.stops = 4, .window = 24h, .lock = 1h};
    c.risk_state.reduced.drawdown = "0.5"_ratio;
    c.limits.gross_exposure.of_base = Ratio::from_int(2);
    c.detect_regime = true;
    return c;
}

/// The value, or the end of the program with the reason on standard error.
template <class T>
T must(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "%s\n", std::string(result.error().message()).c_str());
    std::exit(1);
}

backtest::Market market_of(std::span<const domain::Bar> bars) {
    backtest::Market market;
    market.bars = {{.instrument = InstrumentId(0), .interval = 1min, .bars = bars}};
    return market;
}

strategy::Catalogue builtin() {
    strategy::Catalogue catalogue;
    strategies::add_builtin(catalogue);
    return catalogue;
}

struct File {
    std::FILE* handle;
    explicit File(const char* path) : handle(std::fopen(path, "wb")) {
        if (!handle) std::perror(path), std::exit(1);
    }
    ~File() {
        if (std::fclose(handle) != 0) std::perror("writing"), std::exit(1);
    }
};

void dump_bars(const char* path, std::span<const domain::Bar> bars) {
    const File file(path);
    for (const auto& b : bars) {
        const double row[] = {b.open.to_double(), b.high.to_double(), b.low.to_double(), b.close.to_double(),
                              b.volume.to_double()};
        std::fwrite(row, sizeof row, 1, file.handle);
    }
}

void dump_fills(const char* path, std::span<const domain::Bar> bars) {
    const auto config = base_config();
    const auto table = must(backtest::make_instruments(config));
    const auto result = must(
        backtest::run(config, table, builtin(), market_of(bars), {.truncation_checks = 0, .leave_one_out = false}));
    const File file(path);
    fmt::print(file.handle, "bar,side,qty,price,fee\n");
    for (const auto& f : result.recorded->fills())
        fmt::print(file.handle, "{},{},{},{},{}\n", (f.time - bars.front().open_time) / 1min, to_string(f.side),
                   to_string(f.qty), to_string(f.price), to_string(f.fee));
    fmt::print(stderr, "{} fills, {} trades, digest {}\n", result.recorded->fills().size(), result.trades.size(),
               result.digest);
}

struct Goals {
    double first = -1, last = -1;  ///< M bars/s
};

void run(const char* row, const char* what, const backtest::RunConfig& config, std::span<const domain::Bar> bars,
         Goals goals) {
    const auto catalogue = builtin();
    const auto table = must(backtest::make_instruments(config));
    const auto market = market_of(bars);
    backtest::QuickResult result;
    const auto once = [&] {
        result = must(backtest::run_quick(config, table, catalogue, market, performance::MetricId::net_profit));
    };
    const auto timing = bench::race<bench::ThreadClock>({{"argosy", once}}, bars.size());
    bench::print({.row = row,
                  .what = what,
                  .ours = 1000 / timing[0].median_ns,
                  .unit = "M bars/s",
                  .limit = 200,
                  .first_goal = goals.first,
                  .goal = goals.last,
                  .smaller_is_better = false,
                  .note = fmt::format("{} trades, net profit {:.2f}, {:.2f} ns a bar (best {:.2f})", result.trades,
                                      result.objective.value.value_or(0), timing[0].median_ns, timing[0].min_ns)});
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t n = 10'000'000;
    const char *bars_file = nullptr, *fills_file = nullptr;
    std::string_view only;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--dump-bars" && i + 1 < argc)
            bars_file = argv[++i];
        else if (argument == "--fills" && i + 1 < argc)
            fills_file = argv[++i];
        else if (argument == "--only" && i + 1 < argc)
            only = argv[++i];
        else
            n = std::strtoull(argv[i], nullptr, 10);
    }
    const auto bars = random_walk(n);
    if (bars_file) dump_bars(bars_file, bars);
    if (fills_file) dump_fills(fills_file, bars);
    if (bars_file || fills_file) return 0;
    if (only.empty() || only == "1") run("1", "bar backtest, one strategy", base_config(), bars, {50, 100});
    if (only.empty() || only == "1b")
        run("1b", "bar backtest, three strategies, consensus, stops, protections, risk", full_config(), bars, {-1, 15});
}
