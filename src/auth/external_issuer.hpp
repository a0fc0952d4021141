#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auth/jwt.hpp"
#include "auth/secret.hpp"
#include "base/describe_fwd.hpp"

/// People who sign in elsewhere: an OpenID provider whose access tokens are accepted here, and which the sign-in page
/// may send people to.
namespace argosy::auth {

struct ExternalIssuerConfig {
    std::string issuer;                  ///< exactly as its tokens have it in "iss"
    std::string audience;                ///< what its tokens for us have in "aud"
    std::string jwks_url;                ///< where its public keys are
    std::string role_claim = "groups";   ///< a text or a list of texts; "realm_access.roles" goes into an object
    std::map<std::string, Role> roles;   ///< by text of the claim; of several, the highest counts
    bool allow_private_address = false;  ///< it may be asked on this machine or a private network
    // For a button on our sign-in page; without a client id there is none.
    std::string client_id{};      ///< how the provider knows us
    Secret client_secret{};       ///< empty: we are a public client, and the code alone is bound to us (PKCE)
    std::string authorize_url{};  ///< where people sign in
    std::string token_url{};      ///< where a code becomes tokens
    std::string redirect_url{};   ///< where it sends people back; empty: the address of our pages and callback_path
    std::string label{};          ///< on the button; empty: its name
};
inline constexpr std::string_view callback_path = "/api/v1/auth/openid/callback";
void describe(Described<ExternalIssuerConfig>& d);

/// What a token says before anything of it is verified: only good for choosing the keys to verify it with.
struct TokenPeek {
    std::string issuer, key_id;
    TokenType type = TokenType::plain;
};
/// Errors: unauthorized for what is no signed token.
[[nodiscard]] Result<TokenPeek> peek_token(std::string_view token);

/// Who a provider's token speaks of, once it is verified: signature, issuer, audience, times, and a role that the
/// mapping knows. The name is "<provider>:<sub>", so that nobody from elsewhere has the name of somebody here.
/// Errors: unauthorized, naming what is wrong and never the token.
[[nodiscard]] Result<Principal> verify_external_token(std::string_view token, const Jwks& keys,
                                                      const ExternalIssuerConfig& config, std::string_view provider,
                                                      Time now);

}  // namespace argosy::auth
