#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

/// The enumerators of a scoped enumeration as data, found at compile time.
///
/// Known limits: values from -1 to 62; the compilers are clang and g++, which print "(E)5" for a
/// value without a name.
namespace argosy {

namespace detail {
inline constexpr int enum_first = -1, enum_last = 62;

template <class E, E Value>
[[nodiscard]] consteval bool is_named() {
    constexpr std::string_view signature = __PRETTY_FUNCTION__;
    // Unnamed: "... Value = (argosy::Side)5]". Named, even in an anonymous namespace: a letter
    // follows the last ')'.
    const auto paren = signature.rfind(')');
    if (paren == std::string_view::npos || paren + 1 >= signature.size()) return true;
    const char next = signature[paren + 1];
    return next != '-' && (next < '0' || next > '9');
}

template <class E, std::size_t... I>
[[nodiscard]] consteval auto named_flags(std::index_sequence<I...>) {
    using U = std::underlying_type_t<E>;
    constexpr auto named = []<int V>() {
        if constexpr (V < 0 && std::is_unsigned_v<U>)
            return false;
        else
            return is_named<E, static_cast<E>(V)>();
    };
    return std::array<bool, sizeof...(I)> { named.template operator()<static_cast<int>(I) + enum_first>()... };
}

template <class E>
[[nodiscard]] consteval auto find_enumerators() {
    constexpr auto flags = named_flags<E>(std::make_index_sequence<enum_last - enum_first + 1>{});
    constexpr auto count = [&] {
        std::size_t n = 0;
        for (const bool f : flags) n += f;
        return n;
    }();
    static_assert(count > 0, "an enumeration without enumerators between -1 and 62");
    std::array<E, count> values{};
    std::size_t n = 0;
    for (std::size_t i = 0; i < flags.size(); ++i)
        if (flags[i]) values[n++] = static_cast<E>(static_cast<int>(i) + enum_first);
    return values;
}
}  // namespace detail

/// Every enumerator of E, ascending.
template <class E>
inline constexpr auto enumerators = detail::find_enumerators<E>();

/// The value has a name: a number from outside may become an E only then.
template <class E>
[[nodiscard]] constexpr bool is_enumerator(E value) noexcept {
    constexpr auto first = std::to_underlying(enumerators<E>.front()), last = std::to_underlying(enumerators<E>.back());
    const auto v = std::to_underlying(value);
    if constexpr (static_cast<std::size_t>(last - first) + 1 == enumerators<E>.size()) return v >= first && v <= last;
    for (const E e : enumerators<E>)
        if (e == value) return true;
    return false;
}

/// The enumerator whose to_string is text; none when there is none.
template <class E>
[[nodiscard]] constexpr std::optional<E> parse_enum(std::string_view text) noexcept {
    for (const E e : enumerators<E>)
        if (to_string(e) == text) return e;
    return std::nullopt;
}

}  // namespace argosy
