#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/entropy.hpp"
#include "auth/role.hpp"
#include "auth/secret.hpp"
#include "base/error.hpp"

namespace argosy::auth {

/// A program that asks for tokens. What it has decides what it may: redirect addresses, to sign people in; a secret and
/// a role, to act for itself.
struct OauthClient {
    std::string id;
    std::string label;                       ///< what people read when they are asked
    std::string secret_hash;                 ///< SHA-256 in hex; empty for what cannot keep one (pages, apps)
    std::vector<std::string> redirect_uris;  ///< compared letter by letter
    Scopes scopes;                           ///< the most it may ask for
    Role role = Role::anyone;                ///< as which it acts for itself; anyone: it does not

    [[nodiscard]] bool is_public() const noexcept { return secret_hash.empty(); }
    friend bool operator==(const OauthClient&, const OauthClient&) = default;
};

/// Which clients get a secret: what runs on a server of its owner can keep one.
enum class ClientKind : std::uint8_t { open, confidential };

struct NewOauthClient {
    Secret secret;  ///< to be shown once; empty for open clients
    OauthClient client;
};

/// Gives the client a secret of 256 random bits when it is confidential.
/// Errors: invalid_argument: an id that is not 1 to 64 letters, digits, _ . or -; a redirect address that is neither
///         https nor http on this machine, or holds a fragment, a wildcard or a user name; an open client with a role;
///         a client that may do nothing.
[[nodiscard]] Result<NewOauthClient> make_client(OauthClient client, ClientKind kind, Entropy& entropy);

}  // namespace argosy::auth
