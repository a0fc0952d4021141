#include "platform/settings.hpp"

#include <algorithm>

#include "backtest/config.hpp"
#include "base/describe.hpp"
#include "base/suggest.hpp"
#include "engine/engine.hpp"
#include "sim/venue.hpp"

namespace argosy::platform {

void describe(Described<Settings>& d) {
    d.name("settings").doc("Everything that can be set.");
    d.field("simulation", &Settings::simulation).field("platform", &Settings::platform);
}

Result<> check(const Settings& settings, const strategy::Catalogue& strategies) {
    const auto& run = settings.simulation.run;
    ARGOSY_LET(const auto instruments, backtest::make_instruments(run), "simulation.run");
    ARGOSY_TRY(sim::validate(backtest::venue_settings(run)), "simulation.run");
    ARGOSY_LET(const auto engine,
               engine::Engine::make({.instruments = instruments,
                                     .catalogue = strategies,
                                     .settings = backtest::engine_settings(run),
                                     .account = backtest::account_settings(run)}),
               "simulation.run");
    const auto& names = engine->strategy_names();
    for (const auto& label : settings.platform.trading.disabled_strategies)
        if (std::ranges::find(names, label) == names.end())
            return fail(Errc::invalid_argument,
                        "platform.trading.disabled_strategies: no strategy " + label + ", there are " + join(names));
    return {};
}

}  // namespace argosy::platform
