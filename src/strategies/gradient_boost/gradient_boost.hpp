#pragma once

#include <string>
#include <string_view>

#include "strategy/strategy.hpp"

namespace argosy::strategies::gradient_boost {

/// A model file (docs/models.md) as a strategy like the built-in ones: it computes the model's features bar by bar,
/// walks its trees and follows what they predict. `file` names it in messages. The descriptor's texts live as long as
/// any copy of its factory. Rules, parameters and when it fails: docs/strategies/gradient_boost.md.
///
/// The descriptor's `not_before` is the end of what the model was trained on; a run that starts earlier is refused, and
/// an instance says nothing about a bar that begins earlier.
///
/// Errors: those of learning::read_model; invalid_argument for a model whose features need headlines, which a strategy
///         does not see.
[[nodiscard]] Result<strategy::Descriptor> read_model_strategy(std::string_view text, std::string file);

}  // namespace argosy::strategies::gradient_boost
