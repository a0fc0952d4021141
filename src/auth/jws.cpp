#include "auth/jws.hpp"

#include <algorithm>
#include <cctype>

#include "auth/base64url.hpp"
#include "auth/detail/json.hpp"

namespace argosy::auth {
namespace {

std::unexpected<Error> refuse(std::string why) {
    return fail(Errc::unauthorized, "token: " + std::move(why), "sign in again or ask for a new token");
}

/// The three parts, still encoded.
struct Parts {
    std::string_view header, payload, signature;
    std::string_view signed_text;  ///< header and payload with the dot between them
};

Result<Parts> split(std::string_view token) {
    if (token.size() > token_bytes_max) return refuse("longer than 8 KiB");
    if (std::ranges::count(token, '.') != 2) return refuse("expected three parts with dots between them");
    const auto first = token.find('.'), second = token.rfind('.');
    return Parts{.header = token.substr(0, first),
                 .payload = token.substr(first + 1, second - first - 1),
                 .signature = token.substr(second + 1),
                 .signed_text = token.substr(0, second)};
}

/// "at+jwt" and "application/at+jwt" are the same (RFC 7515 section 4.1.9); letter case does not count.
bool is_type(std::string type, TokenType wanted) {
    std::ranges::transform(type, type.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::string_view prefix = "application/";
    const std::string_view name = type.starts_with(prefix) ? std::string_view(type).substr(prefix.size()) : type;
    return wanted == TokenType::access ? name == "at+jwt" : name.empty() || name == "jwt";
}

Result<> check_header(const detail::Json& header, const PublicKey& key, TokenType type) {
    if (header.text("alg") != to_string(key.algorithm()))
        return refuse("its algorithm is not " + std::string(to_string(key.algorithm())) + ", which its key has");
    if (header.find("crit") != nullptr) return refuse("it demands an extension that is not known here");
    const bool is_odd_type = header.find("typ") != nullptr && header.get<std::string>("typ") == nullptr;
    if (is_odd_type || !is_type(header.text("typ"), type)) return refuse("it is of another type");
    return {};
}

}  // namespace

std::string sign_jws(const PrivateKey& key, TokenType type, std::string_view payload) {
    JsonWriter header;
    header.begin_object().field("alg", to_string(key.algorithm())).field("kid", key.id());
    header.field("typ", type == TokenType::access ? "at+jwt" : "JWT").end_object();
    std::string token = to_base64url(header.text()) + '.' + to_base64url(payload);
    return token + '.' + to_base64url(key.sign(token));
}

Result<std::string> verify_jws(std::string_view token, const Jwks& keys, TokenType type) {
    ARGOSY_LET(const auto parts, split(token), "");
    const auto header_text = from_base64url(parts.header), signature = from_base64url(parts.signature);
    auto payload = from_base64url(parts.payload);
    if (!header_text || !payload || !signature) return refuse("not base64url");
    const auto header = detail::parse_json_object(*header_text);
    if (!header) return refuse("its header is " + std::string(header.error().message()));
    const bool has_odd_id = header->find("kid") != nullptr && header->text("kid").empty();
    const PublicKey* key = has_odd_id ? nullptr : keys.find(header->text("kid"));
    if (key == nullptr) return refuse("signed with a key that is not known here");
    ARGOSY_TRY(check_header(*header, *key, type), "");
    if (!key->verify(parts.signed_text, *signature)) return refuse("the signature is wrong");
    return std::move(*payload);
}

}  // namespace argosy::auth
