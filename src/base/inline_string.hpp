#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <string_view>

namespace argosy {

/// Short text inside the object: reasons and codes on the hot path without allocation.
/// Text beyond N-1 characters is cut.
template <std::size_t N>
class InlineString {
public:
    static_assert(N >= 2 && N <= 256);
    constexpr InlineString() = default;
    constexpr InlineString(std::string_view text) noexcept  // NOLINT: text converts silently on purpose
        : size_(static_cast<unsigned char>(std::min(text.size(), N - 1))) {
        std::copy_n(text.data(), size_, text_.data());
    }
    constexpr InlineString(const char* text) noexcept : InlineString(std::string_view(text)) {}
    [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_.data(), size_}; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    friend constexpr bool operator==(const InlineString& a, const InlineString& b) noexcept {
        if constexpr (N <= 16)  // behind the text all bytes are zero: codes compare as two words
            return a.size_ == b.size_ && a.text_ == b.text_;
        else
            return a.view() == b.view();
    }

private:
    unsigned char size_ = 0;
    std::array<char, N - 1> text_{};
};

}  // namespace argosy
