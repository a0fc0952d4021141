#pragma once

// One settings struct with every kind of field, for the tests and fuzzers of this library.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/describe.hpp"
#include "config/node.hpp"

namespace argosy::config {

enum class Mode : std::uint8_t { slow, fast };
inline std::string_view to_string(Mode m) { return m == Mode::slow ? "slow" : "fast"; }

/// A scalar with its own reader, as domain::Currency is one.
struct Code {
    std::string text = "USD";
};
inline void describe(Described<Code>& d) {
    d.scalar(
        "currency code",
        [](std::string_view text) -> Result<Code> {
            if (text.empty() || text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != text.npos)
                return fail(Errc::parse, "not a currency code: \"" + std::string(text) + '"');
            return Code{std::string(text)};
        },
        [](const Code& c) { return c.text; });
}

struct Inner {
    std::int64_t period = 14;
};
inline void describe(Described<Inner>& d) {
    d.name("inner").doc("A part.");
    d.field("period", &Inner::period, {.min = 2, .max = 500, .unit = "bars", .doc = "Length of the window."});
}

struct Cross {
    int fast = 12, slow = 26;
};
inline void describe(Described<Cross>& d) {
    d.name("cross").doc("Two averages.");
    d.field("fast", &Cross::fast, {.min = 1, .max = 999}).field("slow", &Cross::slow, {.min = 2, .max = 999});
    d.check([](const Cross& x) -> Result<> {
        if (x.fast < x.slow) return {};
        return fail(Errc::invalid_argument,
                    "fast (" + std::to_string(x.fast) + ") must be below slow (" + std::to_string(x.slow) + ")");
    });
}

struct Settings {
    std::string name;
    std::int64_t orders_max = 10;
    bool enabled = true;
    double weight = 1;
    Mode mode = Mode::slow;
    Price price;
    Ratio fee = "0.001"_ratio;
    Time start{};
    Duration wait = 5min;
    Code cash;
    std::optional<Duration> timeout = 30s;
    std::optional<std::int64_t> seed;
    std::vector<std::string> symbols;
    std::map<std::string, Ratio> fees;
    Inner inner;
    std::vector<std::variant<Cross, Inner>> rules;
    std::string token;
    std::int64_t pin = 0;
    Node extra;
};
inline void describe(Described<Settings>& d) {
    d.name("settings").doc("Everything that a test can set.");
    d.field("name", &Settings::name, {.required = true, .doc = "What to call it."});
    d.field("orders_max", &Settings::orders_max, {.min = 1, .max = 1000, .unit = "orders", .doc = "Open orders."});
    d.field("enabled", &Settings::enabled).field("weight", &Settings::weight, {.above = 0.0});
    d.field("mode", &Settings::mode, {.doc = "How fast | how slow."});
    d.field("price", &Settings::price, {.min = Price{}});
    d.field("fee", &Settings::fee).field("start", &Settings::start).field("wait", &Settings::wait);
    d.field("cash", &Settings::cash).field("timeout", &Settings::timeout, {.min = 1s});
    d.field("seed", &Settings::seed);
    d.field("symbols", &Settings::symbols, {.items_max = 3});
    d.field("fees", &Settings::fees, {.min = Ratio{}});
    d.field("inner", &Settings::inner).field("rules", &Settings::rules);
    d.field("token", &Settings::token, {.secret = true}).field("pin", &Settings::pin, {.secret = true});
    d.field("extra", &Settings::extra);
}

}  // namespace argosy::config
