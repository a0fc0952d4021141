#pragma once

#include <string_view>

#include "sentiment/lexicon.hpp"

/// The lexicons that the build put into the program (docs/sentiment.md).
namespace argosy::sentiment {

/// VADER's words; empty when the build could not get them.
[[nodiscard]] std::string_view vader_text() noexcept;
/// Terms of finance and crypto (assets/finance_terms.txt).
[[nodiscard]] std::string_view finance_terms_text() noexcept;

/// Errors: unavailable when the build has no VADER lexicon.
[[nodiscard]] Result<> check_built_in_lexicon();
/// Both together: what the program scores headlines with. Some milliseconds and half a megabyte: made when needed.
/// Errors: those of check_built_in_lexicon.
[[nodiscard]] Result<Lexicon> built_in_lexicon();

}  // namespace argosy::sentiment
