#include "auth/oauth_store.hpp"

#include <utility>

namespace argosy::auth {
namespace {

template <class Map>
auto find_in(Map& map, std::string_view key) -> Result<std::optional<typename Map::mapped_type>> {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

template <class Map>
auto take_from(Map& map, std::string_view key) -> Result<std::optional<typename Map::mapped_type>> {
    auto before = find_in(map, key);
    if (*before) map.find(key)->second.is_used = true;
    return before;
}

}  // namespace

Result<std::optional<OauthClient>> MemoryOauthStore::find_client(std::string_view id) { return find_in(clients_, id); }

Result<> MemoryOauthStore::put_client(const OauthClient& client) {
    clients_.insert_or_assign(client.id, client);
    return {};
}

Result<> MemoryOauthStore::put_code(const AuthorizationCode& code) {
    codes_.insert_or_assign(code.hash, code);
    return {};
}

Result<std::optional<AuthorizationCode>> MemoryOauthStore::take_code(std::string_view hash) {
    return take_from(codes_, hash);
}

Result<> MemoryOauthStore::put_refresh(const RefreshToken& token) {
    refresh_.insert_or_assign(token.hash, token);
    return {};
}

Result<std::optional<RefreshToken>> MemoryOauthStore::find_refresh(std::string_view hash) {
    return find_in(refresh_, hash);
}

Result<std::optional<RefreshToken>> MemoryOauthStore::take_refresh(std::string_view hash) {
    return take_from(refresh_, hash);
}

Result<> MemoryOauthStore::put_family(const TokenFamily& family) {
    families_.insert_or_assign(family.id, family);
    return {};
}

Result<std::optional<TokenFamily>> MemoryOauthStore::find_family(std::string_view id) { return find_in(families_, id); }

Result<> MemoryOauthStore::revoke_family(std::string_view id) {
    if (const auto found = families_.find(id); found != families_.end()) found->second.is_revoked = true;
    return {};
}

Result<std::vector<TokenFamily>> MemoryOauthStore::list_families(std::string_view name) {
    std::vector<TokenFamily> out;
    for (const auto& [id, family] : families_)
        if (name.empty() || family.who.name == name) out.push_back(family);
    return out;
}

Result<> MemoryOauthStore::forget_expired(Time now) {
    const auto is_over = [now](const auto& entry) { return now >= entry.second.expires; };
    std::erase_if(codes_, is_over);
    std::erase_if(refresh_, is_over);
    std::erase_if(families_, is_over);
    return {};
}

}  // namespace argosy::auth
