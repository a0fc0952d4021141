#include "auth/ticket.hpp"

#include "base/hash.hpp"

namespace argosy::auth {

Result<std::string> Tickets::issue(const Principal& who, Time now) {
    forget_expired(now);
    const auto mine = open_of_name_.find(who.name);
    const bool has_too_many = mine != open_of_name_.end() && mine->second >= options_.open_per_name_max;
    if (has_too_many || by_time_.size() >= options_.open_max)
        return fail(Errc::rate_limited, "too many unused tickets", "wait " + argosy::to_string(options_.life));
    std::string ticket = random_text(entropy_);
    std::string hash = sha256_hex(ticket);
    by_time_.emplace_back(now + options_.life, hash);
    by_hash_.emplace(std::move(hash), Ticket{who, now + options_.life});
    ++open_of_name_[who.name];
    return ticket;
}

Result<Principal> Tickets::redeem(std::string_view ticket, Time now) {
    const std::string hash = sha256_hex(ticket);
    const auto found = by_hash_.find(hash);
    const bool is_good = found != by_hash_.end() && now < found->second.until && now < found->second.who.expires;
    Principal who = is_good ? found->second.who : Principal{};
    erase(hash);
    if (!is_good) return fail(Errc::unauthorized, "ticket: unknown, used or expired", "ask for a new ticket");
    return who;
}

void Tickets::forget_expired(Time now) {
    for (; !by_time_.empty() && by_time_.front().first <= now; by_time_.pop_front()) erase(by_time_.front().second);
}

void Tickets::erase(const std::string& hash) {
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return;
    const auto count = open_of_name_.find(found->second.who.name);
    if (--count->second == 0) open_of_name_.erase(count);
    by_hash_.erase(found);
}

}  // namespace argosy::auth
