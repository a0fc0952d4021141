// What does an indicator cost a bar, one by one and as a batch, and how much less is that than TA-Lib and Tulip take?
// Arguments: the indicators to measure, by the start of their names; all of them without any.
// Budget (benchmarks row 4): EMA 1.05 ns, RSI 1.5 ns, StochRSI(14,14,3,3) 4 ns; half of the faster peer everywhere.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <vector>

#include "base/prng.hpp"
#include "indicators/adaptive_average.hpp"
#include "indicators/adx.hpp"
#include "indicators/aroon.hpp"
#include "indicators/bollinger.hpp"
#include "indicators/cci.hpp"
#include "indicators/macd.hpp"
#include "indicators/oscillators.hpp"
#include "indicators/parabolic_sar.hpp"
#include "indicators/rate_of_change.hpp"
#include "indicators/regression.hpp"
#include "indicators/rsi.hpp"
#include "indicators/stoch_rsi.hpp"
#include "indicators/stochastic.hpp"
#include "indicators/volume.hpp"
#include "indicators/weighted_average.hpp"
#include "support/bench.hpp"
#include "support/indicator_peers.hpp"

namespace {

using namespace argosy;
using namespace argosy::indicators;

constexpr std::size_t n = 1'000'000;

/// A random walk as columns, as the peers take it.
struct Market {
    std::vector<double> open, high, low, close, volume;

