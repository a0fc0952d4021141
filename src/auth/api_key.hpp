#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/entropy.hpp"
#include "auth/principal.hpp"
#include "auth/secret.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

/// Keys for programs: "argosy_<prefix>_<secret>", shown once when they are made, stored as a hash.
namespace argosy::auth {

/// What is stored of a key. Nothing in it opens anything.
struct ApiKey {
    std::string prefix;  ///< 12 letters and digits: finds the key, and names it in lists and logs
    std::string hash;    ///< SHA-256 of the whole key, in hex: enough, because the key has 256 random bits
    std::string label;   ///< what it is for, in the words of its owner
    std::string owner;
    Role role = Role::viewer;
    Scopes scopes;
    Time created{};
    Time expires = time_max;
    Time last_used{};  ///< the epoch: never; kept to the minute

    friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

/// Where keys are kept.
class ApiKeyStore {
public:
    virtual ~ApiKeyStore() = default;
    [[nodiscard]] virtual Result<std::optional<ApiKey>> find(std::string_view prefix) = 0;
    /// Adds it, or replaces the one with its prefix.
    [[nodiscard]] virtual Result<> put(const ApiKey& key) = 0;
    /// False: there was none.
    [[nodiscard]] virtual Result<bool> erase(std::string_view prefix) = 0;
    /// In the order of their making.
    [[nodiscard]] virtual Result<std::vector<ApiKey>> list() = 0;
};

/// Keys in memory: for tests, and for a process that keeps nothing.
class MemoryApiKeyStore final : public ApiKeyStore {
public:
    [[nodiscard]] Result<std::optional<ApiKey>> find(std::string_view prefix) override;
    [[nodiscard]] Result<> put(const ApiKey& key) override;
    [[nodiscard]] Result<bool> erase(std::string_view prefix) override;
    [[nodiscard]] Result<std::vector<ApiKey>> list() override;

private:
    std::map<std::string, ApiKey, std::less<>> keys_;
};

struct ApiKeySpec {
    std::string label;
    Role role = Role::viewer;
    Scopes scopes;             ///< empty: those of the role
    Duration life = 90 * 24h;  ///< from a minute to five years
};

struct NewApiKey {
    Secret text;  ///< to be shown once
    ApiKey key;
};

/// Makes, checks and revokes keys. Thread safety: none.
class ApiKeys {
public:
    ApiKeys(ApiKeyStore& store, Entropy& entropy) : store_(store), entropy_(entropy) {}

    /// Errors: unauthorized when the role or a scope is above the owner's; invalid_argument for the spec; those of the
    ///         store.
    [[nodiscard]] Result<NewApiKey> create(const Principal& owner, const ApiKeySpec& spec, Time now);
    /// Who a request with this key comes from. Notes the use, at most once a minute; a store that cannot note it does
    /// not turn the request away.
    /// Errors: unauthorized, the same for an unknown, wrong and expired key; those of the store when it cannot read.
    [[nodiscard]] Result<Principal> authenticate(std::string_view text, Time now);
    /// The key of this prefix is there and has not expired.
    [[nodiscard]] bool is_alive(std::string_view prefix, Time now);
    /// Every key of this owner, who is no longer one of us. Errors: those of the store.
    [[nodiscard]] Result<> revoke_all_of(std::string_view owner);
    /// Errors: not_found; those of the store.
    [[nodiscard]] Result<> revoke(std::string_view prefix);
    [[nodiscard]] Result<std::vector<ApiKey>> list() { return store_.list(); }

private:
    ApiKeyStore& store_;
    Entropy& entropy_;
};

/// The prefix of a text that has the form of a key; for logs and lookups.
[[nodiscard]] std::optional<std::string_view> api_key_prefix(std::string_view text) noexcept;

}  // namespace argosy::auth
