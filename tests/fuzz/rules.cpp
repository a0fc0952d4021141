// Any text as a rule file: no crash, bounded cost, and a rule that is accepted runs.
#include "strategies/rules/rules.hpp"

#include <cstdint>

#include "base/assert.hpp"

namespace {

struct Silent final : argosy::strategy::SignalSink {
    void on_signal(const argosy::domain::Signal& s) override {
        ARGOSY_ASSERT(s.strength >= 0 && s.strength <= 1, "a strength lies in [0, 1]");
        ARGOSY_ASSERT(s.confidence >= 0 && s.confidence <= 1, "a confidence lies in [0, 1]");
    }
};

void run(argosy::strategy::Strategy& rule, const argosy::domain::InstrumentTable& table) {
    using namespace argosy;
    Silent sink;
    strategy::Context context(table, sink);
    for (int i = 0; i < 64; ++i) {
        const Price close = Price::from_int(100 + i % 7), open = Price::from_int(100 + (i + 6) % 7);
        const domain::BarClosed bar{InstrumentId(0),
                                    1h,
                                    {.open_time = time_from_ns(0) + i * 1h,
                                     .open = open,
                                     .high = std::max(open, close),
                                     .low = std::min(open, close),
                                     .close = close,
                                     .volume = Qty::from_int(i % 3)}};
        context.set({.now = bar.close_time(), .strategy = StrategyId(0), .positions = nullptr, .regimes = nullptr});
        rule.on_bar(strategy::BarView(bar), context);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace argosy;
    const auto rule = strategies::rules::read_rule({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!rule) {
        ARGOSY_ASSERT(!rule.error().message().empty(), "a refusal says why");
        return 0;
    }
    domain::InstrumentTable table;
    ARGOSY_ASSERT(table.add(*domain::parse_symbol("BTC/USDT:USDT")), "an instrument");
    const strategy::Parameters parameters(rule->parameters);
    const auto made = rule->make(parameters, {.table = &table,
                                              .instruments = {InstrumentId(0)},
                                              .interval = rule->timeframe > Duration{} ? rule->timeframe : 1h});
    ARGOSY_ASSERT(made, "a rule that was accepted can be made with its defaults");
    run(**made, table);
    return 0;
}
