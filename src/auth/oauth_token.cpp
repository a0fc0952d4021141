// The token and revocation endpoints of the OAuth 2.0 server.
#include <algorithm>

#include "auth/base64url.hpp"
#include "auth/detail/oauth_result.hpp"
#include "auth/oauth.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"

namespace argosy::auth {
namespace {

using detail::refuse;

/// RFC 7636 section 4.1: 43 to 128 unreserved characters.
bool is_verifier(std::string_view text) {
    return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '.' || c == '_' || c == '~';
           });
}

bool proves(std::string_view verifier, std::string_view challenge) {
    if (!is_verifier(verifier)) return false;
    Sha256 hash;
    hash.update(verifier);
    const auto digest = hash.digest();
    const std::string_view bytes{reinterpret_cast<const char*>(digest.data()), digest.size()};
    return equal_constant_time(to_base64url(bytes), challenge);
}

}  // namespace

std::string to_json(const TokenAnswer& answer) {
    JsonWriter w;
    w.begin_object().field("access_token", answer.access_token).field("token_type", "Bearer");
    w.field("expires_in", std::chrono::floor<std::chrono::seconds>(answer.life).count());
    if (!answer.refresh_token.empty()) w.field("refresh_token", answer.refresh_token);
    return std::move(w.field("scope", to_string(answer.scopes)).end_object()).take();
}

OauthResult<OauthClient> OauthServer::authenticate_client(const TokenParams& params) {
    auto found = store_.find_client(params.client_id);
    if (!found) return refuse(found.error());
    const bool is_known = found->has_value();
    const bool is_open = is_known && (*found)->is_public();
    const std::string none(64, '0');
    // The same work for a client that there is not.
    const bool knows_secret =
        equal_constant_time(sha256_hex(params.client_secret), is_known && !is_open ? (*found)->secret_hash : none);
    if (!is_known || (is_open ? !params.client_secret.empty() : !knows_secret))
        return refuse(OauthErrc::invalid_client, "unknown client or wrong secret");
    return std::move(**found);
}

OauthResult<TokenAnswer> OauthServer::token(const TokenParams& params, Time now) {
    const auto client = authenticate_client(params);
    if (!client) return std::unexpected(client.error());
    if (params.grant_type == "authorization_code") return redeem_code(params, *client, now);
    if (params.grant_type == "refresh_token") return refresh(params, *client, now);
    if (params.grant_type == "client_credentials") return act_for_itself(params, *client, now);
    return refuse(OauthErrc::unsupported_grant_type,
                  "grant_type must be authorization_code, refresh_token or client_credentials");
}

OauthResult<TokenAnswer> OauthServer::redeem_code(const TokenParams& params, const OauthClient& client, Time now) {
    const auto code = store_.take_code(sha256_hex(params.code));
    if (!code) return refuse(code.error());
    if (!*code) return refuse(OauthErrc::invalid_grant, "the code is unknown or expired");
    const AuthorizationCode& c = **code;
    if (c.is_used) return end_stolen(c.family, "the code was used before");
    if (c.client != client.id || c.redirect_uri != params.redirect_uri || !proves(params.code_verifier, c.challenge))
        return end_stolen(c.family, "the code was given to another client, address or code_verifier");
    if (now >= c.expires) return refuse(OauthErrc::invalid_grant, "the code is unknown or expired");
    const auto who = as_of_now(c.who);
    if (!who) return std::unexpected(who.error());
    const auto family = start_family(c.family, *who, c.client, now);
    if (!family) return refuse(family.error());
    const Scopes granted = c.scopes.common_with(scopes_of(who->role));
    auto answer = issue(*family, granted, granted, now);
    if (!answer) return refuse(answer.error());
    return std::move(*answer);
}

OauthResult<TokenAnswer> OauthServer::refresh(const TokenParams& params, const OauthClient& client, Time now) {
    const std::string hash = sha256_hex(params.refresh_token);
    const auto narrower = parse_scopes(params.scope);
    if (!narrower) return refuse(OauthErrc::invalid_scope, std::string(narrower.error().message()));
    const auto before = store_.find_refresh(hash);
    if (!before) return refuse(before.error());
    if (*before && !(*before)->scopes.covers(*narrower))
        return refuse(OauthErrc::invalid_scope, "a refresh cannot widen the scope");
    const auto token = store_.take_refresh(hash);
    if (!token) return refuse(token.error());
    if (!*token) return refuse(OauthErrc::invalid_grant, "the refresh token is unknown or expired");
    const RefreshToken& t = **token;
    if (t.is_used) return end_stolen(t.family, "the refresh token was used before");
    if (t.client != client.id) return end_stolen(t.family, "the refresh token was given to another client");
    if (now >= t.expires) return refuse(OauthErrc::invalid_grant, "the refresh token is unknown or expired");
    auto family = find_live_family(t.family, now);
    if (!family) return std::unexpected(family.error());
    auto who = as_of_now(std::move(family->who));
    if (!who) return std::unexpected(who.error());
    family->who = std::move(*who);
    auto answer = issue(*family, narrower->empty() ? t.scopes : *narrower, t.scopes, now);
    if (!answer) return refuse(answer.error());
    return std::move(*answer);
}

