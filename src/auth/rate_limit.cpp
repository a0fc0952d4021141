#include "auth/rate_limit.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy::auth {
namespace {

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

Result<> check(const RatePolicy& policy) {
    const bool is_good = is_name(policy.name) && policy.quota >= 1 && policy.quota <= 1'000'000 &&
                         policy.window >= 1ms && policy.window <= 24h && policy.window / policy.quota > Duration{};
    if (is_good) return {};
    return fail(Errc::invalid_argument, "rate limit \"" + policy.name.substr(0, 40) + "\" makes no sense",
                "a name of letters, a quota from 1 to 1000000 and a window from 1ms to 1d");
}

std::int64_t whole_seconds(Duration d) { return std::chrono::ceil<std::chrono::seconds>(d).count(); }

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

}  // namespace

Result<RateLimiter> RateLimiter::make(std::vector<RatePolicy> policies, std::size_t buckets_max) {
    ARGOSY_ASSERT(buckets_max > 0, "room for a bucket");
    std::vector<std::string_view> names;
    for (const RatePolicy& policy : policies) {
        ARGOSY_TRY(check(policy), "");
        if (std::ranges::find(names, policy.name) != names.end())
            return fail(Errc::invalid_argument, "two rate limits \"" + policy.name + "\"", "give each its own name");
        names.push_back(policy.name);
    }
    return RateLimiter(std::move(policies), buckets_max);
}

std::size_t RateLimiter::policy(std::string_view name) const {
    const auto found = std::ranges::find(policies_, name, &RatePolicy::name);
    ARGOSY_ASSERT(found != policies_.end(), "a rate limit of this name");
    return static_cast<std::size_t>(found - policies_.begin());
}

RateVerdict RateLimiter::take(std::size_t policy, std::string_view identity, Time now, std::int64_t cost) {
    const RatePolicy& p = policies_.at(policy);
    const Duration each = p.window / p.quota, whole = each * p.quota;
    std::string key = std::to_string(policy) + ' ';
    key += identity.substr(0, 256);
    Time& full_at = full_at_.at(key);
    full_at = std::max(full_at, now);
    const Time after = full_at + each * std::clamp<std::int64_t>(cost, 0, p.quota);
    RateVerdict verdict{.is_allowed = after - now <= whole};
    if (verdict.is_allowed)
        full_at = after;
    else
        verdict.retry_after = after - now - whole;
    verdict.refilled_in = full_at - now;
    verdict.remaining = std::max<std::int64_t>((whole - verdict.refilled_in) / each, 0);
    return verdict;
}

std::string rate_limit_policy_header(const RatePolicy& policy) {
    return auth::quoted(policy.name) + ";q=" + std::to_string(policy.quota) +
           ";w=" + std::to_string(whole_seconds(policy.window));
}

std::string rate_limit_header(const RatePolicy& policy, const RateVerdict& verdict) {
    return auth::quoted(policy.name) + ";r=" + std::to_string(verdict.remaining) +
           ";t=" + std::to_string(whole_seconds(verdict.refilled_in));
}

std::int64_t retry_after_s(const RateVerdict& verdict) noexcept {
    return std::max<std::int64_t>(whole_seconds(verdict.retry_after), 1);
}

}  // namespace argosy::auth
