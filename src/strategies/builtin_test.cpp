#include "strategies/builtin.hpp"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <new>
#include <sstream>

#include "base/prng.hpp"
#include "support/strategy_stage.hpp"

namespace {
std::size_t allocations = 0;
int fresh_byte = 0;
}  // namespace
// Counted, so that a test can say that no event of a strategy allocates, and filled, so that another can say that no
// decision depends on what was in the memory before.
void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size)) return std::memset(p, fresh_byte, size);
    std::abort();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace argosy::strategies {
namespace {

using domain::Direction;
using testing::StrategyStage;

strategy::Catalogue builtin() {
    strategy::Catalogue catalogue;
    add_builtin(catalogue);
    return catalogue;
}

StrategyStage::Scene scene_of(const strategy::Descriptor& d) {
    if (d.instruments_min < 2) return {};
    return {.symbols = {"BTC/USDT:USDT", "ETH/USDT:USDT"}};
}

/// A seeded random walk of both instruments with wicks, quiet hours and funding every eighth bar.
void walk(StrategyStage& stage, std::size_t instruments, std::size_t bars, std::uint64_t seed) {
    Prng random(seed);
    std::vector<double> price(instruments, 1000.0);
    double common = 0;
    for (std::size_t i = 0; i < bars; ++i) {
        common = random.normal() * 0.01;
        for (std::uint32_t k = 0; k < instruments; ++k) {
            const double open = price[k];
            const double close = open * std::exp(common + random.normal() * 0.002);
            const double high = std::max(open, close) * (1 + random.uniform() * 0.004);
            const double low = std::min(open, close) * (1 - random.uniform() * 0.004);
            price[k] = close;
            stage.bar({open, high, low, close, static_cast<double>(random.below(100))}, k);
            stage.trade(close, 1 + random.uniform(),
                        random.below(4) < (i / 300) % 5 ? domain::Side::buy : domain::Side::sell, k);
        }
        const auto rate = Ratio::from_raw(static_cast<std::int64_t>(random.below(12'000'000)) - 4'000'000);
        if (i % 8 == 0) stage.funding(time_from_ns(0) + std::chrono::hours{i}, rate);
    }
}

std::string transcript(const StrategyStage& stage) {
    std::ostringstream out;
    for (const auto& [bar, s] : stage.signals())
        out << bar << ' ' << s.instrument.value() << ' ' << to_string(s.direction) << ' ' << s.strength << ' '
            << to_string(s.stop_price) << ' ' << s.reason.view() << '\n';
    return out.str();
}

/// Keeps the signals of one instance.
struct Listener final : strategy::SignalSink {
    std::vector<std::string> heard;
    void on_signal(const domain::Signal& s) override {
        std::ostringstream out;
        out << to_iso8601(s.time) << ' ' << to_string(s.direction) << ' ' << s.strength << ' '
            << to_string(s.stop_price) << ' ' << s.reason.view();
        heard.push_back(out.str());
    }
};

std::vector<domain::Bar> walk_of_bars(std::size_t count, std::uint64_t seed) {
    Prng random(seed);
    std::vector<domain::Bar> bars(count);
    std::int64_t price = 100'000;
    const auto px = [](std::int64_t cents) { return Price::from_raw(cents * 100'000'000); };
    for (std::size_t i = 0; i < count; ++i) {
        const auto up_to = [&](std::uint64_t most) { return static_cast<std::int64_t>(random.below(most)); };
        const std::int64_t open = price, close = std::max<std::int64_t>(1000, open + up_to(801) - 400);
        bars[i] = {.open_time = time_from_ns(0) + i * 1h,
                   .open = px(open),
                   .high = px(std::max(open, close) + up_to(100)),
                   .low = px(std::min(open, close) - up_to(100)),
                   .close = px(close),
                   .volume = Qty::from_int(1 + up_to(100))};
        price = close;
    }
    return bars;
}

TEST(Builtin, says_the_same_about_bars_in_a_row_as_about_single_ones) {
    std::size_t ahead = 0;
    const auto catalogue = builtin();
    for (const auto& d : catalogue.all()) {
        domain::InstrumentTable table;
        for (const auto& symbol : scene_of(d).symbols) ASSERT_TRUE(table.add(*domain::parse_symbol(symbol)));
        const auto single = StrategyStage::make(d, "", table), row = StrategyStage::make(d, "", table);
        ASSERT_TRUE(single && row) << d.name;
        if (!(*single)->reads_ahead()) continue;
        ++ahead;
        Listener one_by_one, in_a_row;
        strategy::Context a(table, one_by_one), b(table, in_a_row);
        b.set_ahead(true);
        const auto bars = walk_of_bars(5000, 3);
        for (const auto& bar : bars) {
            a.set_now(bar.open_time + 1h);
            (*single)->on_bar({InstrumentId(0), 1h, bar}, a);
        }
        Prng random(4);
        for (std::span<const domain::Bar> rest = bars; !rest.empty();) {
            const auto n = std::min<std::size_t>(rest.size(), 1 + random.below(strategy::BarSeries::most));
            (*row)->on_bars({InstrumentId(0), 1h, rest.first(n)}, b);
            rest = rest.subspan(n);
        }
        EXPECT_GT(one_by_one.heard.size(), 10U) << d.name;
        EXPECT_EQ(one_by_one.heard, in_a_row.heard) << d.name;
    }
    EXPECT_GE(ahead, 10U);
}

TEST(Builtin, is_known_by_name) {
    const auto catalogue = builtin();
    EXPECT_EQ(catalogue.all().size(), 14U);
    EXPECT_TRUE(catalogue.find("stochrsi_ema"));
    EXPECT_EQ(catalogue.find("ema_cros").error().hint(), "did you mean ema_cross? (argosy strategies lists all)");
}

TEST(Builtin, speaks_on_a_random_market_and_says_the_same_twice) {
    const auto catalogue = builtin();
    for (const auto& d : catalogue.all()) {
        const auto scene = scene_of(d);
        StrategyStage first(d, "", scene), second(d, "", scene);
        walk(first, scene.symbols.size(), 3000, 7);
        walk(second, scene.symbols.size(), 3000, 7);
        EXPECT_GE(first.signals().size(), 3U) << d.name;
        EXPECT_EQ(transcript(first), transcript(second)) << d.name;
    }
}

TEST(Builtin, does_not_depend_on_what_was_in_its_memory) {
    const auto catalogue = builtin();
    for (const auto& d : catalogue.all()) {
        const auto scene = scene_of(d);
        std::string told[2];
        for (int i = 0; i < 2; ++i) {
            fresh_byte = i == 0 ? 0 : 0x41;  // doubles of 2,261,634.5
            StrategyStage stage(d, "", scene);
            walk(stage, scene.symbols.size(), 1000, 9);
            fresh_byte = 0;
            told[i] = transcript(stage);
        }
        EXPECT_EQ(told[0], told[1]) << d.name;
    }
}

TEST(Builtin, keeps_strength_confidence_and_stops_in_their_ranges) {
    const auto catalogue = builtin();
    for (const auto& d : catalogue.all()) {
        const auto scene = scene_of(d);
        StrategyStage stage(d, "", scene);
        walk(stage, scene.symbols.size(), 3000, 8);
        for (const auto& [bar, s] : stage.signals()) {
            EXPECT_TRUE(s.strength >= 0 && s.strength <= 1) << d.name << " bar " << bar;
            EXPECT_TRUE(s.confidence >= 0 && s.confidence <= 1) << d.name << " bar " << bar;
            EXPECT_FALSE(s.reason.empty()) << d.name << " bar " << bar;
            if (s.direction == Direction::hold) EXPECT_TRUE(s.stop_price.is_zero()) << d.name << " bar " << bar;
        }
    }
}

TEST(Builtin, allocates_nothing_while_it_runs) {
    const auto catalogue = builtin();
    struct Silent : strategy::SignalSink {
        void on_signal(const domain::Signal&) override {}
    } sink;
    for (const auto& d : catalogue.all()) {
        domain::InstrumentTable table;
        for (const auto& symbol : scene_of(d).symbols) ASSERT_TRUE(table.add(*domain::parse_symbol(symbol)));
        auto made = StrategyStage::make(d, "", table);
        ASSERT_TRUE(made);
        strategy::Context context(table, sink);
        Prng random(1);
        const std::size_t before = allocations;
        for (std::int64_t i = 0; i < 2000; ++i) {
            const Price p = Price::from_int(static_cast<std::int64_t>(900 + random.below(200)));
            for (std::uint32_t k = 0; k < table.size(); ++k) {
                const domain::BarClosed closed{InstrumentId(k),
                                               1h,
                                               {.open_time = time_from_ns(0) + i * 1h,
                                                .open = p,
                                                .high = p,
                                                .low = p,
                                                .close = p,
                                                .volume = Qty::from_int(1)}};
                (*made)->on_bar(strategy::BarView(closed), context);
            }
            (*made)->on_trade({.instrument = InstrumentId(0),
                               .time = time_from_ns(i),
                               .price = "1000"_px,
                               .qty = "1"_qty,
                               .aggressor = random.below(2) == 0 ? domain::Side::buy : domain::Side::sell},
                              context);
            (*made)->on_funding(
                {.instrument = InstrumentId(0), .time = time_from_ns(i), .rate = "0.001"_ratio, .mark_price = {}},
                context);
        }
        EXPECT_EQ(allocations - before, 0U) << d.name;
    }
}

TEST(Builtin, accepts_or_refuses_the_ends_of_every_range) {
    const auto catalogue = builtin();
    for (const auto& d : catalogue.all())
        for (const auto& spec : d.parameters)
            for (const double value : {spec.min, spec.max, spec.default_value}) {
                strategy::Parameters p(d.parameters);
                ASSERT_TRUE(p.set(spec.name, value)) << d.name << ' ' << spec.name;
                domain::InstrumentTable table;
                for (const auto& symbol : scene_of(d).symbols) ASSERT_TRUE(table.add(*domain::parse_symbol(symbol)));
                strategy::Setup setup{.table = &table, .instruments = {}, .interval = 1h};
                for (std::uint32_t i = 0; i < table.size(); ++i) setup.instruments.emplace_back(i);
                const auto made = d.make(p, setup);
                EXPECT_TRUE(made || made.error().code() == Errc::invalid_argument) << d.name << ' ' << spec.name;
                if (value == spec.default_value) EXPECT_TRUE(made) << d.name << ' ' << spec.name;
            }
}

}  // namespace
}  // namespace argosy::strategies
