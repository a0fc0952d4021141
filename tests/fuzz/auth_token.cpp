// Any text as a token: no crash, and nothing but what was signed here is ever believed. Odd inputs are signed first, so
// that the reader of claims meets them as well.
#include <cstdint>
#include <string>

#include "auth/jwt.hpp"
#include "base/assert.hpp"
#include "support/seeded_entropy.hpp"

namespace {

using namespace argosy;
using namespace argosy::auth;

const PrivateKey key = [] {
    testing::SeededEntropy entropy;
    return PrivateKey::generate(Algorithm::eddsa, entropy);
}();
const Jwks keys = [] {
    Jwks set;
    set.add({key.id(), key.public_key()});
    return set;
}();
const ExpectedToken access{.issuer = "https://argosy.example", .audience = "argosy"};
const ExpectedIdToken id{.issuer = "https://argosy.example", .client_id = "argosy", .nonce = "n"};
const Time now = time_from_ns(1'800'000'000'000'000'000);

void forge(std::string_view token) {
    ARGOSY_ASSERT(!verify_jws(token, keys, TokenType::access), "nobody signed this");
    ARGOSY_ASSERT(!verify_access_token(token, keys, access, now), "nobody signed this");
    ARGOSY_ASSERT(!verify_id_token(token, keys, id, now), "nobody signed this");
}

void read_claims(std::string_view payload) {
    if (payload.size() > 4096) return;
    const auto claims = verify_access_token(sign_jws(key, TokenType::access, payload), keys, access, now);
    if (claims) {
        ARGOSY_ASSERT(claims->issuer == access.issuer && claims->who.role != Role::anyone, "checked claims");
        ARGOSY_ASSERT(claims->who.expires + access.leeway > now, "not expired");
    }
    static_cast<void>(verify_id_token(sign_jws(key, TokenType::plain, payload), keys, id, now));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    forge(text);
    read_claims(text);
    return 0;
}
