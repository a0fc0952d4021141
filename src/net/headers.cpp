#include "net/headers.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/assert.hpp"

namespace argosy::net {
namespace {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

constexpr bool is_token_char(char c) noexcept {
    const bool is_alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return is_alnum || std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

constexpr auto token_chars = [] {
    std::array<bool, 256> out{};
    for (std::size_t c = 0; c < out.size(); ++c) out[c] = is_token_char(static_cast<char>(c));
    return out;
}();

/// Looks at every character, a token of five hundred too, so that it becomes a few instructions for many at once.
bool has_control_char(std::string_view text) noexcept {
    bool has = false;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        has |= (u < 0x20 && u != '\t') || u == 0x7f;
    }
    return has;
}

std::string_view trimmed(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    if (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0) return true;  // as it is nearly always written
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_valid_field(std::string_view name, std::string_view value) noexcept {
    const auto is_token = [](char c) { return token_chars[static_cast<unsigned char>(c)]; };
    return !name.empty() && std::ranges::all_of(name, is_token) && !has_control_char(value);
}

void Headers::add(std::string_view name, std::string_view value) {
    ARGOSY_ASSERT(is_valid_field(name, value), "a header field that could be read as another one");
    if (spans_.capacity() == 0) {  // room for an ordinary message at once
        spans_.reserve(16);
        text_.reserve(512);
    }
    spans_.push_back({.at = static_cast<std::uint32_t>(text_.size()),
                      .name_length = static_cast<std::uint32_t>(name.size()),
                      .value_length = static_cast<std::uint32_t>(value.size())});
    text_.append(name).append(value);
}

void Headers::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void Headers::remove(std::string_view name) noexcept {
    std::erase_if(spans_,
                  [&](const Span& s) { return equals_ignoring_case({text_.data() + s.at, s.name_length}, name); });
}

void Headers::clear() noexcept {
    text_.clear();
    spans_.clear();
}

Headers::Field Headers::operator[](std::size_t i) const noexcept {
    const Span& s = spans_[i];
    return {{text_.data() + s.at, s.name_length}, {text_.data() + s.at + s.name_length, s.value_length}};
}

std::optional<std::string_view> Headers::get(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < size(); ++i) {
        if (const Field f = (*this)[i]; equals_ignoring_case(f.name, name)) return f.value;
    }
    return std::nullopt;
}

std::string_view Headers::value(std::string_view name) const noexcept { return get(name).value_or(""); }

bool Headers::has_token(std::string_view name, std::string_view token) const noexcept {
    for (std::size_t i = 0; i < size(); ++i) {
        const Field f = (*this)[i];
        if (!equals_ignoring_case(f.name, name)) continue;
        for (std::string_view rest = f.value; !rest.empty();) {
            const auto comma = rest.find(',');
            if (equals_ignoring_case(trimmed(rest.substr(0, comma)), token)) return true;
            rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        }
    }
    return false;
}

}  // namespace argosy::net
