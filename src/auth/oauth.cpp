#include "auth/oauth.hpp"

#include <algorithm>

#include "auth/base64url.hpp"
#include "auth/detail/oauth_result.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"

namespace argosy::auth {
namespace {

using detail::refuse;

/// Everything but the unreserved characters of RFC 3986 as %XX.
std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '.' || c == '_' || c == '~';
        if (is_plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += "0123456789ABCDEF"[byte >> 4];
        out += "0123456789ABCDEF"[byte & 15];
    }
    return out;
}

/// The redirect address with the answer in its query. `iss` says which server answers (RFC 9207).
std::string redirect_to(const AuthorizeParams& params, std::string_view name, std::string_view value,
                        std::string_view issuer) {
    std::string out = params.redirect_uri;
    out += out.find('?') == std::string::npos ? '?' : '&';
    out += std::string(name) + '=' + percent_encode(value);
    if (!params.state.empty()) out += "&state=" + percent_encode(params.state);
    return out + "&iss=" + percent_encode(issuer);
}

/// What can be told to the client, because the client and its address are known.
std::optional<OauthRefusal> find_fault(const AuthorizeParams& params, const OauthClient& client, Scopes& scopes) {
    if (params.response_type != "code")
        return OauthRefusal{OauthErrc::unsupported_response_type, "response_type must be code", {}};
    if (params.code_challenge_method != "S256")
        return OauthRefusal{OauthErrc::invalid_request, "code_challenge_method must be S256", {}};
    if (params.code_challenge.size() != 43 || !from_base64url(params.code_challenge))
        return OauthRefusal{OauthErrc::invalid_request, "code_challenge must be a SHA-256 as base64url", {}};
    if (params.state.size() > 512) return OauthRefusal{OauthErrc::invalid_request, "state is too long", {}};
    const auto asked = parse_scopes(params.scope);
    if (!asked) return OauthRefusal{OauthErrc::invalid_scope, std::string(asked.error().message()), {}};
    if (!client.scopes.covers(*asked))
        return OauthRefusal{OauthErrc::invalid_scope, "this client may ask for: " + to_string(client.scopes), {}};
    scopes = asked->empty() ? client.scopes : *asked;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(OauthErrc code) noexcept {
    switch (code) {
        case OauthErrc::invalid_request: return "invalid_request";
        case OauthErrc::invalid_client: return "invalid_client";
        case OauthErrc::invalid_grant: return "invalid_grant";
        case OauthErrc::unauthorized_client: return "unauthorized_client";
        case OauthErrc::unsupported_grant_type: return "unsupported_grant_type";
        case OauthErrc::unsupported_response_type: return "unsupported_response_type";
        case OauthErrc::invalid_scope: return "invalid_scope";
        case OauthErrc::access_denied: return "access_denied";
        case OauthErrc::server_error: return "server_error";
    }
    return "server_error";
}

std::string to_json(const OauthRefusal& refusal) {
    JsonWriter w;
    w.begin_object().field("error", to_string(refusal.code)).field("error_description", refusal.description);
    return std::move(w.end_object()).take();
}

OauthServer::OauthServer(OauthOptions options, OauthStore& store, const KeySet& keys, Entropy& entropy)
    : options_(std::move(options)), store_(store), keys_(keys), entropy_(entropy) {
    ARGOSY_ASSERT(!options_.issuer.empty() && !options_.audience.empty(), "a token names its issuer and audience");
}

OauthResult<Consent> OauthServer::check_authorize(const AuthorizeParams& params) {
    const auto found = store_.find_client(params.client_id);
    if (!found) return refuse(found.error());
    if (!*found) return refuse(OauthErrc::invalid_client, "no such client");
    const OauthClient& client = **found;
    // Until the address is known to be the client's own, nothing is sent there: not even an error.
    if (std::ranges::find(client.redirect_uris, params.redirect_uri) == client.redirect_uris.end())
        return refuse(OauthErrc::invalid_request, "redirect_uri is not one of the client's, letter by letter");
    Scopes scopes;
    auto fault = find_fault(params, client, scopes);
    if (!fault) return Consent{client, scopes};
    fault->redirect = redirect_to(params, "error", to_string(fault->code), options_.issuer);
    return std::unexpected(std::move(*fault));
}

OauthResult<std::string> OauthServer::authorize(const AuthorizeParams& params, const Principal& who, Time now) {
    ARGOSY_ASSERT(who.kind == Principal::Kind::user && !who.name.empty(), "a person signs in");
    const auto consent = check_authorize(params);
    if (!consent) return std::unexpected(consent.error());
    const Scopes granted = consent->scopes.common_with(scopes_of(who.role));
    if (role_of(granted) == Role::anyone)
        return refuse(OauthErrc::access_denied, "the person has no role that reaches these scopes",
                      redirect_to(params, "error", "access_denied", options_.issuer));
    const std::string code = random_text(entropy_);
    const auto stored = store_.put_code({.hash = sha256_hex(code),
                                         .family = random_text(entropy_, 16),
                                         .who = who,
                                         .client = params.client_id,
                                         .redirect_uri = params.redirect_uri,
                                         .challenge = params.code_challenge,
                                         .scopes = granted,
                                         .expires = now + options_.code_life});
    if (!stored) return refuse(stored.error());
    return redirect_to(params, "code", code, options_.issuer);
}

OauthResult<std::string> OauthServer::deny(const AuthorizeParams& params) {
    const auto consent = check_authorize(params);
    if (!consent) return std::unexpected(consent.error());
    return redirect_to(params, "error", "access_denied", options_.issuer);
}

Result<Principal> OauthServer::authenticate(std::string_view access_token, Time now) {
    const ExpectedToken expected{options_.issuer, options_.audience, options_.leeway};
    ARGOSY_LET(auto claims, verify_access_token(access_token, keys_.public_keys(), expected, now), "");
    if (claims.who.session.empty()) return std::move(claims.who);
    ARGOSY_LET(const auto family, store_.find_family(claims.who.session), "look up the sign-in");
    if (!family || family->is_revoked || now >= family->expires)
        return fail(Errc::unauthorized, "token: this sign-in has ended", "sign in again");
    return std::move(claims.who);
}

Result<> OauthServer::end_sessions(std::string_view name) {
    ARGOSY_ASSERT(!name.empty(), "the sign-ins of one person");
    ARGOSY_LET(const auto families, store_.list_families(name), "list the sign-ins");
    for (const TokenFamily& family : families) ARGOSY_TRY(store_.revoke_family(family.id), "end a sign-in");
    return {};
}

std::string oauth_metadata(std::string_view issuer, const OauthPaths& paths) {
    const auto at = [&](const std::string& path) { return std::string(issuer) + path; };
    JsonWriter w;
    const auto list = [&](std::string_view name, std::initializer_list<std::string_view> values) {
        w.key(name).begin_array();
        for (const auto value : values) w.value(value);
        w.end_array();
    };
    w.begin_object().field("issuer", issuer).field("authorization_endpoint", at(paths.authorize));
    w.field("token_endpoint", at(paths.token)).field("revocation_endpoint", at(paths.revoke));
    w.field("jwks_uri", at(paths.jwks)).field("authorization_response_iss_parameter_supported", true);
    list("response_types_supported", {"code"});
    list("grant_types_supported", {"authorization_code", "client_credentials", "refresh_token"});
    list("code_challenge_methods_supported", {"S256"});
    list("token_endpoint_auth_methods_supported", {"none", "client_secret_basic", "client_secret_post"});
    list("scopes_supported", {"read", "trade", "risk", "admin", "offline_access"});
    return std::move(w.end_object()).take();
}

}  // namespace argosy::auth
