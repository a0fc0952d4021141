#pragma once

#include "auth/entropy.hpp"
#include "base/prng.hpp"

namespace argosy::testing {

/// The same bytes from the same seed.
class SeededEntropy final : public auth::Entropy {
public:
    explicit SeededEntropy(std::uint64_t seed = 1) noexcept : prng_(seed) {}
    void fill(std::span<std::byte> out) override {
        for (std::byte& b : out) b = static_cast<std::byte>(prng_.next() >> 56);
    }

private:
    Prng prng_;
};

}  // namespace argosy::testing
