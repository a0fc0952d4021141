// Row 1: how fast is an event-driven bar backtest? EMA 12/26 cross over random-walk minute bars, fills at the next
// open, fee and slippage, full account and statistics. Row 1b: three strategies, consensus, stops, protections and
// risk.
#include <cstdio>
#include <cstdlib>
#include <cstring>

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
    c.instruments = {
        {.symbol = "BTC/USDT:USDT", .lot_size = "0.001"_qty, .maker = "0.0002"_ratio, .taker = "0.0005"_ratio}};
    c.slippage = {.kind = sim::SlippageKind::ticks, .ticks = 1};
    c.books = {{.strategies = {{.name = "ema_cross", .timeframe = 1min}}}};
    c.books[0].sizing.method = risk::FixedFraction{"0.1"_ratio};
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
    c.books[0].exits.stop = {.kind = execution::Distance::Kind::rate, .value = "0.02"_ratio};
    c.protections.cooldown = 10min;
    c.protections.stoploss_guard = {.stops = 4, .window = 24h, .lock = 1h};
    c.risk_state.reduced.drawdown = "0.5"_ratio;
    c.limits.gross_exposure.of_base = Ratio::from_int(2);
    c.detect_regime = true;
    return c;
}

double run(const char* row, const backtest::RunConfig& config, std::span<const domain::Bar> bars, double goal) {
    strategy::Catalogue catalogue;
    strategies::add_builtin(catalogue);
    const auto table = backtest::make_instruments(config);
    if (!table) return std::fprintf(stderr, "%s\n", std::string(table.error().message()).c_str()), 0;
    backtest::Market market;
    market.bars = {{.instrument = InstrumentId(0), .interval = 1min, .bars = bars}};
    std::size_t trades = 0;
    double profit = 0;
    const auto timing = bench::race({{"argosy",
                                      [&] {
                                          const auto r = backtest::run_quick(config, *table, catalogue, market,
                                                                             performance::MetricId::net_profit);
                                          if (!r) {
                                              std::fprintf(stderr, "%s\n", std::string(r.error().message()).c_str());
                                              std::exit(1);
                                          }
                                          trades = r->trades;
                                          profit = r->objective.value.value_or(0);
                                      }}},
                                    bars.size(), 5);
    bench::print(
        {.row = row,
         .what = "bar backtest, M bars/s",
         .ours = 1000 / timing[0].median_ns,
         .unit = "M bars/s",
         .peer = "floor 5.0 ns a bar",
         .peer_value = 200,
         .goal = goal,
         .smaller_is_better = false,
         .note = fmt::format("{} trades, net profit {:.2f}, {:.2f} ns a bar", trades, profit, timing[0].median_ns)});
    return timing[0].median_ns;
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t n = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
    const auto bars = random_walk(n);
    run("1", base_config(), bars, 50);
    run("1b", full_config(), bars, 15);
}
