// Row 2: how fast is a parameter sweep? 10,000 EMA crosses over 200,000 random-walk minute bars, fills at the next
// open, fee and slippage, daily equity. Equality first: a sample of the candidates trades like the event-driven engine.
//
// sweep_bench [BARS [CANDIDATES [REPETITIONS [BARS_FILE ENTRIES_FILE]]]]
// With the files nothing is timed: it writes the market as doubles (open, high, low, close, volume of each bar) and the
// entries of every candidate as CSV (fast, slow, bar, is_long), for bench/sweep_peers.py.
#include "backtest/sweep.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "backtest/search_space.hpp"
#include "strategies/builtin.hpp"
#include "support/bench.hpp"
#include "support/random_bars.hpp"

namespace {

using namespace argosy;
using namespace argosy::backtest;

constexpr std::size_t chunk = 4096;

[[noreturn]] void die(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

RunConfig make_config() {
    RunConfig c;
    c.account.balance = Money::from_int(1'000'000);
    c.instruments = {
        {.symbol = "BTC/USDT:USDT", .lot_size = "0.001"_qty, .maker = "0.0002"_ratio, .taker = "0.0005"_ratio}};
    c.slippage = {.kind = sim::SlippageKind::ticks, .ticks = 1};
    c.books = {{.strategies = {{.name = "ema_cross", .timeframe = 1min}}}};
    c.books[0].sizing.method = risk::FixedFraction{"0.1"_ratio};
    c.detect_regime = false;
    c.optimize.emplace().parameters = {{"fast", {5, 104, 1}}, {"slow", {110, 605, 5}}};  // 100 × 100
    return c;
}

std::vector<Candidate> first_candidates(const std::vector<Dimension>& space, std::size_t count) {
    std::vector<Candidate> out;
    for (const auto grid = make_grid(space); out.size() < count;) {
        auto c = grid->next();
        if (!c) break;
        out.push_back(std::move(*c));
    }
    return out;
}

void check_equal(const Sweep& sweep, const Study& s, Span whole, const std::vector<Candidate>& candidates) {
    for (std::size_t i = 0; i < candidates.size(); i += candidates.size() / 20) {
        const auto swept = sweep.trades(candidates[i], whole);
        const auto run = run_span(with_candidate(s.config, s.space, candidates[i]), s.instruments, s.catalogue,
                                  s.market, whole, s.objective);
        if (!run || !swept || swept->size() != run->trades.size()) die("sweep and engine differ");
        for (std::size_t t = 0; t < swept->size(); ++t)
            if (s.market.bars[0].bars[(*swept)[t].entry_bar].open_time != run->trades[t].entry_time ||
                s.market.bars[0].bars[(*swept)[t].exit_bar].open_time != run->trades[t].exit_time ||
                std::fabs((*swept)[t].net - run->trades[t].net().to_double()) > 1e-5)
                die("a trade differs from the engine's");
    }
}

/// Candidates in chunks, as `argosy optimize` does it; the chunks may be spread over threads.
std::uint64_t sweep_all(const Sweep& sweep, const Judgement& judgement, const std::vector<Dimension>& space,
                        std::size_t count, unsigned threads) {
    std::atomic<std::uint64_t> trades{0};
    const auto grid = make_grid(space);
    std::size_t left = count;
    while (left > 0) {
        std::vector<std::vector<Candidate>> parts(threads);
        for (auto& part : parts)
            for (; part.size() < chunk && left > 0; --left) part.push_back(*grid->next());
        const auto work = [&](const std::vector<Candidate>& part) {
            std::vector<Outcome> outcomes(part.size());
            std::vector<std::uint8_t> done(part.size());
            sweep.evaluate(judgement, part, outcomes, done);
            for (std::size_t i = 0; i < part.size(); ++i) {
                if (!done[i]) die("a candidate needs the engine");
                trades += outcomes[i].trades;
            }
        };
        std::vector<std::jthread> others;
        for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work, std::cref(parts[t]));
        work(parts[0]);
    }
    return trades;
}

/// Peak resident memory so far, in MB.
double peak_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            double kb = 0;
            status >> kb;
            return kb / 1024;
        }
    return 0;
}

