#include "auth/secret.hpp"

#include <cstring>
#include <sodium.h>
#include <utility>

#include "auth/entropy.hpp"
#include "base/assert.hpp"
#include "base/describe.hpp"

namespace argosy::auth {

Secret::Secret(std::string_view text) {
    if (text.empty()) return;
    ARGOSY_ASSERT(sodium_init() >= 0, "libsodium starts");
    data_ = static_cast<char*>(sodium_malloc(text.size()));
    ARGOSY_ASSERT(data_ != nullptr, "memory for a secret");
    std::memcpy(data_, text.data(), text.size());
    size_ = text.size();
}

Secret Secret::take(std::string&& text) {
    Secret secret(text);
    wipe(text);
    return secret;
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

Secret::~Secret() { sodium_free(data_); }  // which wipes

bool operator==(const Secret& a, const Secret& b) noexcept { return equal_constant_time(a.reveal(), b.reveal()); }

void wipe(std::string& text) noexcept {
    text.resize(text.capacity());
    sodium_memzero(text.data(), text.size());
    text.clear();
}

void describe(Described<Secret>& d) {
    d.scalar(
        "secret", [](std::string_view text) -> Result<Secret> { return Secret(text); },
        [](const Secret& secret) { return std::string(secret.empty() ? "" : "***"); });
}

}  // namespace argosy::auth
