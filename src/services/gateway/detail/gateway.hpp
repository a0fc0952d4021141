#pragma once

#include "auth/keyset.hpp"
#include "auth/login_throttle.hpp"
#include "services/gateway/openid_sign_in.hpp"
#include "services/gateway/second_factors.hpp"
#include "services/gateway/service.hpp"
#include "services/gateway/stored_sessions.hpp"
#include "services/gateway/upstreams.hpp"
#include "services/gateway/users.hpp"

namespace argosy::services::gateway {

/// The cookies of a sign-in, for our own pages.
void add_cookies(net::Response& response, const auth::TokenAnswer& tokens, bool is_secure);

/// 303, not to be kept.
[[nodiscard]] net::Response redirect(std::string_view to);

/// A token of ours that serves many requests.
struct KeptToken {
    std::string access_token;
    Time renew{};  ///< make another then
};

/// The OAuth client of our own pages.
constexpr std::string_view dashboard_client = "dashboard";

/// The parts of the gateway, as its routes see them.
struct Gateway::Impl {
    Impl(Parts given, auth::KeySet keyset, auth::RateLimiter limiter);

    net::Loop& loop;
    api::Router& router;
    store::Store& store;
    const auth::SecretBox& secrets;
    auth::Entropy& entropy;
    Time (*clock)();
    Settings settings;
    std::move_only_function<void(const Welcome&)> welcome;

    auth::KeySet keys;
    StoredSessions sessions;
    StoredApiKeys stored_keys;
    auth::OauthServer oauth;
    auth::ApiKeys api_keys;
    auth::Tickets tickets;  // that open WebSockets
    auth::Tickets entries;  // that sign the owner's browser in
    auth::RateLimiter rates;
    auth::LoginThrottle throttle;
    auth::LruMap<int> codes_asked{1024};  // sign-ins that the code alone was missing from, by name and source
    Users users;
    SecondFactors factors;
    ExternalIssuers external;
    OpenidSignIn openid;
    Gatekeeper gatekeeper;
    Upstreams upstreams;
    auth::LruMap<KeptToken> upstream_tokens{64};  // ours, by service and role
    net::Timer upkeep;
    std::string openapi;  // made when it is first asked for: all services have their routes then

    // Each adds the routes of its file.
    void add_session_routes();
    void add_owner_routes();
    void add_second_factor_routes();
    void add_openid_routes();
    void add_people_routes();
    void add_people_changes();
    void add_sessions();
    void add_key_routes();
    void add_client_routes();
    void add_oauth_routes();
    void add_documents();

    [[nodiscard]] std::string entry_url();
    struct Attempt {
        std::string user;
        auth::Secret password;
        std::string code;    ///< of an authenticator; may be missing
        std::string source;  ///< the network it comes from
    };
    struct Entered {
        User user;
        auth::TokenAnswer tokens{};  ///< none while a code is asked for
        bool needs_code = false;     ///< the password was right, and the code is missing
    };
    using Entering = std::move_only_function<void(Result<Entered>)>;
    /// With the throttle. Errors: rate_limited; unauthorized.
    void sign_in(Attempt attempt, Entering done);
    /// After the password: code and tokens.
    [[nodiscard]] Result<Entered> let_in(User user, const std::string& code, const std::string& source);
    /// Where a sign-in at a provider ends.
    [[nodiscard]] net::Response enter_from(const OpenidSignIn::Entered& entered, bool is_secure);
    [[nodiscard]] Result<auth::TokenAnswer> refresh(std::string token);
    /// What the process of an upstream is shown: "Bearer ..." or nothing.
    [[nodiscard]] std::string upstream_authorization(const std::string& service, resilience::TokenPassed passed,
                                                     const net::Request& request, const auth::Principal& who);
    Result<> save_keys();
    Result<> make_first_admin();
    void keep_up();
    [[nodiscard]] auth::Principal principal_of(const User& user) const;
    /// The role that somebody of this name has now; none: they may not sign in (any more).
    [[nodiscard]] Result<std::optional<auth::Role>> role_now(std::string_view name);
};

}  // namespace argosy::services::gateway
