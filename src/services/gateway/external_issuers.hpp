#pragma once

#include <map>
#include <memory>
#include <optional>

#include "auth/external_issuer.hpp"
#include "auth/jwks_cache.hpp"
#include "net/http_client.hpp"

namespace argosy::services::gateway {

/// The OpenID providers whose tokens are accepted, and their keys: fetched at the start, anew every ten minutes, and
/// when a token names a key that is not known, but then not more often than every thirty seconds.
///
/// Keys are fetched without redirects, and from public addresses alone unless a provider's settings allow others.
///
/// Thread safety: the loop's thread.
class ExternalIssuers {
public:
    using Clock = Time (*)();
    /// By name of the provider; checked. The loop outlives it.
    ExternalIssuers(net::Loop& loop, const std::map<std::string, auth::ExternalIssuerConfig>& configs, Clock clock);

    /// Fetches keys from now on.
    void start();
    /// Who the token speaks of; none: no provider of ours made it.
    /// Errors: unauthorized; unavailable while its provider's keys are being fetched, or could not be.
    [[nodiscard]] std::optional<Result<auth::Principal>> authenticate(std::string_view token, Time now);
    /// Who the ID token speaks of that this provider gave for the question with this nonce.
    /// Errors: as authenticate; not_found when there is no such provider.
    [[nodiscard]] Result<auth::Principal> identify(std::string_view provider, std::string_view id_token,
                                                   const std::string& nonce, Time now);

private:
    struct Issuer {
        std::string name;
        auth::ExternalIssuerConfig config;
        auth::JwksCache cache;
    };
    void fetch(Issuer& issuer, Time now);
    /// Keys among which the named one is, if the provider has it.
    [[nodiscard]] Result<const auth::Jwks*> keys_for(Issuer& issuer, std::string_view key_id, Time now);
    [[nodiscard]] net::HttpClient& client_for(const Issuer& issuer);

    Clock clock_;
    std::vector<Issuer> issuers_;
    net::HttpClient public_client_, any_client_;
    net::Timer upkeep_;
};

}  // namespace argosy::services::gateway
