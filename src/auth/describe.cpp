#include "auth/describe.hpp"

#include "base/describe.hpp"

namespace argosy::auth {

void describe(Described<Scopes>& d) {
    d.scalar("scopes", &parse_scopes, [](const Scopes& s) { return to_string(s); });
}

void describe(Described<Principal>& d) {
    using T = Principal;
    d.name("principal").field("kind", &T::kind).field("name", &T::name).field("client", &T::client);
    d.field("session", &T::session).field("role", &T::role).field("scopes", &T::scopes);
    d.field("signed_in", &T::signed_in).field("expires", &T::expires);
}

void describe(Described<OauthClient>& d) {
    using T = OauthClient;
    d.name("oauth_client").field("id", &T::id).field("label", &T::label).field("secret_hash", &T::secret_hash);
    d.field("redirect_uris", &T::redirect_uris).field("scopes", &T::scopes).field("role", &T::role);
}

void describe(Described<TokenFamily>& d) {
    using T = TokenFamily;
    d.name("token_family").field("id", &T::id).field("client", &T::client).field("who", &T::who);
    d.field("started", &T::started).field("expires", &T::expires).field("is_revoked", &T::is_revoked);
}

void describe(Described<AuthorizationCode>& d) {
    using T = AuthorizationCode;
    d.name("authorization_code").field("hash", &T::hash).field("family", &T::family).field("who", &T::who);
    d.field("client", &T::client).field("redirect_uri", &T::redirect_uri).field("challenge", &T::challenge);
    d.field("scopes", &T::scopes).field("expires", &T::expires).field("is_used", &T::is_used);
}

void describe(Described<RefreshToken>& d) {
    using T = RefreshToken;
    d.name("refresh_token").field("hash", &T::hash).field("family", &T::family).field("client", &T::client);
    d.field("scopes", &T::scopes).field("expires", &T::expires).field("is_used", &T::is_used);
}

void describe(Described<ApiKey>& d) {
    using T = ApiKey;
    d.name("api_key").field("prefix", &T::prefix).field("hash", &T::hash).field("label", &T::label);
    d.field("owner", &T::owner).field("role", &T::role).field("scopes", &T::scopes).field("created", &T::created);
    d.field("expires", &T::expires).field("last_used", &T::last_used);
}

}  // namespace argosy::auth
