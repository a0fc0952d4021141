#include "auth/jwt.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "auth/detail/json.hpp"
#include "base/assert.hpp"
#include "base/enum.hpp"

namespace argosy::auth {
namespace {

using detail::Json;

std::unexpected<Error> refuse(std::string why) {
    return fail(Errc::unauthorized, "token: " + std::move(why), "sign in again or ask for a new token");
}

std::int64_t to_seconds(Time t) { return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count(); }

/// Reads the claims one by one and remembers the first that is missing or odd.
class ClaimReader {
public:
    explicit ClaimReader(const Json& claims) : claims_(claims) {}

    std::string text(std::string_view name) {
        const auto* found = claims_.get<std::string>(name);
        if (found == nullptr || found->empty() || found->size() > text_max) return odd(name), std::string();
        return *found;
    }
    std::string optional_text(std::string_view name) {
        return claims_.find(name) == nullptr ? std::string() : text(name);
    }
    Time time(std::string_view name) {
        const auto seconds = number(name);
        if (!seconds || !(*seconds >= 0 && *seconds <= seconds_max)) return odd(name), Time{};
        return Time{std::chrono::seconds(static_cast<std::int64_t>(*seconds))};
    }
    Time optional_time(std::string_view name) { return claims_.find(name) == nullptr ? Time{} : time(name); }

    /// A text or a list of texts (RFC 7519 section 4.1.3).
    std::vector<std::string> texts(std::string_view name) {
        if (const auto* one = claims_.get<std::string>(name)) return {*one};
        std::vector<std::string> out;
        const auto* list = claims_.get<Json::Array>(name);
        if (list == nullptr || list->size() > texts_max) return odd(name), out;
        for (const Json& item : *list) {
            const auto* text = item.as<std::string>();
            if (text == nullptr) return odd(name), out;
            out.push_back(*text);
        }
        return out;
    }
    template <class E>
    E one_of(std::string_view name) {
        const auto value = parse_enum<E>(text(name));
        if (!value) odd(name);
        return value.value_or(E{});
    }
    void odd(std::string_view name) {
        if (odd_.empty()) odd_ = name;
    }
    [[nodiscard]] Result<> check() const {
        if (odd_.empty()) return {};
        return refuse("the claim \"" + odd_ + "\" is missing or has a wrong value");
    }

private:
    static constexpr std::size_t text_max = 512, texts_max = 64;
    static constexpr double seconds_max = 9'000'000'000;  // the year 2255, where Time still reaches

