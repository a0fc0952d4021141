#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.hpp"

namespace argosy::auth::detail {

/// A JSON value of a token or key set: small, from strangers, read once.
struct Json {
    using Array = std::vector<Json>;
    enum class Kind : std::uint8_t { null, boolean, whole, real, text, array, object };

    Kind kind = Kind::null;
    bool flag = false;
    std::int64_t whole = 0;
    double real = 0;
    std::string string;
    Array items;                    ///< of an array, or the values of an object
    std::vector<std::string> keys;  ///< of an object

    /// The value when it is of this type: bool, std::int64_t, double, std::string or Array.
    template <class T>
    [[nodiscard]] const T* as() const noexcept {
        if constexpr (std::is_same_v<T, bool>) return kind == Kind::boolean ? &flag : nullptr;
        if constexpr (std::is_same_v<T, std::int64_t>) return kind == Kind::whole ? &whole : nullptr;
        if constexpr (std::is_same_v<T, double>) return kind == Kind::real ? &real : nullptr;
        if constexpr (std::is_same_v<T, std::string>) return kind == Kind::text ? &string : nullptr;
        if constexpr (std::is_same_v<T, Array>) return kind == Kind::array ? &items : nullptr;
    }
    /// The member of this object; null when there is none or this is no object.
    [[nodiscard]] const Json* find(std::string_view key) const noexcept;
    /// The member when it is there and of this type.
    template <class T>
    [[nodiscard]] const T* get(std::string_view key) const noexcept {
        const Json* member = find(key);
        return member == nullptr ? nullptr : member->as<T>();
    }
    /// The text of the member, or empty.
    [[nodiscard]] std::string text(std::string_view key) const;
};

/// Reads one JSON object. Errors: parse for anything else, for a key that is there twice (two readers would take
/// different ones, RFC 7515 section 4), or more than 16 levels.
[[nodiscard]] Result<Json> parse_json_object(std::string_view text);

}  // namespace argosy::auth::detail
