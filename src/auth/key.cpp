#include "auth/key.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <sodium.h>

#include "auth/base64url.hpp"
#include "auth/detail/openssl.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"

namespace argosy::auth {
namespace {

using namespace detail;

constexpr std::size_t number_bytes = 32, signature_bytes = 64;
constexpr int rsa_bits_min = 2048, rsa_bits_max = 4096;

const EVP_MD* digest_of(Algorithm algorithm) { return algorithm == Algorithm::eddsa ? nullptr : EVP_sha256(); }

/// Collects the parameters of a key for OpenSSL; the numbers must live until build().
class KeyParams {
public:
    KeyParams& group() {
        OSSL_PARAM_BLD_push_utf8_string(builder_.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
        return *this;
    }
    KeyParams& octets(const char* name, std::string_view bytes) {
        OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, bytes.data(), bytes.size());
        return *this;
    }
    KeyParams& number(const char* name, const Bignum& number) {
        OSSL_PARAM_BLD_push_BN(builder_.get(), name, number.get());
        return *this;
    }
    /// Null when the numbers are no key.
    [[nodiscard]] Pkey build(const char* type, int selection) const {
        const Params params{OSSL_PARAM_BLD_to_param(builder_.get())};
        const PkeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
        EVP_PKEY* key = nullptr;
        if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
            EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1)
            return nullptr;
        return Pkey{key};
    }

private:
    ParamBuilder builder_{OSSL_PARAM_BLD_new()};
};

Bignum to_bignum(std::string_view bytes) {
    return Bignum{BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr)};
}

Pkey make_ed25519(const KeyNumbers& numbers) {
    // Of small order or not canonical: a key under which signatures can be made that verify for many texts.
    if (numbers.x.size() != number_bytes || crypto_core_ed25519_is_valid_point(bytes_of(numbers.x)) != 1)
        return nullptr;
    return Pkey{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(numbers.x), number_bytes)};
}

std::string uncompressed_point(const KeyNumbers& numbers) { return '\x04' + numbers.x + numbers.y; }

Pkey make_p256(const KeyNumbers& numbers) {
    if (numbers.x.size() != number_bytes || numbers.y.size() != number_bytes) return nullptr;
    auto key = KeyParams()
                   .group()
                   .octets(OSSL_PKEY_PARAM_PUB_KEY, uncompressed_point(numbers))
                   .build("EC", EVP_PKEY_PUBLIC_KEY);
    if (!key) return nullptr;
    const PkeyContext check{EVP_PKEY_CTX_new(key.get(), nullptr)};
    return EVP_PKEY_public_check(check.get()) == 1 ? std::move(key) : nullptr;
}

Pkey make_rsa(const KeyNumbers& numbers) {
    if (numbers.n.size() > rsa_bits_max / 8 || numbers.e.empty() || numbers.e.size() > 4) return nullptr;
    const Bignum n = to_bignum(numbers.n), e = to_bignum(numbers.e);
    if (BN_num_bits(n.get()) < rsa_bits_min || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get()))
        return nullptr;
    return KeyParams()
        .number(OSSL_PKEY_PARAM_RSA_N, n)
        .number(OSSL_PKEY_PARAM_RSA_E, e)
        .build("RSA", EVP_PKEY_PUBLIC_KEY);
}

Pkey make_public(Algorithm algorithm, const KeyNumbers& numbers) {
    switch (algorithm) {
        case Algorithm::eddsa: return make_ed25519(numbers);
        case Algorithm::es256: return make_p256(numbers);
        case Algorithm::rs256: return make_rsa(numbers);
    }
    return nullptr;
}

/// JWS writes the two numbers of an ECDSA signature side by side, OpenSSL reads them in DER. Empty: not of that form.
std::string to_der(std::string_view raw) {
    if (raw.size() != signature_bytes) return {};
    const Signature pair{ECDSA_SIG_new()};
    ECDSA_SIG_set0(pair.get(), to_bignum(raw.substr(0, number_bytes)).release(),
                   to_bignum(raw.substr(number_bytes)).release());
    std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)), '\0');
    unsigned char* end = bytes_of(der);
    i2d_ECDSA_SIG(pair.get(), &end);
    return der;
}

std::string from_der(std::string_view der) {
    const unsigned char* at = bytes_of(der);
    const Signature pair{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    ARGOSY_ASSERT(pair != nullptr, "OpenSSL reads its own signature");
    std::string raw(signature_bytes, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes_of(raw), number_bytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes_of(raw) + number_bytes, number_bytes);
    return raw;
}

struct KeyPair {
    Pkey key;
    KeyNumbers numbers;
};

KeyPair make_ed25519_pair(const Secret& seed) {
    Pkey key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed.reveal()), number_bytes)};
    std::string x(number_bytes, '\0');
    std::size_t size = x.size();
    EVP_PKEY_get_raw_public_key(key.get(), bytes_of(x), &size);
    return {std::move(key), {.x = std::move(x)}};
}