    [[nodiscard]] std::optional<double> number(std::string_view name) const {
        if (const auto* whole = claims_.get<std::int64_t>(name)) return static_cast<double>(*whole);
        if (const auto* real = claims_.get<double>(name)) return *real;
        return std::nullopt;
    }
    const Json& claims_;
    std::string odd_;
};

Result<Json> read_payload(std::string_view token, const Jwks& keys, TokenType type) {
    ARGOSY_LET(const auto payload, verify_jws(token, keys, type), "");
    auto claims = detail::parse_json_object(payload);
    if (!claims) return refuse("its content is " + std::string(claims.error().message()));
    return claims;
}

struct Times {
    Time issued, not_before, expires;
};

Result<> check_times(const Times& times, Duration leeway, Time now) {
    if (now >= times.expires + leeway) return refuse("expired at " + to_iso8601(times.expires));
    if (now + leeway < times.not_before) return refuse("not valid before " + to_iso8601(times.not_before));
    if (now + leeway < times.issued)
        return refuse("issued at " + to_iso8601(times.issued) + ", which is in the future: compare the clocks");
    return {};
}

Result<> check_parties(const std::string& issuer, const std::vector<std::string>& audience,
                       const std::string& expected_issuer, const std::string& expected_audience) {
    if (issuer != expected_issuer) return refuse("from another issuer, expected " + expected_issuer);
    if (std::ranges::find(audience, expected_audience) == audience.end())
        return refuse("for another audience, expected " + expected_audience);
    return {};
}

Principal read_principal(ClaimReader& r) {
    Principal who{.kind = r.one_of<Principal::Kind>("kind"),
                  .name = r.text("sub"),
                  .client = r.optional_text("client_id"),
                  .session = r.optional_text("sid"),
                  .role = r.one_of<Role>("role"),
                  .signed_in = r.optional_time("auth_time"),
                  .expires = r.time("exp")};
    if (who.role == Role::anyone) r.odd("role");
    const auto scopes = parse_scopes(r.text("scope"));
    if (!scopes) r.odd("scope");
    who.scopes = scopes.value_or(Scopes{});
    return who;
}

void require_complete(const Claims& c) {
    ARGOSY_ASSERT(!c.issuer.empty() && !c.audience.empty() && !c.id.empty() && !c.who.name.empty(),
                  "a token names issuer, audience, id and owner");
    ARGOSY_ASSERT(c.issued > Time{} && c.who.expires > c.issued && c.who.expires < time_max, "a token expires");
    ARGOSY_ASSERT(c.who.role != Role::anyone && !c.who.scopes.empty(), "a token has a role and scopes");
}

}  // namespace

std::string sign_access_token(const Claims& claims, const PrivateKey& key) {
    require_complete(claims);
    const Principal& who = claims.who;
    JsonWriter w;
    w.begin_object().field("iss", claims.issuer).key("aud").begin_array();
    for (const auto& audience : claims.audience) w.value(audience);
    w.end_array().field("sub", who.name).field("kind", to_string(who.kind)).field("jti", claims.id);
    w.field("iat", to_seconds(claims.issued)).field("exp", to_seconds(who.expires));
    if (claims.not_before > Time{}) w.field("nbf", to_seconds(claims.not_before));
    if (!who.client.empty()) w.field("client_id", who.client);
    if (!who.session.empty()) w.field("sid", who.session);
    if (who.signed_in > Time{}) w.field("auth_time", to_seconds(who.signed_in));
    w.field("role", to_string(who.role)).field("scope", to_string(who.scopes)).end_object();
    return sign_jws(key, TokenType::access, w.text());
}

Result<Claims> verify_access_token(std::string_view token, const Jwks& keys, const ExpectedToken& expected, Time now) {
    ARGOSY_LET(const auto json, read_payload(token, keys, TokenType::access), "");
    ClaimReader r(json);
    Claims claims{.issuer = r.text("iss"),
                  .audience = r.texts("aud"),
                  .id = r.text("jti"),
                  .issued = r.time("iat"),
                  .not_before = r.optional_time("nbf"),
                  .who = read_principal(r)};
    ARGOSY_TRY(r.check(), "");
    ARGOSY_TRY(check_parties(claims.issuer, claims.audience, expected.issuer, expected.audience), "");
    ARGOSY_TRY(check_times({claims.issued, claims.not_before, claims.who.expires}, expected.leeway, now), "");
    return claims;
}

Result<IdClaims> verify_id_token(std::string_view token, const Jwks& keys, const ExpectedIdToken& expected, Time now) {
    ARGOSY_ASSERT(!expected.nonce.empty(), "a sign-in is tied to its answer by a nonce");
    ARGOSY_LET(const auto json, read_payload(token, keys, TokenType::plain), "");
    ClaimReader r(json);
    IdClaims claims{.issuer = r.text("iss"),
                    .subject = r.text("sub"),
                    .name = r.optional_text("name"),
                    .email = r.optional_text("email"),
                    .expires = r.time("exp")};
    if (const bool* verified = json.get<bool>("email_verified")) claims.is_email_verified = *verified;
    if (json.find("groups") != nullptr) claims.groups = r.texts("groups");
    const auto audience = r.texts("aud");
    const auto party = r.optional_text("azp");
    const Times times{.issued = r.time("iat"), .not_before = r.optional_time("nbf"), .expires = claims.expires};
    const std::string nonce = r.text("nonce");
    ARGOSY_TRY(r.check(), "");
    ARGOSY_TRY(check_parties(claims.issuer, audience, expected.issuer, expected.client_id), "");
    if (party.empty() ? audience.size() > 1 : party != expected.client_id)
        return refuse("made for another client of the provider");
    if (!equal_constant_time(nonce, expected.nonce)) return refuse("the answer to another sign-in");
    ARGOSY_TRY(check_times(times, expected.leeway, now), "");
    return claims;
}

}  // namespace argosy::auth
