#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace argosy {

/// How many bytes the first character takes, 0 when it is malformed. Requires: text is not empty.
[[nodiscard]] std::size_t utf8_sequence_length(std::string_view text) noexcept;

/// How many bytes from the start are well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates,
/// at most U+10FFFF).
[[nodiscard]] std::size_t valid_utf8_prefix(std::string_view text) noexcept;
[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept { return valid_utf8_prefix(text) == text.size(); }

/// Appends one character. Requires: a Unicode scalar value (no surrogate).
void append_utf8(std::string& out, char32_t c);

}  // namespace argosy
