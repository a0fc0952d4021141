#include "auth/jwks.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "auth/base64url.hpp"
#include "auth/detail/json.hpp"
#include "base/assert.hpp"

namespace argosy::auth {
namespace {

using detail::Json;

std::optional<Algorithm> algorithm_of(const Json& jwk) {
    const std::string kind = jwk.text("kty"), curve = jwk.text("crv");
    if (kind == "OKP" && curve == "Ed25519") return Algorithm::eddsa;
    if (kind == "EC" && curve == "P-256") return Algorithm::es256;
    if (kind == "RSA") return Algorithm::rs256;
    return std::nullopt;
}

/// The algorithm when the key is one that we verify with: kind, use and "alg" must all agree.
std::optional<Algorithm> usable_algorithm(const Json& jwk, Issuer issuer) {
    const auto algorithm = algorithm_of(jwk);
    if (!algorithm || (*algorithm == Algorithm::rs256 && issuer == Issuer::argosy)) return std::nullopt;
    if (jwk.find("use") != nullptr && jwk.text("use") != "sig") return std::nullopt;
    if (jwk.find("alg") != nullptr && jwk.text("alg") != to_string(*algorithm)) return std::nullopt;
    return algorithm;
}

Result<std::string> read_number(const Json& jwk, std::string_view name) {
    auto bytes = from_base64url(jwk.text(name));
    if (!bytes) return fail(Errc::parse, "\"" + std::string(name) + "\" is not base64url");
    return std::move(*bytes);
}

Result<NamedKey> read_key(const Json& jwk, Algorithm algorithm) {
    constexpr std::array private_members{"d", "p", "q", "dp", "dq", "qi", "k"};
    if (std::ranges::any_of(private_members, [&](const char* name) { return jwk.find(name) != nullptr; }))
        return fail(Errc::invalid_argument, "a private key in a set of public keys",
                    "its owner must replace the key: it was published");
    KeyNumbers numbers;
    ARGOSY_LET(numbers.x, read_number(jwk, "x"), "");
    ARGOSY_LET(numbers.y, read_number(jwk, "y"), "");
    ARGOSY_LET(numbers.n, read_number(jwk, "n"), "");
    ARGOSY_LET(numbers.e, read_number(jwk, "e"), "");
    ARGOSY_LET(auto key, PublicKey::make(algorithm, std::move(numbers)), "");
    return NamedKey{jwk.text("kid"), std::move(key)};
}

void write_numbers(JsonWriter& w, const PublicKey& key) {
    const KeyNumbers& k = key.numbers();
    switch (key.algorithm()) {
        case Algorithm::eddsa: w.field("kty", "OKP").field("crv", "Ed25519").field("x", to_base64url(k.x)); break;
        case Algorithm::es256:
            w.field("kty", "EC").field("crv", "P-256").field("x", to_base64url(k.x)).field("y", to_base64url(k.y));
            break;
        case Algorithm::rs256: w.field("kty", "RSA").field("n", to_base64url(k.n)).field("e", to_base64url(k.e)); break;
    }
}

}  // namespace

void Jwks::add(NamedKey key) {
    ARGOSY_ASSERT(std::ranges::find(keys_, key.id, &NamedKey::id) == keys_.end(), "an id names one key");
    keys_.push_back(std::move(key));
}

void Jwks::remove(std::string_view id) {
    std::erase_if(keys_, [&](const NamedKey& key) { return key.id == id; });
}

const PublicKey* Jwks::find(std::string_view id) const noexcept {
    if (id.empty()) return keys_.size() == 1 ? &keys_.front().key : nullptr;
    const auto found = std::ranges::find(keys_, id, &NamedKey::id);
    return found == keys_.end() ? nullptr : &found->key;
}

std::string to_json(const Jwks& keys) {
    JsonWriter w;
    w.begin_object().key("keys").begin_array();
    for (const auto& [id, key] : keys.keys()) {
        w.begin_object();
        write_numbers(w, key);
        if (!id.empty()) w.field("kid", id);
        w.field("use", "sig").field("alg", to_string(key.algorithm())).end_object();
    }
    w.end_array().end_object();
    return std::move(w).take();
}

Result<Jwks> parse_jwks(std::string_view json, Issuer issuer) {
    ARGOSY_LET(const auto document, detail::parse_json_object(json), "key set");
    const auto* list = document.get<Json::Array>("keys");
    if (list == nullptr) return fail(Errc::parse, "key set: expected an array \"keys\"");
    if (list->size() > Jwks::keys_max)
        return fail(Errc::parse, "key set: more than " + std::to_string(Jwks::keys_max) + " keys");
    Jwks out;
    for (const Json& jwk : *list) {
        const auto algorithm = usable_algorithm(jwk, issuer);
        if (!algorithm) continue;
        const std::string where = "key set: key \"" + jwk.text("kid").substr(0, 64) + "\"";
        ARGOSY_LET(auto key, read_key(jwk, *algorithm), where);
        if (std::ranges::find(out.keys(), key.id, &NamedKey::id) != out.keys().end())
            return fail(Errc::parse, where + " is there twice");
        out.add(std::move(key));
    }
    return out;
}

}  // namespace argosy::auth
