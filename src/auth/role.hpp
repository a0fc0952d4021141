#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/error.hpp"

/// Who may do what. Roles belong to people, services and keys; scopes narrow what one token may do in their name.
namespace argosy::auth {

/// Each role may do what those before it may.
enum class Role : std::uint8_t {
    anyone,  ///< did not say who they are; never the role of a token
    viewer,  ///< reads everything but secrets
    trader,  ///< orders, strategies on and off, start and stop
    risk,    ///< limits, release of an emergency stop
    admin,   ///< people, keys, configuration
};
[[nodiscard]] std::string_view to_string(Role) noexcept;
/// Errors: invalid_argument with the roles there are. "anyone" is none that can be given.
[[nodiscard]] Result<Role> parse_role(std::string_view text);
[[nodiscard]] constexpr bool allows(Role has, Role needs) noexcept { return has >= needs; }

/// What a client asks to be allowed (OAuth 2.0, RFC 6749 section 3.3).
enum class Scope : std::uint8_t {
    read,
    trade,
    risk,
    admin,
    offline_access,  ///< stay signed in: a refresh token is issued
};
[[nodiscard]] std::string_view to_string(Scope) noexcept;

/// A set of scopes.
class Scopes {
public:
    constexpr Scopes() = default;
    constexpr Scopes(std::initializer_list<Scope> scopes) noexcept {
        for (const Scope s : scopes) add(s);
    }
    [[nodiscard]] constexpr bool has(Scope s) const noexcept { return (bits_ & bit(s)) != 0; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    /// Every scope of `other` is in this set too.
    [[nodiscard]] constexpr bool covers(Scopes other) const noexcept { return (other.bits_ & ~bits_) == 0; }
    [[nodiscard]] constexpr Scopes common_with(Scopes other) const noexcept {
        Scopes both;
        both.bits_ = bits_ & other.bits_;
        return both;
    }
    constexpr void add(Scope s) noexcept { bits_ |= bit(s); }
    friend constexpr bool operator==(Scopes, Scopes) = default;

private:
    static constexpr std::uint8_t bit(Scope s) noexcept {
        return static_cast<std::uint8_t>(1u << static_cast<unsigned>(s));
    }
    std::uint8_t bits_ = 0;
};

/// "read trade", in the order of the enumeration.
[[nodiscard]] std::string to_string(Scopes scopes);
/// Reads words between single spaces. Errors: invalid_argument, naming the unknown word and those there are.
[[nodiscard]] Result<Scopes> parse_scopes(std::string_view text);
/// Everything a role may ask for: its own scope and those below, and offline_access.
[[nodiscard]] Scopes scopes_of(Role role) noexcept;
/// The highest role that these scopes reach; anyone when they reach none. A token acts as the lower of this and the
/// role of its owner.
[[nodiscard]] Role role_of(Scopes scopes) noexcept;

}  // namespace argosy::auth
