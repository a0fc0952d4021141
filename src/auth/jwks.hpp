#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/key.hpp"

namespace argosy::auth {

/// A public key under the name that tokens call it by ("kid").
struct NamedKey {
    std::string id;
    PublicKey key;
};

/// The public keys of one issuer: a JSON Web Key Set (RFC 7517).
class Jwks {
public:
    static constexpr std::size_t keys_max = 64;

    /// Requires: no other key has this id; asserted.
    void add(NamedKey key);
    void remove(std::string_view id);
    /// The key of this id; for a token without one, the only key. Null: none.
    [[nodiscard]] const PublicKey* find(std::string_view id) const noexcept;
    [[nodiscard]] std::span<const NamedKey> keys() const noexcept { return keys_; }

private:
    std::vector<NamedKey> keys_;
};

/// The document for /.well-known/jwks.json: only public numbers.
[[nodiscard]] std::string to_json(const Jwks& keys);

/// Whose keys are read: our own services sign with EdDSA and ES256 only.
enum class Issuer : std::uint8_t { argosy, external };

/// Reads a key set. Keys for other uses, kinds or algorithms are passed over, as RFC 7517 section 5 asks.
/// Errors: parse for text that is no key set, an id that is there twice, more than 64 keys;
///         invalid_argument for a key whose numbers are wrong, or that shows a private number.
[[nodiscard]] Result<Jwks> parse_jwks(std::string_view json, Issuer issuer);

}  // namespace argosy::auth
