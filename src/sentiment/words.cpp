#include "sentiment/words.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace argosy::sentiment {
namespace {

/// The character at the start of the text and its length. A byte that is not UTF-8 counts as the replacement character.
struct Character {
    char32_t code = 0;
    std::size_t length = 1;
};

Character first_character(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    const std::size_t length = utf8_sequence_length(text);
    if (length == 0) return {U'�', 1};
    if (length == 1) return {byte(0), 1};
    char32_t code = byte(0) & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3F);
    return {code, length};
}

/// Source: what Python's str.split() without arguments takes for white space.
bool is_space(char32_t c) noexcept {
    if (c < 0x80) return (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_punctuation(char c) noexcept {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

bool is_between(char32_t c, char32_t first, char32_t last) noexcept { return c >= first && c <= last; }

/// Blocks in which capitals and small letters take turns; the capital is even, or odd in the second list.
bool is_even_pair(char32_t c) noexcept {
    return is_between(c, 0x100, 0x12F) || is_between(c, 0x132, 0x137) || is_between(c, 0x14A, 0x177) ||
           is_between(c, 0x460, 0x481);
}
bool is_odd_pair(char32_t c) noexcept { return is_between(c, 0x139, 0x148) || is_between(c, 0x179, 0x17E); }

/// The small letter of a capital; every other character is its own.
char32_t lower_of(char32_t c) noexcept {
    if (is_between(c, 'A', 'Z')) return c + 32;
    if (c < 0xC0) return c;
    if (is_between(c, 0xC0, 0xDE) && c != 0xD7) return c + 32;
    if (is_even_pair(c)) return c | 1;
    if (is_odd_pair(c)) return c % 2 == 1 ? c + 1 : c;
    if (c == 0x178) return 0xFF;
    if (is_between(c, 0x391, 0x3AB) && c != 0x3A2) return c + 32;
    if (is_between(c, 0x400, 0x40F)) return c + 80;
    if (is_between(c, 0x410, 0x42F)) return c + 32;
    return c;
}

bool is_small(char32_t c) noexcept {
    if (c < 0x80) return is_between(c, 'a', 'z');
    return (is_between(c, 0xDF, 0xFF) && c != 0xF7) || (is_even_pair(c) && c % 2 == 1) ||
           (is_odd_pair(c) && c % 2 == 0) || is_between(c, 0x3AC, 0x3CE) || is_between(c, 0x430, 0x45F);
}

/// Calls visit(character, its bytes) from front to back.
template <class Visit>
void for_each_character(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const Character c = first_character(text);
        visit(c.code, text.substr(0, c.length));
        text.remove_prefix(c.length);
    }
}

std::string_view without_punctuation(std::string_view token) {
    std::string_view inner = token;
    while (!inner.empty() && is_punctuation(inner.front())) inner.remove_prefix(1);
    while (!inner.empty() && is_punctuation(inner.back())) inner.remove_suffix(1);
    std::size_t length = 0;
    for_each_character(inner, [&](char32_t, std::string_view) { ++length; });
    return length <= 2 ? token : inner;
}

Word make_word(std::string_view token) {
    Word word{.lower = to_lower(token)};
    bool has_small = false;
    for_each_character(token, [&](char32_t c, std::string_view) {
        word.is_upper = word.is_upper || lower_of(c) != c;
        has_small = has_small || is_small(c);
    });
    word.is_upper = word.is_upper && !has_small;
    return word;
}

}  // namespace

std::string to_lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for_each_character(text, [&](char32_t c, std::string_view bytes) {
        const char32_t lower = lower_of(c);
        if (lower == c)
            out += bytes;
        else
            append_utf8(out, lower);
    });
    return out;
}

std::vector<Word> split_words(std::string_view text) {
    std::vector<Word> words;
    std::size_t start = 0, at = 0;
    const auto end_word = [&] {
        if (at > start) words.push_back(make_word(without_punctuation(text.substr(start, at - start))));
    };
    for_each_character(text, [&](char32_t c, std::string_view bytes) {
        if (is_space(c)) end_word(), start = at + bytes.size();
        at += bytes.size();
    });
    end_word();
    return words;
}

}  // namespace argosy::sentiment
