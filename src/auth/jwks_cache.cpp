#include "auth/jwks_cache.hpp"

namespace argosy::auth {

const Jwks* JwksCache::keys(Time now) const noexcept {
    return keys_ && now - fetched_ < options_.keep_max ? &*keys_ : nullptr;
}

bool JwksCache::may_fetch(Time now) const noexcept {
    return !is_fetching_ && (!attempted_ || now - *attempted_ >= options_.attempt_min);
}

bool JwksCache::is_due(Time now) const noexcept {
    return may_fetch(now) && (!keys_ || now - fetched_ >= options_.refresh);
}

bool JwksCache::is_due_for(std::string_view key_id, Time now) const noexcept {
    const bool is_known = keys_ && keys_->find(key_id) != nullptr;
    return may_fetch(now) && !is_known;
}

void JwksCache::began(Time now) noexcept {
    is_fetching_ = true;
    attempted_ = now;
}

void JwksCache::succeeded(Jwks keys, Time now) {
    is_fetching_ = false;
    keys_ = std::move(keys);
    fetched_ = now;
}

}  // namespace argosy::auth