template <class Write>
void write_file(const char* path, Write&& write) {
    std::FILE* file = std::fopen(path, "wb");
    if (!file) die(std::string("cannot write ") + path);
    write(file);
    if (std::fclose(file) != 0) die(std::string("cannot write ") + path);
}

void dump(const Sweep& sweep, Span whole, const std::vector<Candidate>& candidates, std::span<const domain::Bar> bars,
          const char* bars_file, const char* entries_file) {
    write_file(bars_file, [&](std::FILE* file) {
        for (const auto& b : bars) {
            const double row[] = {b.open.to_double(), b.high.to_double(), b.low.to_double(), b.close.to_double(),
                                  b.volume.to_double()};
            std::fwrite(row, sizeof row, 1, file);
        }
    });
    write_file(entries_file, [&](std::FILE* file) {
        for (const auto& candidate : candidates) {
            const auto trades = sweep.trades(candidate, whole);
            for (const auto& trade : *trades)
                fmt::print(file, "{},{},{},{}\n", candidate[0], candidate[1], trade.entry_bar, int{trade.is_long});
        }
    });
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t bars_count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
    const std::size_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000;
    const int repetitions = argc > 3 ? std::atoi(argv[3]) : 9;
    const auto bars = testing::random_bars(bars_count, 1min);
    const auto config = make_config();
    strategy::Catalogue catalogue;
    strategies::add_builtin(catalogue);
    const auto table = *make_instruments(config);
    const Market market{.bars = {{.instrument = InstrumentId(0), .interval = 1min, .bars = bars}}};
    const auto space = *make_space(config, catalogue);
    const Study study{config, table, catalogue, market, space, performance::MetricId::sharpe};
    const auto sweep = Sweep::make(study);
    if (!sweep) die(sweep.error());
    const Span whole{market.start(), market.end()};
    const Judgement judgement{.spans = {whole}, .trades_min = 1};

    if (argc > 5) return dump(*sweep, whole, first_candidates(space, count), bars, argv[4], argv[5]), 0;
    sweep_all(*sweep, judgement, space, count / 10, 1);
    const double peak_few = peak_mb();
    sweep_all(*sweep, judgement, space, count, 1);
    const double peak_all = peak_mb();
    check_equal(*sweep, study, whole, first_candidates(space, count));

    std::uint64_t trades = 0;
    const double items = static_cast<double>(bars_count) * static_cast<double>(count);
    const auto one = bench::race<bench::ThreadClock>(
        {{"one thread", [&] { trades = sweep_all(*sweep, judgement, space, count, 1); }}},
        static_cast<std::uint64_t>(items), repetitions);
    const auto two = bench::race({{"two threads", [&] { sweep_all(*sweep, judgement, space, count, 2); }}},
                                 static_cast<std::uint64_t>(items), repetitions);
    bench::print(
        {.row = "2",
         .what = "parameter sweep, one core",
         .ours = 1 / one[0].median_ns,
         .unit = "G bar-params/s",
         .limit = 8.5,
         .first_goal = 1,
         .goal = 4,
         .smaller_is_better = false,
         .note = fmt::format("{} candidates x {} bars in {:.2f} s (best {:.2f} s), {} trades, equal to the engine",
                             count, bars_count, items * one[0].median_ns / 1e9, items * one[0].min_ns / 1e9, trades)});
    bench::print({.row = "2",
                  .what = "parameter sweep, two threads",
                  .ours = 1 / two[0].median_ns,
                  .unit = "G bar-params/s",
                  .limit = 17,
                  .smaller_is_better = false,
                  .note = fmt::format("{:.2f} s", items * two[0].median_ns / 1e9)});
    bench::print({.row = "2",
                  .what = "peak memory of the sweep",
                  .ours = peak_all,
                  .unit = "MB",
                  .peer = fmt::format("{} candidates", count / 10),
                  .peer_value = peak_few,
                  .goal = peak_few * 1.2,
                  .note = fmt::format("{} candidates; flat when it is that of a tenth of them", count)});
}
