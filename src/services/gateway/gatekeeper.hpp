#pragma once

#include <functional>
#include <optional>

#include "api/router.hpp"
#include "auth/api_key.hpp"
#include "auth/lru_map.hpp"
#include "auth/oauth.hpp"
#include "auth/rate_limit.hpp"
#include "auth/ticket.hpp"
#include "services/gateway/external_issuers.hpp"

namespace argosy::services::gateway {

/// The names of the cookies of our own pages.
inline constexpr std::string_view session_cookie = "argosy_session";
inline constexpr std::string_view refresh_cookie = "argosy_refresh";

/// The name of whoever comes through the socket file of the process, which no person can have.
inline constexpr std::string_view owner_name = "owner";

/// The credentials of "Authorization: Bearer ..."; "" when there are none.
[[nodiscard]] std::string_view bearer(const net::Request& request) noexcept;
/// The value of a cookie of the request; "" when it has none.
[[nodiscard]] std::string_view cookie(const net::Request& request, std::string_view name) noexcept;

/// What one client may ask how often, by kind of route.
struct RateLimits {
    std::int64_t sign_ins_per_minute = 30;
    std::int64_t orders_per_minute = 1'200;
    std::int64_t requests_per_minute = 600;  ///< what changes something and is no order
    std::int64_t burst = 600;                ///< of these, at once
    std::int64_t reads_per_minute = 60'000;
};
/// Requires: all are from 1 to 1,000,000, requests_per_minute to 60,000, and burst at most what comes in a day.
[[nodiscard]] std::vector<auth::RatePolicy> rates(const RateLimits& limits = {});

/// Lets requests in: who asks (bearer token, API key, session cookie, WebSocket ticket, or the owner of the process
/// over its Unix-domain socket), whether their role is enough, and whether they ask too often.
///
/// Invariants: a route with a role is never reached without an identity that has it; a revoked sign-in is refused from
///             the next request on, and its streams end within a second or two.
/// Thread safety: the loop's thread.
class Gatekeeper final : public api::Gate {
public:
    struct Parts {
        auth::OauthServer& oauth;
        auth::OauthStore& sessions;
        auth::ApiKeys& keys;
        auth::Tickets& tickets;
        auth::RateLimiter& rates;
        Time (*clock)();
        ExternalIssuers* external = nullptr;  ///< null: only our own tokens count
        /// The role that the owner of a key has now; none: they may not sign in any more.
        std::function<Result<std::optional<auth::Role>>(std::string_view name)> role_now;
    };
    /// Told of every answer, for metrics.
    using Meter = std::move_only_function<void(const api::Route& route, int status, Duration took)>;

    explicit Gatekeeper(const Parts& parts, Meter meter = {}) : parts_(parts), meter_(std::move(meter)) {}

    [[nodiscard]] std::expected<Admission, api::Problem> admit(const net::Request& request,
                                                               const api::Route& route) override;
    void answered(const api::Route& route, int status, Duration took) override;

    /// Refused since the start: 401, 403 and 429.
    struct Refusals {
        std::uint64_t unknown = 0, forbidden = 0, too_often = 0;
    };
    [[nodiscard]] const Refusals& refusals() const noexcept { return refusals_; }

private:
    using Identity = std::expected<std::optional<auth::Principal>, api::Problem>;
    /// None: the request does not say who it comes from.
    [[nodiscard]] Identity identify(const net::Request& request, const api::Route& route, Time now);
    /// A key can never do more than its owner.
    [[nodiscard]] Result<auth::Principal> check_key(std::string_view key, Time now);
    [[nodiscard]] Result<auth::Principal> check_token(std::string_view token, Time now);
    /// A token that was not seen before: of a provider, or ours.
    [[nodiscard]] Result<auth::Principal> verify_token(std::string_view token, Time now);
    /// A stream outlives the request that opened it, but not the right to open it.
    [[nodiscard]] bool may_stay(const auth::Principal& who, auth::Role needs);
    [[nodiscard]] std::expected<void, api::Problem> check_role(const auth::Principal& who, const api::Route& route,
                                                               bool is_owner, Time now);
    [[nodiscard]] std::expected<void, api::Problem> count(const net::Request& request, const api::Route& route,
                                                          Admission& admission, bool is_known, Time now);

    Parts parts_;
    Meter meter_;
    auth::LruMap<auth::Principal> verified_{10'000};  // by token: verifying costs sixty microseconds
    Refusals refusals_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // streams may outlive the gateway while it stops
};

}  // namespace argosy::services::gateway
