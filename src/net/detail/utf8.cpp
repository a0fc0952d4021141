#include "net/detail/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace argosy::net::detail {
namespace {

struct Lead {
    std::size_t length = 0;  // of the sequence; 0: not a lead byte
    unsigned char second_min = 0x80, second_max = 0xBF;
};

// Table 3-7 of the Unicode standard: the second byte is what rules out overlong forms and surrogates.
constexpr Lead lead_of(unsigned char c) noexcept {
    if (c >= 0xC2 && c <= 0xDF) return {.length = 2};
    if (c == 0xE0) return {.length = 3, .second_min = 0xA0};
    if (c == 0xED) return {.length = 3, .second_max = 0x9F};
    if (c >= 0xE1 && c <= 0xEF) return {.length = 3};
    if (c == 0xF0) return {.length = 4, .second_min = 0x90};
    if (c >= 0xF1 && c <= 0xF3) return {.length = 4};
    if (c == 0xF4) return {.length = 4, .second_max = 0x8F};
    return {};
}

bool is_ascii_block(const char* p) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    return (word & 0x8080808080808080U) == 0;
}

}  // namespace

bool is_valid_utf8(std::string_view text) noexcept {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    std::size_t i = 0;
    while (i < text.size()) {
        if (text.size() - i >= 8 && is_ascii_block(text.data() + i)) {
            i += 8;
            continue;
        }
        if (at(i) < 0x80) {
            ++i;
            continue;
        }
        const Lead lead = lead_of(at(i));
        if (lead.length == 0 || text.size() - i < lead.length) return false;
        if (at(i + 1) < lead.second_min || at(i + 1) > lead.second_max) return false;
        for (std::size_t k = 2; k < lead.length; ++k) {
            if ((at(i + k) & 0xC0) != 0x80) return false;
        }
        i += lead.length;
    }
    return true;
}

}  // namespace argosy::net::detail
