#include "sim/describe.hpp"

#include "base/describe.hpp"

namespace argosy::sim {

void describe(Described<LatencyModel>& d) {
    using S = LatencyModel;
    d.name("latency_model").doc("How long a message is under way.");
    d.field("kind", &S::kind, {.doc = "constant, normal (from the seed) or samples (the measured ones in turn)."});
    d.field("mean", &S::mean, {.min = Duration{}, .doc = "constant and normal."});
    d.field("deviation", &S::deviation, {.min = Duration{}, .doc = "normal: standard deviation."});
    d.field("minimum", &S::minimum, {.min = Duration{}, .doc = "normal: never below."});
    d.field("samples", &S::samples,
            {.min = Duration{}, .doc = "samples: used in order, again from the first after the last."});
}

void describe(Described<Latency>& d) {
    d.name("latency").doc("Between us and the venue.");
    d.field("feed", &Latency::feed, {.doc = "Market data to us."});
    d.field("entry", &Latency::entry, {.doc = "Orders to the venue."});
    d.field("response", &Latency::response, {.doc = "Reports to us."});
}

void describe(Described<Slippage>& d) {
    using S = Slippage;
    d.name("slippage").doc("What a taker pays beyond the price that was there.");
    d.field("kind", &S::kind, {.doc = "none, ticks, volume_share or book_walk."});
    d.field("ticks", &S::ticks, {.min = 0, .max = 1'000'000, .unit = "ticks", .doc = "ticks: against us."});
    d.field(
        "impact", &S::impact,
        {.min = Ratio{}, .below = Ratio::from_int(1), .doc = "volume_share: price × impact × (quantity / volume)²."});
}

void describe(Described<FillRules>& d) {
    using S = FillRules;
    d.name("fills").doc("When resting orders fill; docs/fills.md has the rules.");
    d.field("limit_fill", &S::limit_fill, {.doc = "through: the price must trade beyond the limit; touch: reach it."});
    d.field("queue", &S::queue, {.doc = "Place in the queue on ticks and books: none, risk_averse or probabilistic."});
    d.field("queue_power", &S::queue_power, {.min = 1, .max = 8, .doc = "Exponent of the probabilistic queue."});
    d.field("participation", &S::participation,
            {.min = Ratio{},
             .max = Ratio::from_int(1),
             .doc = "Our largest share of a bar's or trade's volume; 0 is no limit."});
    d.field("displayed_size_limits", &S::displayed_size_limits,
            {.doc = "A taker gets at most the quoted size from one quote."});
}

}  // namespace argosy::sim
