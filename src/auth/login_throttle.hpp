#pragma once

#include <string>
#include <string_view>

#include "auth/lru_map.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::auth {

struct ThrottleOptions {
    int free_attempts = 5;              ///< before the first wait
    Duration first_wait = 1s;           ///< doubles with each further attempt
    Duration identity_wait_max = 1min;  ///< short: a stranger must not lock a person out for long
    Duration source_wait_max = 15min;
    Duration forget_after = 24h;  ///< without an attempt
    std::size_t identities_max = 10'000;
    std::size_t sources_max = 10'000;
};

/// Slows guessing of passwords: every identity and every source waits longer after each failed attempt.
///
/// An attempt counts as failed when it begins, so that a thousand at once are a thousand failures. Who signed in from a
/// network before does not wait there for what strangers do to the name elsewhere.
///
/// Thread safety: none. Memory: bounded; beyond, the entry that was not touched for longest is forgotten.
/// Known limits:  an attacker with as many sources as entries can wash out entries; each costs one hash.
class LoginThrottle {
public:
    explicit LoginThrottle(ThrottleOptions options = {});

    /// Asks before the password is looked at, and counts the attempt. `source`: an address; see network_of.
    /// Errors: rate_limited, with the wait in the hint; the attempt is not counted then.
    [[nodiscard]] Result<> begin(std::string_view identity, std::string_view source, Time now);
    /// The password was right: the identity starts anew, the source gets this attempt back.
    void succeed(std::string_view identity, std::string_view source, Time now);
    /// How long this pair has to wait now; zero: not at all. For Retry-After.
    [[nodiscard]] Duration wait(std::string_view identity, std::string_view source, Time now);

    [[nodiscard]] std::size_t identities() const noexcept { return identities_.size(); }
    [[nodiscard]] std::size_t sources() const noexcept { return sources_.size(); }

private:
    struct Entry {
        int attempts = 0;
        Time last{};
        std::string good_source;  ///< of an identity: the network of its last success
    };
    [[nodiscard]] Duration wait_of(const Entry* entry, Duration wait_max, Time now) const;
    void count(Entry& entry, Time now) const;

    ThrottleOptions options_;
    LruMap<Entry> identities_, sources_;
};

}  // namespace argosy::auth
