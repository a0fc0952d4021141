#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "auth/entropy.hpp"
#include "auth/principal.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::auth {

struct TicketOptions {
    Duration life = 10s;
    std::size_t open_max = 4096;
    std::size_t open_per_name_max = 32;  ///< so that one owner cannot use up all
};

/// One-use tickets that open a WebSocket: a browser cannot send a header with it, and a token in an address would be
/// written to logs. Fetched over an authenticated request, worth nothing seconds later.
///
/// Thread safety: none. Memory: bounded. Only hashes are kept.
class Tickets {
public:
    explicit Tickets(Entropy& entropy, TicketOptions options = {}) : entropy_(entropy), options_(options) {}

    /// Errors: rate_limited when too many are open.
    [[nodiscard]] Result<std::string> issue(const Principal& who, Time now);
    /// Who asked for the ticket; it is used up. Errors: unauthorized when it is unknown, used or expired.
    [[nodiscard]] Result<Principal> redeem(std::string_view ticket, Time now);
    [[nodiscard]] std::size_t open() const noexcept { return by_hash_.size(); }

private:
    struct Ticket {
        Principal who;
        Time until;
    };
    void forget_expired(Time now);
    void erase(const std::string& hash);

    Entropy& entropy_;
    TicketOptions options_;
    std::unordered_map<std::string, Ticket> by_hash_;
    std::deque<std::pair<Time, std::string>> by_time_;  ///< when each expires; used ones stay until then
    std::unordered_map<std::string, std::size_t> open_of_name_;
};

}  // namespace argosy::auth
