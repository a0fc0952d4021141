#pragma once

#include <string>
#include <string_view>

#include "strategy/strategy.hpp"

/// Strategies written as rules in YAML: indicators, conditions, crossings, exits and a stop, without a compiler.
///
///     name: my_rsi_dip
///     indicators:
///       rsi: {type: rsi, period: 14}
///       trend: {type: ema, period: 200}
///     buy: rsi < 30 and close > trend
///     exit: rsi > 70 or bars_since_entry >= 48
///     stop: close - 2 * atr(14)
///
/// A file is parsed once into syntax trees (definition.hpp); an instance compiles them with its parameters into a flat
/// list of operations on doubles (program.hpp) that runs on every bar without allocating.
///
/// Thread safety: descriptors share the immutable definition; instances are independent.
/// Known limits: one instrument per instance; bars only, no trades, quotes or funding. docs/strategies/rules.md has the
///               language.
namespace argosy::strategies::rules {

/// A rule file as a strategy like the built-in ones; `file` names it in messages. The descriptor's names live as long
/// as any copy of its factory.
///
/// Errors: parse, with every mistake of the file, one "file:line:column: what was expected" per line.
[[nodiscard]] Result<strategy::Descriptor> read_rule(std::string_view yaml, std::string file);

}  // namespace argosy::strategies::rules
