#include "services/gateway/external_issuers.hpp"

#include <algorithm>

#include "net/address.hpp"

namespace argosy::services::gateway {
namespace {

constexpr std::size_t key_set_bytes_max = 256 << 10;
constexpr Duration fetch_timeout = 10s;

net::ClientOptions options(bool only_public) {
    net::ClientOptions out{.connections_per_host_max = 1, .response_bytes_max = key_set_bytes_max};
    if (only_public) out.allow_address = net::is_public_address;
    return out;
}

Result<auth::Jwks> read_keys(Result<net::Response> answer) {
    if (!answer) return std::unexpected(std::move(answer).error());
    if (answer->status != 200)
        return fail(Errc::unavailable, "the provider's keys: the answer is " + std::to_string(answer->status));
    return auth::parse_jwks(answer->body.view(), auth::Issuer::external);
}

}  // namespace

ExternalIssuers::ExternalIssuers(net::Loop& loop, const std::map<std::string, auth::ExternalIssuerConfig>& configs,
                                 Clock clock)
    : clock_(clock), public_client_(loop, options(true)), any_client_(loop, options(false)), upkeep_(loop) {
    for (const auto& [name, config] : configs)
        issuers_.push_back({.name = name, .config = config, .cache = auth::JwksCache()});
}

void ExternalIssuers::start() {
    if (issuers_.empty()) return;
    const auto look = [this] {
        for (auto& issuer : issuers_)
            if (issuer.cache.is_due(clock_())) fetch(issuer, clock_());
    };
    look();
    upkeep_.every(10s, look);
}

net::HttpClient& ExternalIssuers::client_for(const Issuer& issuer) {
    return issuer.config.allow_private_address ? any_client_ : public_client_;
}

void ExternalIssuers::fetch(Issuer& issuer, Time now) {
    issuer.cache.began(now);
    net::ClientRequest request{.url = issuer.config.jwks_url, .timeout = fetch_timeout};
    request.headers.add("Accept", "application/jwk-set+json, application/json");
    client_for(issuer).send(std::move(request), [this, &issuer](Result<net::Response> answer) {
        auto keys = read_keys(std::move(answer));
        if (keys)
            issuer.cache.succeeded(std::move(*keys), clock_());
        else
            issuer.cache.failed();
    });
}

Result<const auth::Jwks*> ExternalIssuers::keys_for(Issuer& issuer, std::string_view key_id, Time now) {
    if (issuer.cache.is_due_for(key_id, now)) fetch(issuer, now);
    const auth::Jwks* keys = issuer.cache.keys(now);
    const bool is_known = keys != nullptr && keys->find(key_id) != nullptr;
    if (!is_known && issuer.cache.is_fetching())
        return fail(Errc::unavailable, "the keys of " + issuer.name + " are being fetched", "try again in a second");
    if (keys == nullptr) return fail(Errc::unavailable, "the keys of " + issuer.name + " could not be fetched");
    return keys;
}

std::optional<Result<auth::Principal>> ExternalIssuers::authenticate(std::string_view token, Time now) {
    if (issuers_.empty()) return std::nullopt;
    const auto peek = auth::peek_token(token);
    if (!peek) return std::nullopt;
    const auto issuer =
        std::ranges::find_if(issuers_, [&](const Issuer& i) { return i.config.issuer == peek->issuer; });
    if (issuer == issuers_.end()) return std::nullopt;
    auto keys = keys_for(*issuer, peek->key_id, now);
    if (!keys) return std::unexpected(std::move(keys).error());
    return auth::verify_external_token(token, **keys, issuer->config, issuer->name, now);
}

Result<auth::Principal> ExternalIssuers::identify(std::string_view provider, std::string_view id_token,
                                                  const std::string& nonce, Time now) {
    const auto issuer = std::ranges::find_if(issuers_, [&](const Issuer& i) { return i.name == provider; });
    if (issuer == issuers_.end()) return fail(Errc::not_found, "no provider " + std::string(provider));
    ARGOSY_LET(const auto peek, auth::peek_token(id_token), "");
    ARGOSY_LET(const auth::Jwks* keys, keys_for(*issuer, peek.key_id, now), "");
    auth::ExternalIssuerConfig config = issuer->config;
    config.audience = config.client_id;
    ARGOSY_TRY(auth::verify_id_token(id_token, *keys,
                                     {.issuer = config.issuer, .client_id = config.client_id, .nonce = nonce}, now),
               "");
    return auth::verify_external_token(id_token, *keys, config, issuer->name, now);
}

}  // namespace argosy::services::gateway
