#pragma once

#include <array>
#include <cstdint>

namespace argosy {

/// xoshiro256++ (Blackman and Vigna, public domain algorithm): the only source of randomness in the pure
/// libraries. The same seed gives the same numbers on every machine; std:: distributions do not promise that.
class Prng {
public:
    explicit Prng(std::uint64_t seed) noexcept;
    [[nodiscard]] std::uint64_t next() noexcept;
    /// Uniform in [0, n). Requires: n > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t n) noexcept;
    /// Uniform in [0, 1) with 53 bits.
    [[nodiscard]] double uniform() noexcept;
    /// Standard normal (Marsaglia's polar method).
    [[nodiscard]] double normal() noexcept;
    /// A generator of its own, for a sub-task: the same parent state and stream give the same child.
    [[nodiscard]] Prng split(std::uint64_t stream) const noexcept;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) { archive(self.state_, self.spare_, self.has_spare_); }

private:
    std::array<std::uint64_t, 4> state_;
    double spare_ = 0;
    bool has_spare_ = false;
};

}  // namespace argosy
