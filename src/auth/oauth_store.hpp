#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/oauth_client.hpp"
#include "auth/principal.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::auth {

/// One sign-in of a person through one client, and every token that comes of it: what is revoked as one.
struct TokenFamily {
    std::string id;
    std::string client;
    Principal who;
    Time started{};
    Time expires{};  ///< absolute: no refresh reaches further
    bool is_revoked = false;

    friend bool operator==(const TokenFamily&, const TokenFamily&) = default;
};

/// A code on its way from the browser to the client. Stored by its hash.
struct AuthorizationCode {
    std::string hash;
    std::string family;  ///< the id that the sign-in gets when the code is redeemed
    Principal who;
    std::string client;
    std::string redirect_uri;
    std::string challenge;  ///< of PKCE, S256
    Scopes scopes;
    Time expires{};
    bool is_used = false;

    friend bool operator==(const AuthorizationCode&, const AuthorizationCode&) = default;
};

/// Stored by its hash. A used one is kept until it expires, so that its reuse is seen.
struct RefreshToken {
    std::string hash;
    std::string family;
    std::string client;
    Scopes scopes;
    Time expires{};
    bool is_used = false;

    friend bool operator==(const RefreshToken&, const RefreshToken&) = default;
};

/// Where clients, sign-ins and their tokens are kept.
///
/// take_* must be atomic: of two at once exactly one gets is_used == false. find_family is asked for every request with
/// a token of a person: answer from memory.
class OauthStore {
public:
    virtual ~OauthStore() = default;

    [[nodiscard]] virtual Result<std::optional<OauthClient>> find_client(std::string_view id) = 0;
    [[nodiscard]] virtual Result<> put_client(const OauthClient& client) = 0;

    [[nodiscard]] virtual Result<> put_code(const AuthorizationCode& code) = 0;
    /// Marks it used and returns it as it was before; none when there is no such code.
    [[nodiscard]] virtual Result<std::optional<AuthorizationCode>> take_code(std::string_view hash) = 0;

    [[nodiscard]] virtual Result<> put_refresh(const RefreshToken& token) = 0;
    [[nodiscard]] virtual Result<std::optional<RefreshToken>> find_refresh(std::string_view hash) = 0;
    /// As take_code.
    [[nodiscard]] virtual Result<std::optional<RefreshToken>> take_refresh(std::string_view hash) = 0;

    [[nodiscard]] virtual Result<> put_family(const TokenFamily& family) = 0;
    [[nodiscard]] virtual Result<std::optional<TokenFamily>> find_family(std::string_view id) = 0;
    [[nodiscard]] virtual Result<> revoke_family(std::string_view id) = 0;
    /// Those of one person, or of everybody when the name is empty.
    [[nodiscard]] virtual Result<std::vector<TokenFamily>> list_families(std::string_view name) = 0;

    /// Drops codes, refresh tokens and families that have expired.
    [[nodiscard]] virtual Result<> forget_expired(Time now) = 0;
};

/// Everything in memory: for tests, and for a process that keeps nothing.
class MemoryOauthStore final : public OauthStore {
public:
    [[nodiscard]] Result<std::optional<OauthClient>> find_client(std::string_view id) override;
    [[nodiscard]] Result<> put_client(const OauthClient& client) override;
    [[nodiscard]] Result<> put_code(const AuthorizationCode& code) override;
    [[nodiscard]] Result<std::optional<AuthorizationCode>> take_code(std::string_view hash) override;
    [[nodiscard]] Result<> put_refresh(const RefreshToken& token) override;
    [[nodiscard]] Result<std::optional<RefreshToken>> find_refresh(std::string_view hash) override;
    [[nodiscard]] Result<std::optional<RefreshToken>> take_refresh(std::string_view hash) override;
    [[nodiscard]] Result<> put_family(const TokenFamily& family) override;
    [[nodiscard]] Result<std::optional<TokenFamily>> find_family(std::string_view id) override;
    [[nodiscard]] Result<> revoke_family(std::string_view id) override;
    [[nodiscard]] Result<std::vector<TokenFamily>> list_families(std::string_view name) override;
    [[nodiscard]] Result<> forget_expired(Time now) override;

    /// Codes, refresh tokens and families held.
    [[nodiscard]] std::size_t size() const noexcept { return codes_.size() + refresh_.size() + families_.size(); }

private:
    template <class T>
    using ByText = std::map<std::string, T, std::less<>>;
    ByText<OauthClient> clients_;
    ByText<AuthorizationCode> codes_;
    ByText<RefreshToken> refresh_;
    ByText<TokenFamily> families_;
};

}  // namespace argosy::auth
