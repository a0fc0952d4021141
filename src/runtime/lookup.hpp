#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "runtime/simulation.hpp"

/// Names that people and other programs write, in paths and bodies, to what this simulation calls it.
namespace argosy::runtime {

/// Writings of a symbol: as it is ("BTC/USDT:USDT"), '-' for '/' ("BTC-USDT:USDT"), without the settlement currency
/// when that names one instrument ("BTC-USDT"); each in lower case too. With an exchange only its instruments count.
/// Errors: not_found naming the nearest symbol; invalid_argument when several are meant; those of find_exchange.
[[nodiscard]] Result<InstrumentId> find_instrument(const Simulation& s, std::string_view symbol,
                                                   std::string_view exchange = {});

/// The venue that is meant, as instruments name it. The simulated venue also answers to the names of the venues that it
/// can stand for. Errors: not_found naming the exchanges there are.
[[nodiscard]] Result<std::string> find_exchange(const Simulation& s, std::string_view name);

/// Errors: not_found naming the nearest strategy or book.
[[nodiscard]] Result<StrategyId> find_strategy(const Simulation& s, std::string_view name);

}  // namespace argosy::runtime
