// What does a closed bar cost in each built-in strategy? Goals: ema_cross 6 ns, three together 30 ns.
#include <cmath>
#include <memory>
#include <string_view>
#include <vector>

#include "base/prng.hpp"
#include "strategies/builtin.hpp"
#include "support/bench.hpp"

namespace {

using namespace argosy;

constexpr std::size_t n = 1'000'000;

struct Count : strategy::SignalSink {
    std::size_t signals = 0;
    void on_signal(const domain::Signal&) override { ++signals; }
};

Price price(double value) { return from_double<Price>(value, Rounding::half_even).value(); }

/// A random walk of one instrument, or of two bar by bar in turn.
std::vector<domain::BarClosed> make_bars(std::size_t instruments) {
    Prng random(1);
    std::vector<domain::BarClosed> bars;
    double last[2] = {30'000, 2'000};
    for (std::size_t i = 0; i < n; ++i) {
        const auto k = static_cast<std::uint32_t>(i % instruments);
        const double open = last[k], close = open * std::exp(random.normal() * 0.004);
        last[k] = close;
        const auto hours = static_cast<std::int64_t>(i / instruments);
        bars.push_back({InstrumentId(k),
                        1h,
                        {.open_time = time_from_ns(0) + hours * 1h,
                         .open = price(open),
                         .high = price(std::max(open, close) * (1 + 0.002 * random.uniform())),
                         .low = price(std::min(open, close) * (1 - 0.002 * random.uniform())),
                         .close = price(close),
                         .volume = Qty::from_int(1 + static_cast<std::int64_t>(random.below(1000)))}});
    }
    return bars;
}

class Runner {
public:
    Runner(const strategy::Catalogue& catalogue, const std::vector<std::string_view>& names) {
        for (const char* symbol : {"BTC/USDT:USDT", "ETH/USDT:USDT"})
            table_.add(domain::parse_symbol(symbol).value()).value();
        for (const auto name : names) add(*catalogue.find(name).value());
    }
    void run(const std::vector<domain::BarClosed>& bars) {
        strategy::Context context(table_, sink_);
        for (const auto& bar : bars)
            for (const auto& instance : by_instrument_[bar.instrument.value()])
                instance->on_bar(strategy::BarView(bar), context);
        bench::keep(sink_.signals);
    }

private:
    void add(const strategy::Descriptor& d) {
        const strategy::Parameters defaults(d.parameters);
        const auto make = [&](std::vector<InstrumentId> ids) {
            return std::shared_ptr(d.make(defaults, {&table_, std::move(ids), 1h}).value());
        };
        const InstrumentId a{0}, b{1};
        const bool all = d.scope == strategy::Scope::all;
        by_instrument_[0].push_back(make(all ? std::vector{a, b} : std::vector{a}));
        by_instrument_[1].push_back(all ? by_instrument_[0].back() : make({b}));
    }

    domain::InstrumentTable table_;
    Count sink_;
    std::vector<std::shared_ptr<strategy::Strategy>> by_instrument_[2];
};

void measure(const strategy::Catalogue& catalogue, const std::string& what, const std::vector<std::string_view>& names,
             double goal = -1) {
    static const std::vector<domain::BarClosed> markets[] = {make_bars(1), make_bars(2)};
    const bool both = !names.empty() && catalogue.find(names[0]).value()->scope == strategy::Scope::all;
    const auto& bars = markets[both ? 1 : 0];
    Runner runner(catalogue, names);
    const auto t = bench::race({{what, [&] { runner.run(bars); }}}, n);
    bench::print(
        {.row = "strategies",
         .what = what + ", a closed bar",
         .ours = t[0].median_ns,
         .goal = goal,
         .note = both ? "random walk of two instruments in turn, signals included" : "random walk, signals included"});
}

}  // namespace

int main() {
    strategy::Catalogue catalogue;
    strategies::add_builtin(catalogue);
    measure(catalogue, "no strategy", {});
    for (const auto& d : catalogue.all())
        measure(catalogue, std::string(d.name), {d.name}, d.name == "ema_cross" ? 6 : -1);
    measure(catalogue, "stochrsi_ema + ema_cross + donchian_trend", {"stochrsi_ema", "ema_cross", "donchian_trend"},
            30);
}
