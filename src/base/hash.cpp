#include "base/hash.hpp"

#include <cstring>
#include <openssl/evp.h>
#include <xxhash.h>

#include "base/assert.hpp"

namespace argosy {
namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* p) const noexcept { EVP_MD_CTX_free(p); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

}  // namespace

struct Sha256::Rep {
    Context context{EVP_MD_CTX_new()};
};

std::uint64_t checksum64(std::span<const std::byte> bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t checksum64(std::span<const std::byte> bytes, std::uint64_t previous) noexcept {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), previous);
}

Sha256::Sha256() : rep_(std::make_unique<Rep>()) {
    const int ok = EVP_DigestInit_ex(rep_->context.get(), EVP_sha256(), nullptr);
    ARGOSY_ASSERT(ok == 1, "OpenSSL has SHA-256");
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) noexcept {
    EVP_DigestUpdate(rep_->context.get(), bytes.data(), bytes.size());
}

void Sha256::update(std::span<const std::byte> bytes) noexcept {
    EVP_DigestUpdate(rep_->context.get(), bytes.data(), bytes.size());
}

std::array<std::byte, 32> Sha256::digest() const {
    const Context copy{EVP_MD_CTX_new()};
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_MD_CTX_copy_ex(copy.get(), rep_->context.get());
    EVP_DigestFinal_ex(copy.get(), bytes, &size);
    std::array<std::byte, 32> out;
    std::memcpy(out.data(), bytes, out.size());
    return out;
}

std::string Sha256::hex() const {
    std::string out;
    for (const std::byte b : digest()) {
        out += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
        out += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15];
    }
    return out;
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 h;
    h.update(bytes);
    return h.hex();
}

}  // namespace argosy
