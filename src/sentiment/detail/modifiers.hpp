#pragma once

#include <optional>
#include <string_view>

/// The words that change the valence of others, with the measured amounts of the VADER paper.
namespace argosy::sentiment::detail {

/// A capital word among others gains this.
inline constexpr double capitals_gain = 0.733;
/// What a negation multiplies a valence with.
inline constexpr double negation_factor = -0.74;

/// How much a word (or "kind of", "just enough") strengthens or weakens what follows; none when it does not.
[[nodiscard]] std::optional<double> booster(std::string_view word) noexcept;
/// "not", "never", "isn't", ... in small letters.
[[nodiscard]] bool is_negation(std::string_view word) noexcept;
/// The valence of a phrase that means something else than its words.
[[nodiscard]] std::optional<double> idiom(std::string_view phrase) noexcept;

}  // namespace argosy::sentiment::detail
