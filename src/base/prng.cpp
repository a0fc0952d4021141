#include "base/prng.hpp"

#include <bit>
#include <cmath>

#include "base/assert.hpp"
#include "base/int128.hpp"

namespace argosy {
namespace {

std::uint64_t splitmix(std::uint64_t& x) noexcept {  // the seeding that xoshiro's authors recommend
    std::uint64_t z = (x += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace

Prng::Prng(std::uint64_t seed) noexcept {
    for (auto& word : state_) word = splitmix(seed);
}

std::uint64_t Prng::next() noexcept {
    auto& s = state_;
    const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    return result;
}

std::uint64_t Prng::below(std::uint64_t n) noexcept {
    ARGOSY_ASSERT(n > 0, "below(0) has no value");
    // Lemire's multiply-and-reject: no bias, no division in the usual case.
    uint128 m = uint128{next()} * n;
    if (static_cast<std::uint64_t>(m) < n) {
        const std::uint64_t floor = (0 - n) % n;
        while (static_cast<std::uint64_t>(m) < floor) m = uint128{next()} * n;
    }
    return static_cast<std::uint64_t>(m >> 64);
}

double Prng::uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Prng::normal() noexcept {
    if (has_spare_) return has_spare_ = false, spare_;
    double u, v, s;
    do {
        u = 2 * uniform() - 1;
        v = 2 * uniform() - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const double f = std::sqrt(-2 * std::log(s) / s);
    spare_ = v * f;
    has_spare_ = true;
    return u * f;
}

Prng Prng::split(std::uint64_t stream) const noexcept {
    std::uint64_t x = state_[0] ^ std::rotl(state_[2], 17) ^ (stream * 0xd1342543de82ef95);
    return Prng(splitmix(x));
}

}  // namespace argosy
