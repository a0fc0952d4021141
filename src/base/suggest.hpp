#pragma once

#include <span>
#include <string>
#include <string_view>

namespace argosy {

/// The candidate that text most likely misspells (fewest inserted, deleted, changed or swapped
/// letters; case is ignored); empty when none is near. The first of equals wins.
[[nodiscard]] std::string_view nearest(std::string_view text, std::span<const std::string> candidates);

/// "a, b, c", the rest counted beyond `most`: for messages that list what is allowed.
[[nodiscard]] std::string join(std::span<const std::string> words, std::size_t most = 12);

}  // namespace argosy
