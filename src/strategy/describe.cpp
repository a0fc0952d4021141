#include "strategy/describe.hpp"

#include "base/describe.hpp"

namespace argosy::strategy {

void describe(Described<ConsensusSettings>& d) {
    using S = ConsensusSettings;
    d.name("consensus").doc("When the voters' opinions become a decision; docs/strategies/README.md has the rules.");
    d.field("quorum", &S::quorum, {.min = 1, .unit = "voters", .doc = "Voters whose opinion must count."});
    d.field("agreement", &S::agreement, {.max = 1.0, .above = 0.0, .doc = "Share of weight that a direction needs."});
    d.field("keep_agreement", &S::keep_agreement,
            {.max = 1.0, .above = 0.0, .doc = "Share below which a position loses its support and is closed."});
}

void describe(Described<RegimeSettings>& d) {
    using S = RegimeSettings;
    d.name("regime").doc("How trend, range and turmoil are told apart.");
    d.field("window", &S::window, {.min = 3, .max = 10'000, .unit = "bars", .doc = "Bars looked at."});
    d.field("recent", &S::recent, {.min = 1, .max = 10'000, .unit = "bars", .doc = "Bars that count as now."});
    d.field("trend_efficiency", &S::trend_efficiency,
            {.max = 1.0, .above = 0.0, .doc = "Net move / path length from which it is a trend."});
    d.field("high_volatility_ratio", &S::high_volatility_ratio,
            {.above = 0.0, .doc = "Recent / earlier volatility from which it is turmoil."});
}

}  // namespace argosy::strategy
