#pragma once

#include <cstdint>
#include <string>

#include "auth/role.hpp"
#include "base/time.hpp"

namespace argosy::auth {

/// Who a verified request comes from, however it was verified: what the rest of the program asks.
struct Principal {
    enum class Kind : std::uint8_t { user, service, api_key };

    Kind kind = Kind::user;
    std::string name;          ///< of the person, the service ("risk") or the owner of the key
    std::string client;        ///< the OAuth client or the prefix of the key it acts through; may be empty
    std::string session;       ///< the sign-in that this comes from (family of refresh tokens); may be empty
    Role role = Role::viewer;  ///< of the owner, before scopes
    Scopes scopes;
    Time signed_in{};  ///< when a person last proved who they are; the epoch: never
    Time expires = time_max;

    friend bool operator==(const Principal&, const Principal&) = default;
};
[[nodiscard]] std::string_view to_string(Principal::Kind) noexcept;

/// What it may act as: the lower of its role and what its scopes reach.
[[nodiscard]] Role effective_role(const Principal& who) noexcept;

/// Errors: unauthorized, naming the role that is needed.
[[nodiscard]] Result<> require_role(const Principal& who, Role needs);

/// For what a stolen session must not do (live mode, higher limits, keys): a person has signed in within `age_max`.
/// Errors: unauthorized, with the advice to sign in again.
[[nodiscard]] Result<> require_step_up(const Principal& who, Time now, Duration age_max = 5min);

}  // namespace argosy::auth
