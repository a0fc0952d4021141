#pragma once

#include <string_view>

#include "sentiment/lexicon.hpp"

/// The lexicons that the build put into the program (docs/sentiment.md).
namespace argosy::sentiment {

/// VADER's words; empty when the build could not get them.
[[nodiscard]] std::string_view vader_text() noexcept;
/// Terms of finance and crypto (assets/finance_terms.txt).
[[nodiscard]] std::string_view finance_terms_text() noexcept;

/// Both together: what the program scores headlines with.
/// Errors: unavailable when the build has no VADER lexicon.
[[nodiscard]] Result<Lexicon> built_in_lexicon();

}  // namespace argosy::sentiment
