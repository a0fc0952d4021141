#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/jws.hpp"
#include "auth/principal.hpp"
#include "base/time.hpp"

/// JSON Web Tokens: who a request comes from, signed (RFC 7519; access tokens as RFC 9068 has them).
namespace argosy::auth {

/// What an access token of ours says.
struct Claims {
    std::string issuer;
    std::vector<std::string> audience;
    std::string id;     ///< "jti": unique, so that this one token can be revoked
    Time issued{};      ///< times are whole seconds in the token
    Time not_before{};  ///< the epoch: at once
    Principal who;      ///< its `expires` is that of the token
};

/// What the receiver of a token insists on.
struct ExpectedToken {
    std::string issuer;
    std::string audience;   ///< must be among the token's
    Duration leeway = 30s;  ///< how far clocks may differ
};

/// Requires: issuer, audience, id, name and times set; an expiry after `issued`. Asserted.
[[nodiscard]] std::string sign_access_token(const Claims& claims, const PrivateKey& key);
/// Errors: unauthorized, naming what is wrong: signature, issuer, audience, expired, not yet valid, a claim that is
///         missing or of the wrong type. The message never holds the token.
[[nodiscard]] Result<Claims> verify_access_token(std::string_view token, const Jwks& keys,
                                                 const ExpectedToken& expected, Time now);

/// What an OpenID provider says about a person (OpenID Connect Core section 2).
struct IdClaims {
    std::string issuer;
    std::string subject;  ///< unique at this issuer: the name to keep, never the address
    std::string name;
    std::string email;
    bool is_email_verified = false;
    std::vector<std::string> groups;  ///< for a mapping to roles
    Time expires{};
};

struct ExpectedIdToken {
    std::string issuer;
    std::string client_id;
    std::string nonce;  ///< the one we sent with this sign-in
    Duration leeway = 30s;
};

/// Verifies an ID token (section 3.1.3.7): signature by the provider's keys, issuer, audience, authorized party, nonce,
/// times. Requires: a nonce; asserted. Errors: unauthorized.
[[nodiscard]] Result<IdClaims> verify_id_token(std::string_view token, const Jwks& keys,
                                               const ExpectedIdToken& expected, Time now);

}  // namespace argosy::auth
