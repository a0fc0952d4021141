#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/entropy.hpp"
#include "auth/secret.hpp"
#include "base/time.hpp"

/// One-time passwords by the clock (RFC 6238 over RFC 4226): what an authenticator shows. SHA-1, six digits, thirty
/// seconds: the one form that all of them read.
namespace argosy::auth {

/// The alphabet that people can type from a screen, without padding (RFC 4648 section 6).
[[nodiscard]] std::string to_base32(std::string_view bytes);

/// The password of a counter. Requires: 6 to 8 digits; asserted. Source: RFC 4226 section 5.3.
[[nodiscard]] std::string hotp(std::string_view key, std::uint64_t counter, int digits);

/// A key of 160 bits, as long as the hash (RFC 4226 section 4, R6).
[[nodiscard]] Secret make_totp_key(Entropy& entropy);

/// The number of the thirty seconds that this moment lies in.
[[nodiscard]] std::int64_t totp_step(Time now) noexcept;

/// The code that an authenticator with this key shows now.
[[nodiscard]] std::string totp_code(const Secret& key, Time now);

/// The step whose code this is: the present one, the one before or the one after, for clocks differ; and later than
/// `used`, for a code that somebody looked at over a shoulder is good once (RFC 6238 section 5.2).
/// None: the code is wrong, or was used. Spaces in it do not count.
[[nodiscard]] std::optional<std::int64_t> match_totp(const Secret& key, std::string_view code, std::int64_t used,
                                                     Time now);

/// The address that an authenticator takes the key from: "otpauth://totp/argosy:ada?secret=...&issuer=argosy".
/// Requires: issuer and account need no escaping in an address.
[[nodiscard]] Secret totp_link(std::string_view issuer, std::string_view account, const Secret& key);

}  // namespace argosy::auth
