#include "auth/external_issuer.hpp"

#include <algorithm>

#include "auth/base64url.hpp"
#include "auth/detail/json.hpp"
#include "base/describe.hpp"

namespace argosy::auth {
namespace {

using detail::Json;

constexpr Duration leeway = 30s;  // how far clocks may differ
constexpr std::int64_t seconds_max = 9'000'000'000;

std::unexpected<Error> refuse(std::string why) {
    return fail(Errc::unauthorized, "token: " + std::move(why), "sign in at the provider again");
}

/// Every text of the claim, which may lie in objects: "realm_access.roles". A name with dots of its own is found first.
std::vector<std::string> texts_at(const Json& claims, std::string_view path) {
    const Json* at = claims.find(path);
    for (std::string_view left = path; at == nullptr && !left.empty();) {
        const auto dot = left.find('.');
        if (dot == std::string_view::npos) break;
        const Json* inner = claims.find(left.substr(0, dot));
        return inner == nullptr ? std::vector<std::string>{} : texts_at(*inner, left.substr(dot + 1));
    }
    std::vector<std::string> out;
    if (at == nullptr) return out;
    if (const auto* one = at->as<std::string>()) return {*one};
    if (const auto* list = at->as<Json::Array>())
        for (const Json& item : *list)
            if (const auto* text = item.as<std::string>()) out.push_back(*text);
    return out;
}

/// Whole or broken seconds; none: not there, or no time.
std::optional<Time> time_at(const Json& claims, std::string_view name) {
    double seconds = -1;
    if (const auto* whole = claims.get<std::int64_t>(name)) seconds = static_cast<double>(*whole);
    if (const auto* real = claims.get<double>(name)) seconds = *real;
    if (!(seconds >= 0 && seconds <= static_cast<double>(seconds_max))) return std::nullopt;
    return Time{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
}

Result<Time> check_times(const Json& claims, Time now) {
    const auto expires = time_at(claims, "exp");
    if (!expires) return refuse("the claim \"exp\" is missing or no time");
    if (now >= *expires + leeway) return refuse("expired at " + to_iso8601(*expires));
    for (const char* name : {"nbf", "iat"}) {
        if (claims.find(name) == nullptr) continue;
        const auto from = time_at(claims, name);
        if (!from) return refuse("the claim \"" + std::string(name) + "\" is no time");
        if (now + leeway < *from) return refuse("not valid before " + to_iso8601(*from) + ": compare the clocks");
    }
    return *expires;
}

Result<Role> role_for(const Json& claims, const ExternalIssuerConfig& config) {
    Role best = Role::anyone;
    for (const auto& text : texts_at(claims, config.role_claim))
        if (const auto found = config.roles.find(text); found != config.roles.end())
            best = std::max(best, found->second);
    if (best != Role::anyone) return best;
    return refuse("nothing in its claim \"" + config.role_claim + "\" has a role here");
}

Result<Json> read_claims(std::string_view token, const Jwks& keys) {
    // Providers write "JWT", nothing, or, as RFC 9068 has it, "at+jwt".
    ARGOSY_LET(const auto peek, peek_token(token), "");
    ARGOSY_LET(const auto payload, verify_jws(token, keys, peek.type), "");
    auto claims = detail::parse_json_object(payload);
    if (!claims) return refuse("its content is " + std::string(claims.error().message()));
    return claims;
}

Result<> check_url(std::string_view name, const std::string& url, bool allow_plain) {
    if (url.starts_with("https://") || (allow_plain && url.starts_with("http://"))) return {};
    return fail(Errc::invalid_argument, std::string(name) + ": " + url + " is no https:// URL",
                "what anybody on the way could replace protects nothing");
}

Result<> check_sign_in(const ExternalIssuerConfig& c) {
    if (c.client_id.empty()) return {};
    ARGOSY_TRY(check_url("authorize_url", c.authorize_url, c.allow_private_address), "");
    ARGOSY_TRY(check_url("token_url", c.token_url, c.allow_private_address), "");
    const bool is_callback = c.redirect_url.empty() || c.redirect_url.ends_with(callback_path);
    if (is_callback) return {};
    return fail(Errc::invalid_argument,
                "redirect_url: " + c.redirect_url + " does not end in " + std::string(callback_path));
}

Result<> check(const ExternalIssuerConfig& c) {
    ARGOSY_TRY(check_url("jwks_url", c.jwks_url, c.allow_private_address), "");
    ARGOSY_TRY(check_sign_in(c), "");
    for (const auto& [text, role] : c.roles)
        if (role == Role::anyone) return fail(Errc::invalid_argument, "roles: " + text + ": anyone is no role to give");
    return {};
}

}  // namespace

void describe(Described<ExternalIssuerConfig>& d) {
    using T = ExternalIssuerConfig;
    d.name("external_issuer").doc("An OpenID provider whose access tokens are accepted.");
    d.field("issuer", &T::issuer, {.required = true, .doc = "Exactly as its tokens have it in iss."});
    d.field("audience", &T::audience, {.required = true, .doc = "What its tokens for us have in aud."});
    d.field("jwks_url", &T::jwks_url, {.required = true, .doc = "Where its public keys are, https."});
    d.field("role_claim", &T::role_claim, {.doc = "A text or a list; realm_access.roles goes into an object."});
    d.field(
        "roles", &T::roles,
        {.items_min = 1, .items_max = 100, .required = true, .doc = "Role by text of the claim; the highest counts."});
    d.field("allow_private_address", &T::allow_private_address,
            {.doc = "It may be asked on this machine or a private network."});
    d.field("client_id", &T::client_id, {.doc = "How it knows us; empty: no button on the sign-in page."});
    d.field("client_secret", &T::client_secret, {.secret = true, .doc = "Empty: we are a public client."});
    d.field("authorize_url", &T::authorize_url, {.doc = "Where people sign in, https."});
    d.field("token_url", &T::token_url, {.doc = "Where a code becomes tokens, https."});
    d.field("redirect_url", &T::redirect_url, {.doc = "Where it sends people back; empty: the address of the pages."});
    d.field("label", &T::label, {.doc = "On the button; empty: its name."});
    d.check(check);
}

Result<TokenPeek> peek_token(std::string_view token) {
    const auto first = token.find('.'), second = token.rfind('.');
    if (token.size() > token_bytes_max || first == std::string_view::npos || first == second)
        return refuse("no signed token");
    const auto header = from_base64url(token.substr(0, first));
    const auto payload = from_base64url(token.substr(first + 1, second - first - 1));
    if (!header || !payload) return refuse("not base64url");
    const auto header_json = detail::parse_json_object(*header), payload_json = detail::parse_json_object(*payload);
    if (!header_json || !payload_json) return refuse("not JSON");
    const bool is_access = header_json->text("typ").ends_with("at+jwt");
    return TokenPeek{.issuer = payload_json->text("iss"),
                     .key_id = header_json->text("kid"),
                     .type = is_access ? TokenType::access : TokenType::plain};
}

Result<Principal> verify_external_token(std::string_view token, const Jwks& keys, const ExternalIssuerConfig& config,
                                        std::string_view provider, Time now) {
    ARGOSY_LET(const auto claims, read_claims(token, keys), "");
    if (claims.text("iss") != config.issuer) return refuse("from another issuer, expected " + config.issuer);
    const auto audience = texts_at(claims, "aud");
    if (std::ranges::find(audience, config.audience) == audience.end())
        return refuse("for another audience, expected " + config.audience);
    ARGOSY_LET(const auto expires, check_times(claims, now), "");
    const std::string subject = claims.text("sub");
    if (subject.empty() || subject.size() > 255) return refuse("the claim \"sub\" is missing or too long");
    ARGOSY_LET(const auto role, role_for(claims, config), "");
    return Principal{.name = std::string(provider) + ":" + subject,
                     .client = std::string(provider),
                     .role = role,
                     .scopes = scopes_of(role),
                     .signed_in = time_at(claims, "auth_time").value_or(Time{}),
                     .expires = expires};
}

}  // namespace argosy::auth