/// The public point is the scalar times the generator. Null when the scalar is zero or not below the group's order.
KeyPair make_p256_pair(const Secret& scalar) {
    const Bignum d = to_bignum(scalar.reveal());
    BN_set_flags(d.get(), BN_FLG_CONSTTIME);
    const Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    if (BN_is_zero(d.get()) || BN_cmp(d.get(), EC_GROUP_get0_order(group.get())) >= 0) return {};
    const Point point{EC_POINT_new(group.get())};
    EC_POINT_mul(group.get(), point.get(), d.get(), nullptr, nullptr, nullptr);
    std::string octets(1 + 2 * number_bytes, '\0');
    EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes_of(octets), octets.size(),
                       nullptr);
    auto key = KeyParams()
                   .group()
                   .octets(OSSL_PKEY_PARAM_PUB_KEY, octets)
                   .number(OSSL_PKEY_PARAM_PRIV_KEY, d)
                   .build("EC", EVP_PKEY_KEYPAIR);
    return {std::move(key), {.x = octets.substr(1, number_bytes), .y = octets.substr(1 + number_bytes)}};
}

}  // namespace

std::string_view to_string(Algorithm algorithm) noexcept {
    switch (algorithm) {
        case Algorithm::eddsa: return "EdDSA";
        case Algorithm::es256: return "ES256";
        case Algorithm::rs256: return "RS256";
    }
    return "unknown";
}

struct PublicKey::Rep {
    Algorithm algorithm;
    KeyNumbers numbers;
    Pkey key;
};

Result<PublicKey> PublicKey::make(Algorithm algorithm, KeyNumbers numbers) {
    auto key = make_public(algorithm, numbers);
    if (!key)
        return fail(Errc::invalid_argument, "not a public key for " + std::string(to_string(algorithm)),
                    "expected Ed25519, P-256, or RSA of 2048 to 4096 bits");
    return PublicKey(std::make_shared<const Rep>(algorithm, std::move(numbers), std::move(key)));
}

Algorithm PublicKey::algorithm() const noexcept { return rep_->algorithm; }
const KeyNumbers& PublicKey::numbers() const noexcept { return rep_->numbers; }

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
    std::string der;
    if (rep_->algorithm == Algorithm::es256) signature = der = to_der(signature);
    if (signature.empty()) return false;
    const DigestContext context{EVP_MD_CTX_new()};
    return EVP_DigestVerifyInit(context.get(), nullptr, digest_of(rep_->algorithm), nullptr, rep_->key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) ==
               1;
}

std::string PublicKey::thumbprint() const {
    const KeyNumbers& k = numbers();
    JsonWriter w;
    w.begin_object();
    switch (algorithm()) {  // the members of RFC 7638 section 3.2, in the order of their names
        case Algorithm::eddsa: w.field("crv", "Ed25519").field("kty", "OKP").field("x", to_base64url(k.x)); break;
        case Algorithm::es256:
            w.field("crv", "P-256").field("kty", "EC").field("x", to_base64url(k.x)).field("y", to_base64url(k.y));
            break;
        case Algorithm::rs256: w.field("e", to_base64url(k.e)).field("kty", "RSA").field("n", to_base64url(k.n)); break;
    }
    w.end_object();
    Sha256 hash;
    hash.update(w.text());
    const auto digest = hash.digest();
    return to_base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

struct PrivateKey::Rep {
    PublicKey public_key;
    std::string id;
    Secret bytes;
    Pkey key;
};

PrivateKey PrivateKey::generate(Algorithm algorithm, Entropy& entropy) {
    for (;;) {  // a random scalar misses the order of P-256 once in 2^32 tries
        auto key = make(algorithm, Secret::take(random_bytes(entropy, number_bytes)));
        if (key) return std::move(*key);
        ARGOSY_ASSERT(algorithm == Algorithm::es256, "this algorithm signs");
    }
}

Result<PrivateKey> PrivateKey::make(Algorithm algorithm, const Secret& bytes) {
    if (algorithm == Algorithm::rs256)
        return fail(Errc::invalid_argument, "RS256 is for the tokens of other providers", "sign with EdDSA or ES256");
    if (bytes.reveal().size() != number_bytes)
        return fail(Errc::invalid_argument, "a private key has 32 bytes, got " + std::to_string(bytes.reveal().size()));
    auto pair = algorithm == Algorithm::eddsa ? make_ed25519_pair(bytes) : make_p256_pair(bytes);
    if (!pair.key) return fail(Errc::invalid_argument, "not a private key for " + std::string(to_string(algorithm)));
    ARGOSY_LET(auto public_key, PublicKey::make(algorithm, std::move(pair.numbers)), "public half");
    std::string id = public_key.thumbprint();
    return PrivateKey(std::make_shared<const Rep>(std::move(public_key), std::move(id), bytes, std::move(pair.key)));
}

const std::string& PrivateKey::id() const noexcept { return rep_->id; }
const PublicKey& PrivateKey::public_key() const noexcept { return rep_->public_key; }
const Secret& PrivateKey::bytes() const noexcept { return rep_->bytes; }

std::string PrivateKey::sign(std::string_view message) const {
    const DigestContext context{EVP_MD_CTX_new()};
    std::string signature(128, '\0');
    std::size_t size = signature.size();
    const bool is_signed =
        EVP_DigestSignInit(context.get(), nullptr, digest_of(algorithm()), nullptr, rep_->key.get()) == 1 &&
        EVP_DigestSign(context.get(), bytes_of(signature), &size, bytes_of(message), message.size()) == 1;
    ARGOSY_ASSERT(is_signed, "OpenSSL signs");
    signature.resize(size);
    return algorithm() == Algorithm::es256 ? from_der(signature) : signature;
}

}  // namespace argosy::auth