OauthResult<TokenAnswer> OauthServer::act_for_itself(const TokenParams& params, const OauthClient& client, Time now) {
    if (client.is_public() || client.role == Role::anyone)
        return refuse(OauthErrc::unauthorized_client, "this client cannot act for itself");
    const auto asked = parse_scopes(params.scope);
    if (!asked) return refuse(OauthErrc::invalid_scope, std::string(asked.error().message()));
    if (!client.scopes.covers(*asked))
        return refuse(OauthErrc::invalid_scope, "this client may ask for: " + to_string(client.scopes));
    const Scopes wanted = asked->empty() ? client.scopes : *asked;
    const Scopes granted =
        wanted.common_with(scopes_of(client.role)).common_with({Scope::read, Scope::trade, Scope::risk, Scope::admin});
    if (granted.empty()) return refuse(OauthErrc::invalid_scope, "the client's role does not reach these scopes");
    const Principal who{.kind = Principal::Kind::service,
                        .name = client.id,
                        .client = client.id,
                        .role = client.role,
                        .scopes = granted,
                        .expires = now + options_.access_life};
    return TokenAnswer{sign(who, options_.audience, now), options_.access_life, {}, granted};
}

OauthResult<void> OauthServer::revoke(const TokenParams& params, std::string_view token, Time now) {
    const auto client = authenticate_client(params);
    if (!client) return std::unexpected(client.error());
    const auto refresh_token = store_.find_refresh(sha256_hex(token));
    if (!refresh_token) return refuse(refresh_token.error());
    std::string family;
    if (*refresh_token) {
        if ((*refresh_token)->client == client->id) family = (*refresh_token)->family;
    } else if (const auto who = authenticate(token, now)) {
        if (who->client == client->id) family = who->session;
    } else if (who.error().code() != Errc::unauthorized) {
        return refuse(who.error());  // a revocation that did not happen must not look like one
    }
    if (family.empty()) return {};
    if (const auto revoked = store_.revoke_family(family); !revoked) return refuse(revoked.error());
    return {};
}

Result<TokenAnswer> OauthServer::sign_in(const Principal& who, std::string_view client, Scopes scopes, Time now) {
    ARGOSY_ASSERT(who.kind == Principal::Kind::user && !who.name.empty(), "a person signs in");
    const Scopes granted = scopes.common_with(scopes_of(who.role));
    if (role_of(granted) == Role::anyone)
        return fail(Errc::unauthorized, "the role of " + who.name + " reaches none of: " + to_string(scopes),
                    "an admin can give a role");
    ARGOSY_LET(const auto family, start_family(random_text(entropy_, 16), who, client, now), "start the sign-in");
    return issue(family, granted, granted, now);
}

std::string OauthServer::service_token(std::string_view service, std::string_view audience, Role role, Time now,
                                       Duration life) {
    return sign({.kind = Principal::Kind::service,
                 .name = std::string(service),
                 .role = role,
                 .scopes = scopes_of(role).common_with({Scope::read, Scope::trade, Scope::risk, Scope::admin}),
                 .expires = now + (life > Duration{} ? life : options_.service_life)},
                audience, now);
}

std::unexpected<OauthRefusal> OauthServer::end_stolen(std::string_view family, std::string what) {
    if (const auto revoked = store_.revoke_family(family); !revoked) return refuse(revoked.error());
    return refuse(OauthErrc::invalid_grant, std::move(what) + ": this sign-in has ended");
}

OauthResult<Principal> OauthServer::as_of_now(Principal who) {
    if (!options_.role_now) return who;
    const auto role = options_.role_now(who.name);
    if (!role) return refuse(role.error());
    if (!*role) return refuse(OauthErrc::invalid_grant, "this person may not sign in any more");
    who.role = std::min(who.role, **role);
    return who;
}

OauthResult<TokenFamily> OauthServer::find_live_family(std::string_view id, Time now) {
    auto family = store_.find_family(id);
    if (!family) return refuse(family.error());
    if (!*family || (*family)->is_revoked || now >= (*family)->expires)
        return refuse(OauthErrc::invalid_grant, "this sign-in has ended");
    return std::move(**family);
}

Result<TokenFamily> OauthServer::start_family(std::string id, const Principal& who, std::string_view client, Time now) {
    TokenFamily family{.id = std::move(id),
                       .client = std::string(client),
                       .who = who,
                       .started = now,
                       .expires = now + options_.session_life};
    ARGOSY_TRY(store_.put_family(family), "store the sign-in");
    return family;
}

Result<TokenAnswer> OauthServer::issue(const TokenFamily& family, Scopes scopes, Scopes refreshable, Time now) {
    Principal who = family.who;
    who.client = family.client;
    who.session = family.id;
    who.scopes = scopes;
    who.expires = std::min(now + options_.access_life, family.expires);
    TokenAnswer answer{sign(who, options_.audience, now), who.expires - now, {}, scopes};
    if (!refreshable.has(Scope::offline_access)) return answer;
    answer.refresh_token = random_text(entropy_);
    ARGOSY_TRY(store_.put_refresh({.hash = sha256_hex(answer.refresh_token),
                                   .family = family.id,
                                   .client = family.client,
                                   .scopes = refreshable,
                                   .expires = std::min(now + options_.refresh_life, family.expires)}),
               "store the refresh token");
    return answer;
}

std::string OauthServer::sign(Principal who, std::string_view audience, Time now) {
    const Claims claims{.issuer = options_.issuer,
                        .audience = {std::string(audience)},
                        .id = random_text(entropy_, 16),
                        .issued = now,
                        .not_before = now,
                        .who = std::move(who)};
    return sign_access_token(claims, keys_.current());
}

}  // namespace argosy::auth
