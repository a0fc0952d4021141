#include "auth/entropy.hpp"

#include <sodium.h>

#include "auth/base64url.hpp"
#include "base/assert.hpp"

namespace argosy::auth {

SystemEntropy::SystemEntropy() { ARGOSY_ASSERT(sodium_init() >= 0, "libsodium finds the system's random generator"); }

void SystemEntropy::fill(std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); }

std::string random_bytes(Entropy& entropy, std::size_t count) {
    std::string out(count, '\0');
    entropy.fill(std::as_writable_bytes(std::span(out)));
    return out;
}

std::string random_text(Entropy& entropy, std::size_t bytes) { return to_base64url(random_bytes(entropy, bytes)); }

bool equal_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace argosy::auth
