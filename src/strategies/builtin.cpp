#include "strategies/builtin.hpp"

#include "base/assert.hpp"
#include "strategies/bollinger_breakout/bollinger_breakout.hpp"
#include "strategies/bollinger_reversion/bollinger_reversion.hpp"
#include "strategies/donchian_trend/donchian_trend.hpp"
#include "strategies/ema_cross/ema_cross.hpp"
#include "strategies/funding_carry/funding_carry.hpp"
#include "strategies/grid/grid.hpp"
#include "strategies/macd/macd.hpp"
#include "strategies/momentum_rotation/momentum_rotation.hpp"
#include "strategies/pairs/pairs.hpp"
#include "strategies/rsi_reversion/rsi_reversion.hpp"
#include "strategies/stochrsi_ema/stochrsi_ema.hpp"
#include "strategies/supertrend/supertrend.hpp"
#include "strategies/trade_flow/trade_flow.hpp"
#include "strategies/vwap_reversion/vwap_reversion.hpp"

namespace argosy::strategies {

void add_builtin(strategy::Catalogue& catalogue) {
    using Describe = strategy::Descriptor (*)();
    static constexpr Describe all[] = {
        bollinger_breakout::descriptor,
        bollinger_reversion::descriptor,
        donchian_trend::descriptor,
        ema_cross::descriptor,
        funding_carry::descriptor,
        grid::descriptor,
        macd::descriptor,
        momentum_rotation::descriptor,
        pairs::descriptor,
        rsi_reversion::descriptor,
        stochrsi_ema::descriptor,
        supertrend::descriptor,
        trade_flow::descriptor,
        vwap_reversion::descriptor,
    };
    for (const auto describe : all) {
        const auto added = catalogue.add(describe());
        ARGOSY_ASSERT(added, "a built-in strategy's name is taken");
    }
}

}  // namespace argosy::strategies
