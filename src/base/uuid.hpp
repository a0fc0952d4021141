#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/prng.hpp"
#include "base/time.hpp"

namespace argosy {

/// A universally unique identifier (RFC 9562). The one of all zeros means "none". Ordered as its text is.
struct Uuid {
    std::uint64_t high = 0, low = 0;

    [[nodiscard]] constexpr bool is_none() const noexcept { return (high | low) == 0; }
    friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// "01920e4a-7c3b-7d1e-9f00-3a5b6c7d8e9f", lower case.
[[nodiscard]] std::string to_string(const Uuid& id);
/// Errors: parse, unless the text is 36 characters of that form; capital letters are accepted.
[[nodiscard]] Result<Uuid> parse_uuid(std::string_view text);

/// Makes UUIDs of version 7: 48 bits of milliseconds, a counter of 12 bits, 62 random bits.
///
/// Invariants: the ids of one source ascend, also when the time stands still or goes back.
/// Known limits: the seed must differ between sources (take it from the system's entropy where ids must be unique
///               in the world); the ids can be guessed, so they are names, not secrets. One thread.
class UuidSource {
public:
    explicit UuidSource(std::uint64_t seed) noexcept : prng_(seed) {}
    /// Requires: a time from 1970 on.
    [[nodiscard]] Uuid next(Time now) noexcept;

private:
    Prng prng_;
    std::uint64_t last_ = 0;  ///< milliseconds and counter of the last id
};

}  // namespace argosy
