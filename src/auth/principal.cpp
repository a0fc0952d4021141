#include "auth/principal.hpp"

#include <algorithm>

namespace argosy::auth {

std::string_view to_string(Principal::Kind kind) noexcept {
    switch (kind) {
        case Principal::Kind::user: return "user";
        case Principal::Kind::service: return "service";
        case Principal::Kind::api_key: return "api_key";
    }
    return "unknown";
}

Role effective_role(const Principal& who) noexcept { return std::min(who.role, role_of(who.scopes)); }

Result<> require_role(const Principal& who, Role needs) {
    if (allows(effective_role(who), needs)) return {};
    const bool narrowed = allows(who.role, needs);
    return fail(Errc::unauthorized,
                "needs the role " + std::string(to_string(needs)) + ", " + who.name + " acts as " +
                    std::string(to_string(effective_role(who))),
                narrowed
                    ? "ask for a token with a wider scope; whose password was made by somebody else changes it first"
                    : "an admin can give the role");
}

Result<> require_step_up(const Principal& who, Time now, Duration age_max) {
    const bool is_recent = who.signed_in > Time{} && who.signed_in <= now + age_max && now - who.signed_in <= age_max;
    if (who.kind == Principal::Kind::user && is_recent) return {};
    return fail(Errc::unauthorized, "needs a fresh sign-in of a person, not older than " + argosy::to_string(age_max),
                "sign in again, then repeat the request");
}

}  // namespace argosy::auth
