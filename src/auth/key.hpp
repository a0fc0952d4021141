#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "auth/entropy.hpp"
#include "auth/secret.hpp"
#include "base/error.hpp"
#include "base/json_writer.hpp"

/// Keys that sign tokens and keys that verify them, on OpenSSL. A key has one algorithm; no token can choose another.
namespace argosy::auth {

/// The names of RFC 7518 and RFC 8037. There is no "none" and no shared secret.
enum class Algorithm : std::uint8_t {
    eddsa,  ///< Ed25519
    es256,  ///< ECDSA on P-256 with SHA-256
    rs256,  ///< RSA with SHA-256: only to verify the tokens of external providers
};
[[nodiscard]] std::string_view to_string(Algorithm) noexcept;

/// The numbers of a public key, big-endian, as a JSON Web Key names them (RFC 7518 section 6, RFC 8037 section 2).
struct KeyNumbers {
    std::string x;  ///< Ed25519: the key; P-256: a coordinate; 32 bytes
    std::string y;  ///< P-256: the other coordinate
    std::string n;  ///< RSA: the modulus, 2048 to 4096 bits
    std::string e;  ///< RSA: the exponent
    friend bool operator==(const KeyNumbers&, const KeyNumbers&) = default;
};

/// Verifies signatures. Cheap to copy; thread safety: every function.
class PublicKey {
public:
    /// Errors: invalid_argument for numbers that are no key of that algorithm (wrong length, point not on the curve,
    ///         RSA modulus too short to be safe or too long to be cheap).
    [[nodiscard]] static Result<PublicKey> make(Algorithm algorithm, KeyNumbers numbers);

    [[nodiscard]] Algorithm algorithm() const noexcept;
    [[nodiscard]] const KeyNumbers& numbers() const noexcept;
    /// The signature is the JWS form: 64 raw bytes for EdDSA and ES256, as long as the modulus for RS256.
    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;
    /// SHA-256 of the key's canonical JSON, as base64url: a name that two parties agree on (RFC 7638).
    [[nodiscard]] std::string thumbprint() const;

private:
    struct Rep;
    explicit PublicKey(std::shared_ptr<const Rep> rep) noexcept : rep_(std::move(rep)) {}
    std::shared_ptr<const Rep> rep_;
};

/// Signs. Its id is the thumbprint of its public key. Thread safety: every function.
class PrivateKey {
public:
    /// Requires: eddsa or es256; asserted.
    [[nodiscard]] static PrivateKey generate(Algorithm algorithm, Entropy& entropy);
    /// From the 32 bytes that bytes() gave. Errors: invalid_argument when they are no private key of that algorithm.
    [[nodiscard]] static Result<PrivateKey> make(Algorithm algorithm, const Secret& bytes);

    [[nodiscard]] Algorithm algorithm() const noexcept { return public_key().algorithm(); }
    [[nodiscard]] const std::string& id() const noexcept;
    [[nodiscard]] const PublicKey& public_key() const noexcept;
    /// The JWS form of the signature, 64 bytes. EdDSA gives the same for the same message, ES256 never does.
    [[nodiscard]] std::string sign(std::string_view message) const;
    /// What must be stored, sealed: the seed of Ed25519, the scalar of P-256.
    [[nodiscard]] const Secret& bytes() const noexcept;

private:
    struct Rep;
    explicit PrivateKey(std::shared_ptr<const Rep> rep) noexcept : rep_(std::move(rep)) {}
    std::shared_ptr<const Rep> rep_;
};

}  // namespace argosy::auth
