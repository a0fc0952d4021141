#include "auth/api_key.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace argosy::auth {
namespace {

constexpr std::string_view mark = "argosy_";
constexpr std::size_t prefix_size = 12, secret_size = 43, label_max = 100;
constexpr Duration use_noted_every = 1min, life_min = 1min, life_max = 5 * 366 * 24h;

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Letters and digits only, so that a double click selects the key and no dash cuts it.
std::string random_prefix(Entropy& entropy) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::string out = random_bytes(entropy, prefix_size);
    std::ranges::transform(out, out.begin(), [&](char c) { return alphabet[static_cast<unsigned char>(c) % 32]; });
    return out;
}

Result<> check(const Principal& owner, const ApiKeySpec& spec) {
    if (spec.label.empty() || spec.label.size() > label_max)
        return fail(Errc::invalid_argument, "a key needs a label of 1 to 100 characters", "say what it is for");
    if (spec.role == Role::anyone) return fail(Errc::invalid_argument, "a key needs a role", "viewer is the lowest");
    if (spec.life < life_min || spec.life > life_max)
        return fail(Errc::invalid_argument, "a key lives from one minute to five years", "make a new one in time");
    ARGOSY_TRY(require_role(owner, spec.role), "a key can do no more than its owner");
    if (!scopes_of(spec.role).covers(spec.scopes))
        return fail(Errc::unauthorized, "the scopes " + to_string(spec.scopes) + " are more than the role " +
                                            std::string(to_string(spec.role)) + " has");
    return {};
}

std::unexpected<Error> refuse() {
    return fail(Errc::unauthorized, "API key: unknown or expired", "make a new key, or check that it was copied whole");
}

}  // namespace

std::optional<std::string_view> api_key_prefix(std::string_view text) noexcept {
    if (text.size() != mark.size() + prefix_size + 1 + secret_size || !text.starts_with(mark)) return std::nullopt;
    const std::string_view prefix = text.substr(mark.size(), prefix_size);
    if (!std::ranges::all_of(prefix, is_word) || text[mark.size() + prefix_size] != '_') return std::nullopt;
    return prefix;
}

Result<NewApiKey> ApiKeys::create(const Principal& owner, const ApiKeySpec& spec, Time now) {
    ARGOSY_TRY(check(owner, spec), "");
    ApiKey key{.prefix = random_prefix(entropy_),
               .label = spec.label,
               .owner = owner.name,
               .role = spec.role,
               .scopes = spec.scopes.empty() ? scopes_of(spec.role) : spec.scopes,
               .created = now,
               .expires = now + spec.life};
    Secret text = Secret::take(std::string(mark) + key.prefix + '_' + random_text(entropy_));
    key.hash = sha256_hex(text.reveal());
    ARGOSY_TRY(store_.put(key), "store the key");
    return NewApiKey{std::move(text), std::move(key)};
}

Result<Principal> ApiKeys::authenticate(std::string_view text, Time now) {
    const auto prefix = api_key_prefix(text);
    if (!prefix) return refuse();
    ARGOSY_LET(auto key, store_.find(*prefix), "find the key");
    const std::string none(64, '0');
    const bool matches = equal_constant_time(sha256_hex(text), key ? key->hash : none);
    if (!key || !matches || now >= key->expires) return refuse();
    Principal who{.kind = Principal::Kind::api_key,
                  .name = key->owner,
                  .client = key->prefix,
                  .role = key->role,
                  .scopes = key->scopes,
                  .expires = key->expires};
    if (now - key->last_used >= use_noted_every) {
        key->last_used = now;
        static_cast<void>(store_.put(*key));
    }
    return who;
}

bool ApiKeys::is_alive(std::string_view prefix, Time now) {
    const auto key = store_.find(prefix);
    return key && *key && now < (*key)->expires;
}

Result<> ApiKeys::revoke_all_of(std::string_view owner) {
    ARGOSY_LET(const auto keys, store_.list(), "revoke the keys");
    for (const ApiKey& key : keys)
        if (key.owner == owner) ARGOSY_TRY(store_.erase(key.prefix), "revoke a key");
    return {};
}

Result<> ApiKeys::revoke(std::string_view prefix) {
    ARGOSY_LET(const bool was_there, store_.erase(prefix), "revoke the key");
    if (!was_there)
        return fail(Errc::not_found, "no API key \"" + std::string(prefix.substr(0, 40)) + "\"", "list the keys");
    return {};
}

Result<std::optional<ApiKey>> MemoryApiKeyStore::find(std::string_view prefix) {
    const auto found = keys_.find(prefix);
    return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

Result<> MemoryApiKeyStore::put(const ApiKey& key) {
    keys_.insert_or_assign(key.prefix, key);
    return {};
}

Result<bool> MemoryApiKeyStore::erase(std::string_view prefix) {
    const auto found = keys_.find(prefix);
    if (found == keys_.end()) return false;
    keys_.erase(found);
    return true;
}

Result<std::vector<ApiKey>> MemoryApiKeyStore::list() {
    std::vector<ApiKey> out;
    for (const auto& [prefix, key] : keys_) out.push_back(key);
    std::ranges::sort(out, {}, &ApiKey::created);
    return out;
}

}  // namespace argosy::auth
