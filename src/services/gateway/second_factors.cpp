#include "services/gateway/second_factors.hpp"

#include "auth/totp.hpp"

namespace argosy::services::gateway {
namespace {

/// Bound to the person: nobody signs in with a key that was copied from another's row.
std::string sealed_name(std::string_view name) { return "second_factors." + std::string(name); }

}  // namespace

void describe(Described<SecondFactor>& d) {
    using T = SecondFactor;
    d.name("second_factor").field("sealed", &T::sealed).field("is_confirmed", &T::is_confirmed);
    d.field("used", &T::used).field("since", &T::since);
}

Result<std::optional<Time>> SecondFactors::since(std::string_view name, Time now) const {
    ARGOSY_LET(const auto factor, factors_.find(name, now), "second factor");
    return factor && factor->is_confirmed ? std::optional(factor->since) : std::nullopt;
}

Result<auth::Secret> SecondFactors::offer(std::string_view name, Time now) {
    ARGOSY_LET(const auto confirmed, since(name, now), "");
    if (confirmed) return fail(Errc::rejected, "there is an authenticator already", "remove it first");
    auth::Secret key = auth::make_totp_key(entropy_);
    const SecondFactor factor{.sealed = box_.seal(sealed_name(name), key, entropy_), .since = now};
    ARGOSY_TRY(factors_.put(name, factor), "second factor");
    return key;
}

Result<std::int64_t> SecondFactors::match(std::string_view name, const SecondFactor& factor, std::string_view code,
                                          Time now, Errc wrong) const {
    ARGOSY_LET(const auto key, box_.open(sealed_name(name), factor.sealed), "second factor");
    if (const auto step = auth::match_totp(key, code, factor.used, now)) return *step;
    return fail(wrong, "the code is wrong or was used",
                "type the one that the authenticator shows now; if it never fits, compare the clocks");
}

Result<> SecondFactors::confirm(std::string_view name, std::string_view code, Time now) {
    ARGOSY_LET(auto factor, factors_.find(name, now), "second factor");
    if (!factor) return fail(Errc::rejected, "no key was made for an authenticator", "ask for one first");
    if (factor->is_confirmed) return fail(Errc::rejected, "there is an authenticator already", "remove it first");
    ARGOSY_LET(factor->used, match(name, *factor, code, now, Errc::invalid_argument), "");
    factor->is_confirmed = true;
    factor->since = now;
    return factors_.put(name, *factor);
}

Result<> SecondFactors::take(std::string_view name, std::string_view code, Time now) {
    ARGOSY_LET(auto factor, factors_.find(name, now), "second factor");
    if (!factor || !factor->is_confirmed) return fail(Errc::unauthorized, "there is no authenticator");
    ARGOSY_LET(factor->used, match(name, *factor, code, now, Errc::unauthorized), "");
    return factors_.put(name, *factor);
}

}  // namespace argosy::services::gateway
