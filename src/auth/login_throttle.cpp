#include "auth/login_throttle.hpp"

#include <algorithm>

#include "auth/network.hpp"

namespace argosy::auth {
namespace {

/// Names are told apart by their first bytes: nobody has a longer one, and strangers send any.
std::string_view key_of(std::string_view identity) { return identity.substr(0, 256); }

}  // namespace

LoginThrottle::LoginThrottle(ThrottleOptions options)
    : options_(options), identities_(options.identities_max), sources_(options.sources_max) {}

Duration LoginThrottle::wait_of(const Entry* entry, Duration wait_max, Time now) const {
    if (entry == nullptr || entry->attempts < options_.free_attempts) return {};
    const int doublings = std::min(entry->attempts - options_.free_attempts, 40);
    Duration wait = options_.first_wait;
    for (int i = 0; i < doublings && wait < wait_max; ++i) wait *= 2;
    return std::clamp(entry->last + std::min(wait, wait_max) - now, Duration{}, wait_max);
}

Duration LoginThrottle::wait(std::string_view identity, std::string_view source, Time now) {
    const std::string network = network_of(source);
    const Entry* who = identities_.find(key_of(identity));
    const bool is_known_here = who != nullptr && who->good_source == network;
    return std::max(is_known_here ? Duration{} : wait_of(who, options_.identity_wait_max, now),
                    wait_of(sources_.find(network), options_.source_wait_max, now));
}

void LoginThrottle::count(Entry& entry, Time now) const {
    if (now - entry.last >= options_.forget_after) entry.attempts = 0;
    ++entry.attempts;
    entry.last = now;
}

Result<> LoginThrottle::begin(std::string_view identity, std::string_view source, Time now) {
    if (const Duration left = wait(identity, source, now); left > Duration{})
        return fail(Errc::rate_limited, "too many attempts to sign in",
                    "try again in " + std::to_string(std::chrono::ceil<std::chrono::seconds>(left).count()) + " s");
    count(identities_.at(key_of(identity)), now);
    count(sources_.at(network_of(source)), now);
    return {};
}

void LoginThrottle::succeed(std::string_view identity, std::string_view source, Time now) {
    const std::string network = network_of(source);
    identities_.at(key_of(identity)) = {.attempts = 0, .last = now, .good_source = network};
    // Only this attempt: who guesses a thousand names must not win a clean slate by one of their own.
    if (Entry* entry = sources_.find(network)) entry->attempts = std::max(entry->attempts - 1, 0);
}

}  // namespace argosy::auth
