#pragma once

#include <map>

#include "auth/describe.hpp"
#include "auth/oauth_store.hpp"
#include "services/gateway/documents.hpp"

namespace argosy::services::gateway {

/// Clients, sign-ins and their tokens in a store; sign-ins also in memory, because every request asks for one.
///
/// Thread safety: none; the loop's thread. take_* are one transaction of the store each.
/// Known limits:  one process owns the sign-ins: another one that revokes a family is not seen here until a restart.
class StoredSessions final : public auth::OauthStore {
public:
    using Clock = Time (*)();
    /// The store outlives it.
    StoredSessions(store::Store& store, Clock clock);

    [[nodiscard]] Result<std::optional<auth::OauthClient>> find_client(std::string_view id) override;
    [[nodiscard]] Result<> put_client(const auth::OauthClient& client) override;
    [[nodiscard]] Result<std::vector<auth::OauthClient>> list_clients() const;
    /// False: there was none.
    [[nodiscard]] Result<bool> erase_client(std::string_view id);
    [[nodiscard]] Result<> put_code(const auth::AuthorizationCode& code) override;
    [[nodiscard]] Result<std::optional<auth::AuthorizationCode>> take_code(std::string_view hash) override;
    [[nodiscard]] Result<> put_refresh(const auth::RefreshToken& token) override;
    [[nodiscard]] Result<std::optional<auth::RefreshToken>> find_refresh(std::string_view hash) override;
    [[nodiscard]] Result<std::optional<auth::RefreshToken>> take_refresh(std::string_view hash) override;
    [[nodiscard]] Result<> put_family(const auth::TokenFamily& family) override;
    [[nodiscard]] Result<std::optional<auth::TokenFamily>> find_family(std::string_view id) override;
    [[nodiscard]] Result<> revoke_family(std::string_view id) override;
    [[nodiscard]] Result<std::vector<auth::TokenFamily>> list_families(std::string_view name) override;
    [[nodiscard]] Result<> forget_expired(Time now) override;

private:
    store::Store& store_;
    Clock clock_;
    DocumentsOf<auth::OauthClient> clients_;
    DocumentsOf<auth::AuthorizationCode> codes_;
    DocumentsOf<auth::RefreshToken> refresh_;
    DocumentsOf<auth::TokenFamily> families_;
    std::map<std::string, auth::TokenFamily, std::less<>> known_;
};

/// API keys in a store.
class StoredApiKeys final : public auth::ApiKeyStore {
public:
    StoredApiKeys(store::Store& store, StoredSessions::Clock clock) : clock_(clock), keys_(store, "api_keys") {}
    [[nodiscard]] Result<std::optional<auth::ApiKey>> find(std::string_view prefix) override;
    [[nodiscard]] Result<> put(const auth::ApiKey& key) override;
    [[nodiscard]] Result<bool> erase(std::string_view prefix) override;
    [[nodiscard]] Result<std::vector<auth::ApiKey>> list() override;

private:
    StoredSessions::Clock clock_;
    DocumentsOf<auth::ApiKey> keys_;
};

}  // namespace argosy::services::gateway
