#include "services/gateway/gatekeeper.hpp"

#include <algorithm>

#include "auth/network.hpp"

namespace argosy::services::gateway {
namespace {

/// The ticket in the query of a WebSocket's address.
std::string_view ticket_of(const net::Request& request) noexcept {
    std::string_view query = request.query();
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        if (query.starts_with("ticket=")) return query.substr(7, end - 7);
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return {};
}

std::string_view policy_of(const net::Request& request, const api::Route& route) noexcept {
    if (!route.rate.empty()) return route.rate;
    const bool reads = request.method == net::Method::get || request.method == net::Method::head;
    return reads ? "read" : "write";
}

bool may_become_stream(const net::Request& request, const api::Route& route) noexcept {
    constexpr std::string_view events = "text/event-stream";
    return request.wants_websocket() || route.media == events || request.headers.value("Accept").contains(events);
}

auth::Principal owner() {
    return {.kind = auth::Principal::Kind::service,
            .name = std::string(owner_name),
            .client = "unix-socket",
            .role = auth::Role::admin,
            .scopes = auth::scopes_of(auth::Role::admin)};
}

api::Problem unauthorized(std::string_view detail) {
    return api::make_problem(
        401, detail, "sign in at /login, or send Authorization: Bearer with a token (argosy token --role ROLE)");
}

}  // namespace

std::string_view bearer(const net::Request& request) noexcept {
    const std::string_view value = request.headers.value("Authorization");
    if (value.size() < 8 || !net::equals_ignoring_case(value.substr(0, 7), "Bearer ")) return {};
    return value.substr(7);
}

std::string_view cookie(const net::Request& request, std::string_view name) noexcept {
    std::string_view all = request.headers.value("Cookie");
    while (!all.empty()) {
        const auto end = std::min(all.find(';'), all.size());
        std::string_view pair = all.substr(0, end);
        all.remove_prefix(std::min(end + 1, all.size()));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return pair.substr(name.size() + 1);
    }
    return {};
}

std::vector<auth::RatePolicy> rates(const RateLimits& limits) {
    // A bucket of `burst` that fills up at `requests_per_minute`.
    const Duration filled = Duration(60s) * limits.burst / limits.requests_per_minute;
    return {{.name = "login", .quota = limits.sign_ins_per_minute, .window = 60s},
            {.name = "order", .quota = limits.orders_per_minute, .window = 60s},
            {.name = "write", .quota = limits.burst, .window = filled},
            {.name = "read", .quota = limits.reads_per_minute, .window = 60s}};
}

std::expected<Gatekeeper::Admission, api::Problem> Gatekeeper::admit(const net::Request& request,
                                                                     const api::Route& route) {
    const Time now = parts_.clock();
    auto who = identify(request, route, now);
    if (!who) {
        ++refusals_.unknown;
        return std::unexpected(std::move(who).error());
    }
    Admission admission;
    if (*who) admission.who = std::move(**who);
    const bool is_limited = !route.runs_in_any_case || !who->has_value();  // a stop comes through when orders do not
    const auto counted =
        is_limited ? count(request, route, admission, who->has_value(), now) : std::expected<void, api::Problem>();
    if (!counted) {
        ++refusals_.too_often;
        return std::unexpected(counted.error());
    }
    if (route.role == auth::Role::anyone) return admission;
    if (!*who) {
        ++refusals_.unknown;
        return std::unexpected(unauthorized("this needs a sign-in"));
    }
    if (const auto allowed = check_role(admission.who, route, request.is_local_user, now); !allowed) {
        ++refusals_.forbidden;
        return std::unexpected(allowed.error());
    }
    if (!request.is_local_user && may_become_stream(request, route))
        admission.may_stay = [this, alive = std::weak_ptr(alive_), who = admission.who, needs = route.role] {
            return !alive.expired() && may_stay(who, needs);
        };
    return admission;
}

bool Gatekeeper::may_stay(const auth::Principal& who, auth::Role needs) {
    const Time now = parts_.clock();
    if (!who.session.empty()) {
        const auto family = parts_.sessions.find_family(who.session);
        return family && *family && !(*family)->is_revoked && now < (*family)->expires;
    }
    if (who.kind != auth::Principal::Kind::api_key) return now < who.expires;
    const auto role = parts_.role_now(who.name);
    return role && *role && **role >= needs && parts_.keys.is_alive(who.client, now);
}

Gatekeeper::Identity Gatekeeper::identify(const net::Request& request, const api::Route& route, Time now) {
    if (request.is_local_user) return owner();
    std::string_view token = bearer(request);
    if (token.empty()) token = request.headers.value("X-API-Key");
    const bool is_explicit = !token.empty();
    if (token.empty()) token = cookie(request, session_cookie);
    auto who = [&]() -> Result<std::optional<auth::Principal>> {
        if (!token.empty()) return check_token(token, now);
        const std::string_view ticket = request.wants_websocket() ? ticket_of(request) : std::string_view();
        if (ticket.empty()) return std::optional<auth::Principal>();
        return parts_.tickets.redeem(ticket, now);
    }();
    if (who) return std::move(*who);
    if (who.error().code() != Errc::unauthorized) {
        api::Problem problem = api::problem_of(who.error());
        if (who.error().code() == Errc::unavailable) problem.retry_after_s = 1;
        return std::unexpected(std::move(problem));
    }
    // A page whose sign-in has lapsed may still fetch what is for everybody, above all the way to sign in again.
    if (!is_explicit && route.role == auth::Role::anyone) return std::optional<auth::Principal>();
    return std::unexpected(unauthorized(who.error().message()));
}

Result<auth::Principal> Gatekeeper::check_key(std::string_view key, Time now) {
    ARGOSY_LET(auto who, parts_.keys.authenticate(key, now), "");
    ARGOSY_LET(const auto role, parts_.role_now(who.name), "API key");
    if (!role)
        return fail(Errc::unauthorized, "API key: its owner may not sign in any more", "ask an admin for another one");
    who.role = std::min(who.role, *role);
    return who;
}

Result<auth::Principal> Gatekeeper::check_token(std::string_view token, Time now) {
    if (auth::api_key_prefix(token)) return check_key(token, now);
    auth::Principal* known = verified_.find(token);
    if (known == nullptr || known->expires <= now) {
        ARGOSY_LET(auto who, verify_token(token, now), "");
        return verified_.at(token) = std::move(who);
    }
    if (known->session.empty()) return *known;
    ARGOSY_LET(const auto family, parts_.sessions.find_family(known->session), "");
    if (family && !family->is_revoked && family->expires > now) return *known;
    verified_.erase(token);
    return fail(Errc::unauthorized, "the sign-in has ended");
}

Result<auth::Principal> Gatekeeper::verify_token(std::string_view token, Time now) {
    if (parts_.external != nullptr)
        if (auto who = parts_.external->authenticate(token, now)) return std::move(*who);
    return parts_.oauth.authenticate(token, now);
}

std::expected<void, api::Problem> Gatekeeper::check_role(const auth::Principal& who, const api::Route& route,
                                                         bool is_owner, Time now) {
    if (const auto enough = auth::require_role(who, route.role); !enough)
        return std::unexpected(api::make_problem(403, enough.error().message(), enough.error().hint()));
    if (!route.needs_step_up || is_owner) return {};
    if (const auto fresh = auth::require_step_up(who, now); !fresh) {
        api::Problem problem = api::make_problem(403, fresh.error().message(), fresh.error().hint());
        problem.code = "step_up_required";
        return std::unexpected(std::move(problem));
    }
    return {};
}

std::expected<void, api::Problem> Gatekeeper::count(const net::Request& request, const api::Route& route,
                                                    Admission& admission, bool is_known, Time now) {
    const std::size_t policy = parts_.rates.policy(policy_of(request, route));
    const std::string identity = is_known ? "n:" + admission.who.name : "a:" + auth::network_of(request.remote);
    const auth::RateVerdict verdict = parts_.rates.take(policy, identity, now);
    if (!verdict.is_allowed) {
        api::Problem problem = api::make_problem(429, "too many requests", "wait as long as Retry-After says");
        problem.retry_after_s = static_cast<int>(auth::retry_after_s(verdict));
        return std::unexpected(std::move(problem));
    }
    admission.headers.add("RateLimit-Policy", auth::rate_limit_policy_header(parts_.rates.at(policy)));
    admission.headers.add("RateLimit", auth::rate_limit_header(parts_.rates.at(policy), verdict));
    return {};
}

void Gatekeeper::answered(const api::Route& route, int status, Duration took) {
    if (meter_) meter_(route, status, took);
}

}  // namespace argosy::services::gateway
