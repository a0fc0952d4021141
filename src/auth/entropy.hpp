#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace argosy::auth {

/// Where random bytes come from: the one port through which this library meets chance, so that tests are deterministic.
class Entropy {
public:
    virtual ~Entropy() = default;
    virtual void fill(std::span<std::byte> out) = 0;
};

/// The random generator of the system (getrandom by way of libsodium). Thread safety: every function.
class SystemEntropy final : public Entropy {
public:
    SystemEntropy();
    void fill(std::span<std::byte> out) override;
};

[[nodiscard]] std::string random_bytes(Entropy& entropy, std::size_t count);
/// `bytes` random bytes as base64url; 32 make 256 bits in 43 characters.
[[nodiscard]] std::string random_text(Entropy& entropy, std::size_t bytes = 32);

/// Compares in a time that depends on the lengths only.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace argosy::auth
