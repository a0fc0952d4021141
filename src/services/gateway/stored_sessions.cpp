#include "services/gateway/stored_sessions.hpp"

#include <algorithm>

namespace argosy::services::gateway {
namespace {

constexpr auto mark_used = [](auto& token) { token.is_used = true; };

}  // namespace

StoredSessions::StoredSessions(store::Store& store, Clock clock)
    : store_(store),
      clock_(clock),
      clients_(store, "oauth_clients"),
      codes_(store, "oauth_codes"),
      refresh_(store, "oauth_refresh"),
      families_(store, "oauth_families") {}

Result<std::optional<auth::OauthClient>> StoredSessions::find_client(std::string_view id) {
    return clients_.find(id, clock_());
}
Result<> StoredSessions::put_client(const auth::OauthClient& client) { return clients_.put(client.id, client); }

Result<std::vector<auth::OauthClient>> StoredSessions::list_clients() const { return clients_.list(clock_()); }
Result<bool> StoredSessions::erase_client(std::string_view id) { return clients_.erase(id, clock_()); }

Result<> StoredSessions::put_code(const auth::AuthorizationCode& code) {
    return codes_.put(code.hash, code, code.family, code.expires);
}
Result<std::optional<auth::AuthorizationCode>> StoredSessions::take_code(std::string_view hash) {
    return codes_.change(hash, clock_(), mark_used);
}

Result<> StoredSessions::put_refresh(const auth::RefreshToken& token) {
    return refresh_.put(token.hash, token, token.family, token.expires);
}
Result<std::optional<auth::RefreshToken>> StoredSessions::find_refresh(std::string_view hash) {
    return refresh_.find(hash, clock_());
}
Result<std::optional<auth::RefreshToken>> StoredSessions::take_refresh(std::string_view hash) {
    return refresh_.change(hash, clock_(), mark_used);
}

Result<> StoredSessions::put_family(const auth::TokenFamily& family) {
    ARGOSY_TRY(families_.put(family.id, family, family.who.name, family.expires), "sign-in");
    known_.insert_or_assign(family.id, family);
    return {};
}

Result<std::optional<auth::TokenFamily>> StoredSessions::find_family(std::string_view id) {
    if (const auto known = known_.find(id); known != known_.end()) return std::optional(known->second);
    ARGOSY_LET(auto found, families_.find(id, clock_()), "sign-in");
    if (found) known_.insert_or_assign(std::string(id), *found);
    return found;
}

Result<> StoredSessions::revoke_family(std::string_view id) {
    if (const auto known = known_.find(id); known != known_.end()) known->second.is_revoked = true;
    ARGOSY_TRY(families_.change(id, clock_(), [](auth::TokenFamily& f) { f.is_revoked = true; }), "sign-in");
    return {};
}

Result<std::vector<auth::TokenFamily>> StoredSessions::list_families(std::string_view name) {
    return families_.list(clock_(), name);
}

Result<> StoredSessions::forget_expired(Time now) {
    std::erase_if(known_, [&](const auto& entry) { return entry.second.expires <= now; });
    return store_.write([&](store::Tables& tables) -> Result<> {
        ARGOSY_TRY(tables.documents().erase_expired(now, 1000), "expired");
        return {};
    });
}

Result<std::optional<auth::ApiKey>> StoredApiKeys::find(std::string_view prefix) {
    return keys_.find(prefix, clock_());
}
Result<> StoredApiKeys::put(const auth::ApiKey& key) { return keys_.put(key.prefix, key, key.owner); }
Result<bool> StoredApiKeys::erase(std::string_view prefix) { return keys_.erase(prefix, clock_()); }

Result<std::vector<auth::ApiKey>> StoredApiKeys::list() {
    auto all = keys_.list(clock_());
    if (all) std::ranges::sort(*all, {}, &auth::ApiKey::created);
    return all;
}

}  // namespace argosy::services::gateway