    Market() {
        Prng random(42);
        double price = 20'000;
        for (std::size_t i = 0; i < n; ++i) {
            open.push_back(price);
            price *= 1 + 0.001 * random.normal();
            close.push_back(price);
            high.push_back(std::max(open.back(), price) * (1 + 0.0005 * random.uniform()));
            low.push_back(std::min(open.back(), price) * (1 - 0.0005 * random.uniform()));
            volume.push_back(1000 * random.uniform());
        }
    }
    [[nodiscard]] OhlcvColumns columns() const { return {open, high, low, close, volume}; }
};

const Market market;
using Columns = std::vector<std::vector<double>>;

/// A peer's run: fills its columns and returns how many of the first bars have no value.
struct PeerRun {
    std::string name;
    bool present = false;
    std::function<int()> run;
    Columns out;
    std::size_t from = 0;  ///< the bar from which its values are ours, where the first ones follow another convention
};

/// TA-Lib: TA_X(first, last, inputs..., parameters..., &begin, &count, outputs...). The types of the inputs and
/// parameters are spelled at the call, the outputs are the columns of the run.
template <class... Args>
PeerRun& ta(PeerRun& r, const char* function, std::size_t outputs, Args... args) {
    r = {"TA-Lib", false, {}, Columns(outputs, std::vector<double>(n))};
    const auto call = [function, args...](auto*... out) {
        using F = int(int, int, Args..., int*, int*, decltype(out)...);
        F* f = bench::ta_lib().get<F>(function);
        int begin = 0, count = 0;
        f(0, static_cast<int>(n) - 1, args..., &begin, &count, out...);
        return begin;
    };
    r.present = bench::ta_lib().get<void()>(function) != nullptr;
    r.run = [&r, call, outputs] {
        double* o[3] = {r.out[0].data(), outputs > 1 ? r.out[1].data() : nullptr,
                        outputs > 2 ? r.out[2].data() : nullptr};
        return outputs == 1 ? call(o[0]) : outputs == 2 ? call(o[0], o[1]) : call(o[0], o[1], o[2]);
    };
    return r;
}

/// Tulip: ti_x(size, inputs, options, outputs), and ti_x_start(options).
PeerRun& ti(PeerRun& r, const std::string& function, std::size_t outputs, std::vector<const double*> inputs,
            std::vector<double> options) {
    using F = int(int, const double* const*, const double*, double* const*);
    r = {"Tulip", false, {}, Columns(outputs, std::vector<double>(n)), 2000};
    F* f = bench::tulip().get<F>(("ti_" + function).c_str());
    auto* start = bench::tulip().get<int(const double*)>(("ti_" + function + "_start").c_str());
    r.present = f != nullptr && start != nullptr;
    r.run = [&r, f, start, inputs, options] {
        std::vector<double*> out;
        for (auto& column : r.out) out.push_back(column.data());
        f(static_cast<int>(n), inputs.data(), options.data(), out.data());
        return start(options.data());
    };
    return r;
}

std::vector<std::string> wanted;

struct Task {
    std::string what;
    double goal = -1;
    std::initializer_list<PeerRun*> peers;
    std::vector<std::size_t> outputs = {0};  ///< ours, in the order of the peers' columns
    double tolerance = 1e-8;                 ///< of the largest value
};

/// The peer's column agrees with ours.
void check(const PeerRun& r, int begin, std::size_t column, const Task& task, const auto& ours) {
    double scale = 0;
    for (std::size_t i = n / 2; i < n; ++i) scale = std::max(scale, std::abs(ours(i)));
    const auto first = static_cast<std::size_t>(begin);
    for (std::size_t i = std::max(first, r.from); i < n; ++i) {
        const double theirs = r.out[column][i - first];
        if (!(std::abs(theirs - ours(i)) <= task.tolerance * scale)) {
            fmt::print(stderr, "{}: {} has {} at bar {}, we {}\n", task.what, r.name, theirs, i, ours(i));
            std::exit(1);
        }
    }
}

template <class Output>
double field(const Output& o, std::size_t index) {
    return std::bit_cast<std::array<double, sizeof(Output) / sizeof(double)>>(o)[index];
}

/// Ours as a batch against the faster peer; what else was timed goes into the note.
void report(const Task& task, const std::vector<bench::Timing>& times) {
    std::size_t best = 0;
    for (std::size_t i = 2; i < times.size(); ++i)
        if (best == 0 || times[i].median_ns < times[best].median_ns) best = i;
    std::string note = fmt::format("minimum {:.2f}, one by one {:.2f}", times[0].min_ns, times[1].median_ns);
    for (std::size_t i = 2; i < times.size(); ++i)
        note += fmt::format(", {} {:.2f} (minimum {:.2f})", times[i].name, times[i].median_ns, times[i].min_ns);
    if (best == 0) note += ", no peer installed";
    bench::print({.row = "4",
                  .what = task.what,
                  .ours = times[0].median_ns,
                  .unit = "ns/bar",
                  .peer = best > 0 ? times[best].name : "",
                  .peer_value = best > 0 ? times[best].median_ns : 0,
                  .pairwise = best > 0 ? times[best].ratio : 0,
                  .goal = task.goal,
                  .goal_ratio = best > 0 ? 2.0 : -1,
                  .note = note});
}

template <Indicator I, class Source>
void measure(const Task& task, const I& fresh, const Source& in) {
    const auto named = [&](const std::string& name) { return task.what.starts_with(name); };
    if (!wanted.empty() && std::ranges::none_of(wanted, named)) return;
    std::vector<typename I::Output> one(n), whole(n);
    const auto run_batch = [&] { batch(fresh, in, whole); };
    const auto run_single = [&] {
        I indicator = fresh;
        for (std::size_t i = 0; i < n; ++i) {
            ::new (&one[i]) typename I::Output(indicator.update(in[i]));
            asm volatile("" : : "r"(&indicator) : "memory");  // as between two events: the state is in memory
        }
    };
    run_batch();
    run_single();
    if (std::memcmp(one.data(), whole.data(), n * sizeof(one[0])) != 0) {
        fmt::print(stderr, "{}: batch and one by one differ\n", task.what);
        std::exit(1);
    }
    std::vector<bench::Contestant> contestants = {{"batch", run_batch}, {"one by one", run_single}};
    for (PeerRun* peer : task.peers) {
        if (!peer->present) continue;
        const int begin = peer->run();
        for (std::size_t c = 0; c < task.outputs.size() && c < peer->out.size(); ++c)
            check(*peer, begin, c, task, [&](std::size_t i) { return field(whole[i], task.outputs[c]); });
        contestants.push_back({peer->name, [peer] { peer->run(); }});
    }
    report(task, bench::race<bench::ThreadClock>(contestants, n));
}

const double *high = market.high.data(), *low = market.low.data(), *close_ = market.close.data(),
             *volume = market.volume.data();
const std::span<const double> closes = market.close;
const OhlcvColumns bars = market.columns();
PeerRun a, b;

using TaAverage = int(int, int, const double*, int, int*, int*, double*);

/// StochRSI with K smoothed and D on top: TA-Lib needs its moving average once more.
PeerRun& ta_stoch_rsi(PeerRun& r, PeerRun& inner) {
    ta(inner, "TA_STOCHRSI", 2, close_, 14, 14, 3, 0);
    r = {"TA-Lib", inner.present, {}, Columns(2, std::vector<double>(n))};
    r.run = [&r, &inner] {
        const int begin = inner.run();
        int from = 0, count = 0;
        auto* average = bench::ta_lib().get<TaAverage>("TA_SMA");
        average(0, static_cast<int>(n) - 1 - begin, inner.out[1].data(), 3, &from, &count, r.out[1].data());
        std::swap(r.out[0], inner.out[1]);
        return begin;
    };
    return r;
}

void stoch_rsi() {
    PeerRun inner;
    measure({"StochRSI(14,14,3,3)", 4, {&ta_stoch_rsi(a, inner)}}, StochRsi(), closes);
}

void averages() {
    measure({"SMA(20)", -1, {&ta(a, "TA_SMA", 1, close_, 20), &ti(b, "sma", 1, {close_}, {20})}}, Sma(20), closes);
    measure({"EMA(20)", 1.05, {&ta(a, "TA_EMA", 1, close_, 20), &ti(b, "ema", 1, {close_}, {20})}}, Ema(20), closes);
    measure({"WMA(20)", -1, {&ta(a, "TA_WMA", 1, close_, 20), &ti(b, "wma", 1, {close_}, {20})}}, Wma(20), closes);
    measure({"DEMA(20)", -1, {&ta(a, "TA_DEMA", 1, close_, 20), &ti(b, "dema", 1, {close_}, {20})}}, Dema(20), closes);
    measure({"TEMA(20)", -1, {&ta(a, "TA_TEMA", 1, close_, 20), &ti(b, "tema", 1, {close_}, {20})}}, Tema(20), closes);
    measure({"HMA(20)", -1, {&ti(b, "hma", 1, {close_}, {20})}, {0}, 1e-6}, Hma(20),
            closes);  // Tulip's running sums drift
    measure({"KAMA(10)", -1, {&ta(a, "TA_KAMA", 1, close_, 10), &ti(b, "kama", 1, {close_}, {10})}}, Kama(), closes);
    measure({"VWMA(20)", -1, {&ti(b, "vwma", 1, {close_, volume}, {20})}}, Vwma(20), bars);
}

void momentum() {
    measure({"RSI(14)", 1.5, {&ta(a, "TA_RSI", 1, close_, 14), &ti(b, "rsi", 1, {close_}, {14})}}, Rsi(14), closes);
    measure({"MACD(12,26,9)", -1, {&ta(a, "TA_MACD", 3, close_, 12, 26, 9)}, {0, 1, 2}}, Macd({}, MacdStart::aligned),
            closes);
    measure({"Stochastic(14,3,3)",
             -1,
             {&ta(a, "TA_STOCH", 2, high, low, close_, 14, 3, 0, 3, 0),
              &ti(b, "stoch", 2, {high, low, close_}, {14, 3, 3})},
             {0, 1}},
            Stochastic(), bars);
    measure({"ROC(10)", -1, {&ta(a, "TA_ROC", 1, close_, 10)}}, Roc(10), closes);
    measure({"Momentum(10)", -1, {&ta(a, "TA_MOM", 1, close_, 10), &ti(b, "mom", 1, {close_}, {10})}}, Momentum(10),
            closes);
    measure({"CCI(20)", -1, {&ta(a, "TA_CCI", 1, high, low, close_, 20), &ti(b, "cci", 1, {high, low, close_}, {20})}},
            Cci(20), bars);
    measure({"Williams %R(14)",
             -1,
             {&ta(a, "TA_WILLR", 1, high, low, close_, 14), &ti(b, "willr", 1, {high, low, close_}, {14})}},
            WilliamsR(14), bars);
    measure({"MFI(14)",
             -1,
             {&ta(a, "TA_MFI", 1, high, low, close_, volume, 14), &ti(b, "mfi", 1, {high, low, close_, volume}, {14})}},
            MoneyFlowIndex(14), bars);
    measure(
        {"Ultimate(7,14,28)",
         -1,
         {&ta(a, "TA_ULTOSC", 1, high, low, close_, 7, 14, 28), &ti(b, "ultosc", 1, {high, low, close_}, {7, 14, 28})}},
        Ultimate(), bars);
    measure({"Awesome(5,34)", -1, {&ti(b, "ao", 1, {high, low}, {})}}, Awesome(), bars);
}

void trend() {
    measure({"ADX(14)", -1, {&ta(a, "TA_ADX", 1, high, low, close_, 14)}}, Adx(14, AdxSeed::ta_lib), bars);
    measure({"Aroon(25)", -1, {&ta(a, "TA_AROON", 2, high, low, 25), &ti(b, "aroon", 2, {high, low}, {25})}, {1, 0}},
            Aroon(25), bars);
    measure(
        {"Parabolic SAR", -1, {&ta(a, "TA_SAR", 1, high, low, 0.02, 0.2), &ti(b, "psar", 1, {high, low}, {0.02, 0.2})}},
        ParabolicSar({}, SarStart::by_movement), bars);
}

void volatility() {
    measure({"ATR(14)", -1, {&ta(a, "TA_ATR", 1, high, low, close_, 14), &ti(b, "atr", 1, {high, low, close_}, {14})}},
            Atr(14), bars);
    measure(
        {"NATR(14)", -1, {&ta(a, "TA_NATR", 1, high, low, close_, 14), &ti(b, "natr", 1, {high, low, close_}, {14})}},
        Natr(14), bars);
    measure({"Bollinger(20,2)", -1, {&ta(a, "TA_BBANDS", 3, close_, 20, 2.0, 2.0, 0)}, {1, 0, 2}}, BollingerBands(),
            closes);
    measure(
        {"Standard deviation(20)", -1, {&ta(a, "TA_STDDEV", 1, close_, 20, 1.0), &ti(b, "stddev", 1, {close_}, {20})}},
        StdDev(20), closes);
}

void others() {
    measure({"OBV", -1, {&ta(a, "TA_OBV", 1, close_, volume)}}, Obv(ObvStart::first_volume), bars);
    measure({"A/D line",
             -1,
             {&ta(a, "TA_AD", 1, high, low, close_, volume), &ti(b, "ad", 1, {high, low, close_, volume}, {})}},
            AdLine(), bars);
    measure({"Regression slope(20)",
             -1,
             {&ta(a, "TA_LINEARREG_SLOPE", 1, close_, 20), &ti(b, "linregslope", 1, {close_}, {20})},
             {0},
             1e-4},
            LinearRegressionSlope(20), closes);
}

}  // namespace

int main(int argc, char** argv) {
    wanted.assign(argv + 1, argv + argc);
    if (bench::ta_lib().present()) bench::ta_lib().get<int()>("TA_Initialize")();
    averages();
    momentum();
    stoch_rsi();
    trend();
    volatility();
    others();
}
