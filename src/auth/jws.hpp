#pragma once

#include <string>
#include <string_view>

#include "auth/jwks.hpp"

/// Signed texts in the compact form of RFC 7515: header.payload.signature.
///
/// The key decides the algorithm; a header that names another is refused. Of the header only alg, kid, typ and crit
/// are looked at: where to fetch a key (jku, x5u) or a key itself (jwk, x5c) is never taken from a token.
namespace argosy::auth {

inline constexpr std::size_t token_bytes_max = 8 << 10;

/// What a signed text is for ("typ"): one kind is never accepted as another (RFC 8725 section 3.11).
enum class TokenType : std::uint8_t {
    access,  ///< "at+jwt" (RFC 9068)
    plain,   ///< "JWT" or nothing, as OpenID providers write
};

[[nodiscard]] std::string sign_jws(const PrivateKey& key, TokenType type, std::string_view payload);

/// The payload, once the signature is verified by the key of its id.
/// Errors: unauthorized, naming what is wrong and never the token.
[[nodiscard]] Result<std::string> verify_jws(std::string_view token, const Jwks& keys, TokenType type);

}  // namespace argosy::auth
