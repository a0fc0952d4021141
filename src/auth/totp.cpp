#include "auth/totp.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <openssl/hmac.h>

#include "auth/detail/openssl.hpp"
#include "base/assert.hpp"

namespace argosy::auth {
namespace {

constexpr std::int64_t step_seconds = 30;
constexpr int code_digits = 6;
constexpr std::size_t totp_key_bytes = 20;
constexpr std::size_t sha1_bytes = 20;

std::array<unsigned char, sha1_bytes> hmac_sha1(std::string_view key, std::uint64_t counter) {
    std::array<unsigned char, 8> message{};
    for (int i = 7; i >= 0; --i, counter >>= 8)
        message[static_cast<std::size_t>(i)] = static_cast<unsigned char>(counter);
    std::array<unsigned char, sha1_bytes> digest{};
    unsigned int size = 0;
    const auto* made = ::HMAC(::EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
                              digest.data(), &size);
    ARGOSY_ASSERT(made != nullptr && size == sha1_bytes, "HMAC-SHA-1 cannot fail");
    return digest;
}

}  // namespace

std::string to_base32(std::string_view bytes) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t kept = 0;
    int bits = 0;
    for (const char c : bytes) {
        kept = (kept << 8) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += letters[(kept >> (bits - 5)) & 31];
    }
    if (bits > 0) out += letters[(kept << (5 - bits)) & 31];
    return out;
}

std::string hotp(std::string_view key, std::uint64_t counter, int digits) {
    ARGOSY_ASSERT(digits >= 6 && digits <= 8, "a one-time password has 6 to 8 digits");
    const auto digest = hmac_sha1(key, counter);
    const std::size_t offset = digest.back() & 0x0f;
    std::uint32_t number = digest[offset] & 0x7fU;
    for (std::size_t i = 1; i < 4; ++i) number = (number << 8) | digest[offset + i];
    std::uint32_t range = 1;
    for (int i = 0; i < digits; ++i) range *= 10;
    return fmt::format("{:0{}}", number % range, digits);
}

Secret make_totp_key(Entropy& entropy) { return Secret::take(random_bytes(entropy, totp_key_bytes)); }

std::int64_t totp_step(Time now) noexcept {
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / step_seconds;
}

std::string totp_code(const Secret& key, Time now) {
    return hotp(key.reveal(), static_cast<std::uint64_t>(totp_step(now)), code_digits);
}

std::optional<std::int64_t> match_totp(const Secret& key, std::string_view code, std::int64_t used, Time now) {
    std::string digits(code);
    std::erase(digits, ' ');
    std::optional<std::int64_t> found;
    // All three are looked at whatever the first says, so that the time says nothing.
    for (std::int64_t step = totp_step(now) - 1; step <= totp_step(now) + 1; ++step) {
        const bool is_it =
            equal_constant_time(hotp(key.reveal(), static_cast<std::uint64_t>(step), code_digits), digits);
        if (is_it && step > used) found = step;
    }
    return found;
}

Secret totp_link(std::string_view issuer, std::string_view account, const Secret& key) {
    return Secret::take(
        fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", issuer, account, to_base32(key.reveal()), issuer));
}

}  // namespace argosy::auth
