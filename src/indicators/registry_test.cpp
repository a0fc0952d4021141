#include "indicators/registry.hpp"

#include <cmath>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <new>
#include <set>
#include <string>

#include "base/prng.hpp"
#include "indicators/pivots.hpp"
#include "indicators/rsi.hpp"

namespace {
std::size_t allocated = 0;  // bytes, ever
}
// Counted, so that a test can say what an indicator costs at the ends of its ranges.
void* operator new(std::size_t size) {
    allocated += size;
    if (void* p = std::malloc(size)) return p;
    std::abort();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace argosy::indicators {
namespace {
using ::testing::HasSubstr;

std::vector<Ohlcv> random_bars(std::size_t count) {
    Prng prng(5);
    std::vector<Ohlcv> bars;
    double price = 100;
    for (std::size_t i = 0; i < count; ++i) {
        const double close = price * (1 + 0.01 * prng.normal());
        bars.push_back({price, std::max(price, close) * (1 + 0.01 * prng.uniform()),
                        std::min(price, close) * (1 - 0.01 * prng.uniform()), close, prng.uniform()});
        price = close;
    }
    return bars;
}

TEST(Registry, names_are_unique_and_declarations_complete) {
    std::set<std::string_view> names;
    for (const IndicatorSpec* spec : all_indicators()) {
        SCOPED_TRACE(std::string(spec->name));
        EXPECT_TRUE(names.insert(spec->name).second);
        EXPECT_FALSE(spec->doc.empty() || spec->source.empty() || spec->warm_up.empty() || spec->family.empty());
        for (const ParamSpec& p : spec->params) {
            EXPECT_LE(p.min, p.value);
            EXPECT_LE(p.value, p.max);
        }
    }
    EXPECT_GE(names.size(), 70U);
}

TEST(Registry, no_indicator_costs_more_than_16_mb_whatever_its_parameters) {
    for (const IndicatorSpec* spec : all_indicators()) {
        std::vector<Argument> largest;
        for (const ParamSpec& p : spec->params) {
            // A fast average must stay below the slow one.
            const bool is_fast = p.name == "fast" && spec->params.size() > 1;
            largest.push_back({p.name, is_fast ? p.max - 1 : p.max});
        }
        const std::size_t before = allocated;
        const auto made = make(spec->name, largest);
        ASSERT_TRUE(made) << made.error().describe();
        EXPECT_LE(allocated - before, 16'000'000U) << spec->name;
    }
}

TEST(Registry, every_indicator_comes_alive_with_its_defaults) {
    const auto bars = random_bars(600);
    for (const IndicatorSpec* spec : all_indicators()) {
        SCOPED_TRACE(std::string(spec->name));
        const auto made = make(spec->name);
        ASSERT_TRUE(made) << made.error().describe();
        AnyIndicator& indicator = **made;
        EXPECT_EQ(indicator.feed(), spec->feed);
        ASSERT_EQ(indicator.outputs().size(), spec->outputs.size());
        EXPECT_FALSE(indicator.ready());
        for (std::size_t i = 0; i < bars.size(); ++i) {
            if (i % 100 == 0) indicator.start_session();
            indicator.update(bars[i], bars[(i * 7) % bars.size()]);
            if (i + 1 < indicator.warm_up()) {
                EXPECT_FALSE(indicator.ready());
            }
        }
        EXPECT_TRUE(indicator.ready());
        // A bar is rarely a fractal, but there was one before.
        EXPECT_FALSE(std::isnan(indicator.value(spec->name == "fractals" ? 2 : 0)));
    }
}

TEST(Registry, gives_the_numbers_of_the_class_for_any_source) {
    const auto by_name = make("rsi", {{{"period", 5}}}, Source::hl2);
    ASSERT_TRUE(by_name) << by_name.error().describe();
    Rsi direct(5);
    for (const Ohlcv& bar : random_bars(100)) {
        const double expected = direct.update(median_price(bar));
        (*by_name)->update(bar);
        if (direct.ready()) {
            EXPECT_EQ((*by_name)->value(), expected);
        }
        EXPECT_EQ((*by_name)->ready(), direct.ready());
    }
}

std::string error_of(std::string_view name, std::span<const Argument> arguments, std::optional<Source> source = {}) {
    const auto made = make(name, arguments, source);
    return made ? "" : std::string(made.error().message()) + "|" + std::string(made.error().hint());
}

TEST(Registry, refuses_what_makes_no_sense_and_says_what_would) {
    EXPECT_THAT(error_of("rsi", {{{"period", 0}}}),
                HasSubstr("rsi: period is 0, expected a whole number from 1 to 100000"));
    EXPECT_THAT(error_of("rsi", {{{"period", 2.5}}}), HasSubstr("period is 2.5"));
    EXPECT_THAT(error_of("rsi", {{{"period", 1e9}}}), HasSubstr("from 1 to 100000"));
    EXPECT_THAT(error_of("rsi", {{{"period", std::nan("")}}}), HasSubstr("period is nan"));
    EXPECT_THAT(error_of("rsi", {{{"perod", 3}}}), HasSubstr("no parameter \"perod\", expected period"));
    EXPECT_THAT(error_of("rsi", {{{"period", 3}, {"period", 4}}}), HasSubstr("period is given twice"));
    EXPECT_THAT(error_of("obv", {{{"period", 3}}}), HasSubstr("expected none"));
    EXPECT_THAT(error_of("rsl", {}), HasSubstr("did you mean \"rsi\"?"));
    EXPECT_THAT(error_of("macd", {{{"fast", 30}}}), HasSubstr("macd: fast must be below slow"));
    EXPECT_THAT(error_of("kama", {{{"fast", 40}}}), HasSubstr("fast must not be above slow"));
    EXPECT_THAT(error_of("hurst", {{{"period", 10}}}), HasSubstr("at least lag_max + 2"));
    EXPECT_THAT(error_of("parabolic_sar", {{{"max", 0.01}}}), HasSubstr("start must not be above max"));
    EXPECT_THAT(error_of("atr", {}, Source::open), HasSubstr("atr takes whole bars: source open does not apply"));
}

TEST(Registry, sources_by_name) {
    EXPECT_EQ(parse_source("hlc3").value(), Source::hlc3);
    EXPECT_EQ(to_string(Source::volume), "volume");
    EXPECT_THAT(std::string(parse_source("mid").error().message()), HasSubstr("expected one of close, open"));
}

TEST(Registry, sessions_follow_the_time_of_the_bars) {
    const auto vwap = make("vwap", {{{"session", 60}}});
    ASSERT_TRUE(vwap);
    const auto bar = [](int minute, std::int64_t price) {
        domain::Bar b;
        b.open_time = Time{} + std::chrono::minutes(minute);
        b.open = b.high = b.low = b.close = Price::from_int(price);
        b.volume = Qty::from_int(1);
        return b;
    };
    (*vwap)->update(bar(58, 10));
    (*vwap)->update(bar(59, 20));
    EXPECT_EQ((*vwap)->value(), 15);
    (*vwap)->update(bar(60, 30));
    EXPECT_EQ((*vwap)->value(), 30);
    const auto again = make("vwap", {{{"session", 60}}});
    const std::vector<domain::Bar> bars = {bar(58, 10), bar(59, 20), bar(60, 30)};
    EXPECT_EQ(columns(**again, bars), (std::vector<std::vector<double>>{{10, 15, 30}}));
}

}  // namespace
}  // namespace argosy::indicators
