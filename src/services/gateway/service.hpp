#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "api/router.hpp"
#include "auth/external_issuer.hpp"
#include "auth/password.hpp"
#include "auth/secret_box.hpp"
#include "net/loop.hpp"
#include "observe/metrics.hpp"
#include "resilience/upstream_config.hpp"
#include "services/gateway/gatekeeper.hpp"
#include "store/store.hpp"

/// gateway: who may enter. Sign-in, tokens, keys, people, OAuth 2.0, rate limits, and the documents of the API.
///
/// First start: there is no user, so an admin is made with a random password that is told once (Welcome).
namespace argosy::services::gateway {

/// The first admin and how to sign in.
struct Welcome {
    std::string user;
    auth::Secret password;
};

struct Settings {
    std::string issuer = "http://127.0.0.1:9000";  ///< our address, in tokens
    std::string pages = "http://127.0.0.1:9100";   ///< where people go
    std::string version;                           ///< of the program, for the OpenAPI document
    std::string mode = "simulation";               ///< whether real money is at stake, for the sign-in page
    std::vector<auth::RatePolicy> rates = gateway::rates();
    auth::PasswordCost password_cost{};
    std::map<std::string, resilience::UpstreamConfig> upstreams{};         ///< services of other processes, by name
    std::map<std::string, auth::ExternalIssuerConfig> openid_providers{};  ///< by name
};

struct Parts {
    net::Loop& loop;
    api::Router& router;
    store::Store& store;
    const auth::SecretBox& secrets;
    auth::Entropy& entropy;
    Time (*clock)();
    Settings settings{};
    std::move_only_function<void(const Welcome&)> welcome;  ///< called on the loop, once, at the very first start
    Gatekeeper::Meter meter;
    observe::Metrics* metrics = nullptr;  ///< of upstreams; null: not told
};

/// Guards its router from the moment it is made; the routes come with start().
class Gateway final {
public:
    /// Errors: those of the store; corrupt or not_found when the signing keys cannot be opened.
    [[nodiscard]] static Result<std::unique_ptr<Gateway>> make(Parts parts);
    ~Gateway();

    /// Erases the signing keys when the master key that sealed them is not here: make() makes new ones then, and
    /// everybody has to sign in again. Whether it did. Errors: those of the store.
    [[nodiscard]] static Result<bool> forget_lost_keys(store::Store& store, const auth::SecretBox& secrets, Time now);

    Result<> start();
    /// A token of this role for a script of the owner, good for `life`.
    [[nodiscard]] Result<std::string> script_token(auth::Role role, Duration life);
    /// The address of a page that signs its first visitor in as an admin, once, within ten minutes; "" when there is
    /// none.
    [[nodiscard]] std::string entry_url();
    [[nodiscard]] const Gatekeeper::Refusals& refusals() const noexcept;

    /// For another way in, with a router of its own: who may do what is decided here all the same.
    [[nodiscard]] api::Gate& gate() noexcept;
    using Entering = std::move_only_function<void(Result<auth::TokenAnswer>)>;
    /// A sign-in by name and password; `source` is the network it comes from (auth::network_of). Answers on the loop.
    /// Errors: rate_limited; unauthorized, the same for every reason.
    void sign_in(std::string user, auth::Secret password, std::string source, Entering done);
    /// Uses a refresh token up. Errors: unauthorized.
    [[nodiscard]] Result<auth::TokenAnswer> refresh(std::string token);

    struct Impl;  ///< for its own files

private:
    explicit Gateway(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace argosy::services::gateway
