#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/entropy.hpp"
#include "auth/secret.hpp"
#include "base/error.hpp"

/// Passwords of people: argon2id by libsodium.
///
/// Hashing takes a tenth of a second and the memory of its cost, by design: run it on a worker thread, one at a time,
/// behind the login throttle.
namespace argosy::auth {

/// What guessing costs. The default is above what OWASP asks (19 MiB, 2 passes); libsodium has one lane.
struct PasswordCost {
    std::uint32_t memory_mib = 64;
    std::uint32_t passes = 3;
};

struct PasswordVerdict {
    bool matches = false;
    bool needs_rehash = false;  ///< it matches, and was hashed at another cost: hash it again and store that
};

class PasswordHasher {
public:
    /// Requires: memory from 1 to 1024 MiB, passes from 1 to 16; asserted. Hashes once, for verify_unknown.
    explicit PasswordHasher(PasswordCost cost = {});

    /// "$argon2id$v=19$m=65536,t=3,p=1$salt$hash": what is stored. The salt comes from the system.
    /// Errors: unavailable, when there is no memory for it.
    [[nodiscard]] Result<std::string> hash(const Secret& password) const;
    /// A stored text that is no argon2id hash, or costs more than 1 GiB or 16 passes, matches nothing.
    [[nodiscard]] PasswordVerdict verify(std::string_view stored, const Secret& password) const;
    /// For a person who does not exist: takes as long as verify, so that the time does not tell.
    void verify_unknown(const Secret& password) const;

private:
    PasswordCost cost_;
    std::string decoy_;
};

/// What a new password must be: 12 to 128 bytes, not among the ones everybody tries, not made of the user's name, of
/// one repeated piece or of a run of neighbours. No rules about digits and signs (NIST SP 800-63B). Errors:
/// invalid_argument, saying which, never the password.
[[nodiscard]] Result<> check_new_password(const Secret& password, std::string_view user);

/// Five groups of five letters and digits, 124 bits, without look-alikes: for the first start and for resets.
[[nodiscard]] Secret generate_password(Entropy& entropy);

}  // namespace argosy::auth
