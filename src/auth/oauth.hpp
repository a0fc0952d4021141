#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/jwt.hpp"
#include "auth/keyset.hpp"
#include "auth/oauth_store.hpp"

/// An OAuth 2.0 authorization server without HTTP (RFC 6749, 7009, 7636, 9068, 9207, 9700).
///
/// Grants: authorization code with PKCE (S256 only), client credentials, refresh with rotation. There is no implicit
/// and no password grant. Reuse of a code or of a refresh token revokes everything that came of that sign-in, because
/// one of the two users of it is a thief.
namespace argosy::auth {

/// What is answered to a client, in the words of RFC 6749 sections 4.1.2.1 and 5.2.
enum class OauthErrc : std::uint8_t {
    invalid_request,
    invalid_client,
    invalid_grant,
    unauthorized_client,
    unsupported_grant_type,
    unsupported_response_type,
    invalid_scope,
    access_denied,
    server_error,
};
[[nodiscard]] std::string_view to_string(OauthErrc) noexcept;

struct OauthRefusal {
    OauthErrc code = OauthErrc::server_error;
    std::string description;  ///< for the developer of the client
    std::string redirect;     ///< where to send the browser; empty: show it, the address cannot be trusted
};
template <class T>
using OauthResult = std::expected<T, OauthRefusal>;
/// {"error":"invalid_grant","error_description":"..."}
[[nodiscard]] std::string to_json(const OauthRefusal& refusal);

/// The query of the authorization endpoint; what is missing is empty.
struct AuthorizeParams {
    std::string response_type;
    std::string client_id;
    std::string redirect_uri;
    std::string scope;
    std::string state;
    std::string code_challenge;
    std::string code_challenge_method;
};

/// What the consent page shows.
struct Consent {
    OauthClient client;
    Scopes scopes;
};

/// The form of the token endpoint; what is missing is empty. Id and secret may also come by HTTP Basic.
struct TokenParams {
    std::string grant_type;
    std::string client_id;
    std::string client_secret;
    std::string code;
    std::string redirect_uri;
    std::string code_verifier;
    std::string refresh_token;
    std::string scope;
};

struct TokenAnswer {
    std::string access_token;
    Duration life{};
    std::string refresh_token;  ///< empty unless offline_access was granted
    Scopes scopes;
};
/// {"access_token":"...","token_type":"Bearer","expires_in":600,...}; send with Cache-Control: no-store.
[[nodiscard]] std::string to_json(const TokenAnswer& answer);

struct OauthOptions {
    std::string issuer;               ///< our own address: "https://argosy.example"
    std::string audience = "argosy";  ///< who accepts the access tokens
    Duration code_life = 60s;
    Duration access_life = 10min;
    Duration service_life = 5min;
    Duration refresh_life = 24h;       ///< without a refresh, a sign-in ends
    Duration session_life = 30 * 24h;  ///< a sign-in ends, whatever happens
    Duration leeway = 30s;             ///< how far clocks may differ
    /// The role that a person has now; none: they may not sign in any more. Asked whenever a code or a refresh token
    /// becomes new tokens, for those may have been made before the person was disabled. Empty: it is what it was.
    std::function<Result<std::optional<Role>>(std::string_view name)> role_now{};
};

/// Thread safety: none; one thread owns server, store and keys.
class OauthServer {
public:
    /// Requires: an issuer; store, keys and entropy outlive the server.
    OauthServer(OauthOptions options, OauthStore& store, const KeySet& keys, Entropy& entropy);

    /// Looks at what a browser brings, before a person is asked.
    [[nodiscard]] OauthResult<Consent> check_authorize(const AuthorizeParams& params);
    /// The person agreed: the address to send the browser to, with a code. Grants what was asked as far as the role of
    /// the person reaches. Requires: `who` is a user who has signed in.
    [[nodiscard]] OauthResult<std::string> authorize(const AuthorizeParams& params, const Principal& who, Time now);
    /// The person did not agree: the address that says so.
    [[nodiscard]] OauthResult<std::string> deny(const AuthorizeParams& params);

    /// The token endpoint.
    [[nodiscard]] OauthResult<TokenAnswer> token(const TokenParams& params, Time now);
    /// The revocation endpoint: a refresh or access token, and with it its whole sign-in. Unknown tokens are no error.
    [[nodiscard]] OauthResult<void> revoke(const TokenParams& client, std::string_view token, Time now);

    /// A sign-in on our own page, after password and throttle: no code is needed inside one house.
    /// Errors: those of the store.
    [[nodiscard]] Result<TokenAnswer> sign_in(const Principal& who, std::string_view client, Scopes scopes, Time now);
    /// A token of one service of ours for another, or for a script of the owner: for that audience only, and no longer
    /// than its task. Zero: the life of service tokens.
    [[nodiscard]] std::string service_token(std::string_view service, std::string_view audience, Role role, Time now,
                                            Duration life = {});

    /// Who a request with this access token comes from. Errors: unauthorized (also when the sign-in was revoked); those
    /// of the store: never let pass then.
    [[nodiscard]] Result<Principal> authenticate(std::string_view access_token, Time now);
    /// Ends every sign-in of a person: after a new password, another role, or by an admin.
    [[nodiscard]] Result<> end_sessions(std::string_view name);

private:
    [[nodiscard]] OauthResult<TokenAnswer> redeem_code(const TokenParams& params, const OauthClient& client, Time now);
    [[nodiscard]] OauthResult<TokenAnswer> refresh(const TokenParams& params, const OauthClient& client, Time now);
    [[nodiscard]] OauthResult<TokenAnswer> act_for_itself(const TokenParams& params, const OauthClient& client,
                                                          Time now);
    [[nodiscard]] OauthResult<OauthClient> authenticate_client(const TokenParams& params);
    /// The person with the role that they have now. Errors: invalid_grant when they may not sign in any more.
    [[nodiscard]] OauthResult<Principal> as_of_now(Principal who);
    [[nodiscard]] OauthResult<TokenFamily> find_live_family(std::string_view id, Time now);
    /// Somebody used a token twice: ends the sign-in and refuses.
    [[nodiscard]] std::unexpected<OauthRefusal> end_stolen(std::string_view family, std::string what);
    [[nodiscard]] Result<TokenFamily> start_family(std::string id, const Principal& who, std::string_view client,
                                                   Time now);
    [[nodiscard]] Result<TokenAnswer> issue(const TokenFamily& family, Scopes scopes, Scopes refreshable, Time now);
    [[nodiscard]] std::string sign(Principal who, std::string_view audience, Time now);

    OauthOptions options_;
    OauthStore& store_;
    const KeySet& keys_;
    Entropy& entropy_;
};

/// The document for /.well-known/oauth-authorization-server (RFC 8414); the paths are appended to the issuer.
struct OauthPaths {
    std::string authorize, token, revoke, jwks;
};
[[nodiscard]] std::string oauth_metadata(std::string_view issuer, const OauthPaths& paths);

}  // namespace argosy::auth
