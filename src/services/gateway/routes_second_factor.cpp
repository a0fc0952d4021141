// The authenticator of the person who asks.
#include "api/endpoint.hpp"
#include "auth/totp.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

struct FactorState {
    bool is_enrolled = false;
    std::optional<Time> since;
};
void describe(Described<FactorState>& d) {
    d.name("second_factor_state");
    d.field("is_enrolled", &FactorState::is_enrolled, {.doc = "A sign-in asks for a code of the authenticator too."});
    d.field("since", &FactorState::since);
}

struct FactorOffer {
    std::string key, link;
};
void describe(Described<FactorOffer>& d) {
    d.name("second_factor_offer").doc("Shown once. Nothing asks for a code before a first one has confirmed it.");
    d.field("key", &FactorOffer::key, {.doc = "To type into an authenticator, base32."});
    d.field("link", &FactorOffer::link, {.doc = "The same for a program that opens otpauth: addresses."});
}

struct FactorCode {
    std::string code;
};
void describe(Described<FactorCode>& d) {
    d.name("second_factor_code");
    d.field("code", &FactorCode::code, {.required = true, .secret = true, .doc = "What the authenticator shows now."});
}

/// Their name, when they signed in here with a password. A key for a program changes nobody's sign-in.
Result<std::string> person_of(Users& users, const api::Call& call, Time now) {
    const auth::Principal& who = call.who();
    ARGOSY_LET(const auto user, users.find(who.name, now), "second factor");
    if (user && !who.session.empty()) return who.name;
    return fail(Errc::rejected, "this is for people who signed in here with a password",
                "an OpenID provider has a second factor of its own");
}

api::Route route(net::Method method, std::string path, std::string summary, bool needs_step_up) {
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .service = "gateway",
            .needs_step_up = needs_step_up,
            .rate = method == net::Method::get ? "" : "login"};
}

}  // namespace

void Gateway::Impl::add_second_factor_routes() {
    using enum net::Method;
    const std::string path = "/api/v1/me/totp";
    const auto add = [this](api::Route r, auto handler) { api::endpoint(router, std::move(r), std::move(handler)); };
    add(route(get, path, "whether my sign-in asks for a code", false),
        [this](const api::Nothing&, const api::Call& call) -> Result<FactorState> {
            ARGOSY_LET(const auto since, factors.since(call.who().name, clock()), "");
            return FactorState{.is_enrolled = since.has_value(), .since = since};
        });
    add(route(post, path, "a key for my authenticator", true),
        [this](const api::Nothing&, const api::Call& call) -> Result<FactorOffer> {
            ARGOSY_LET(const auto name, person_of(users, call, clock()), "");
            ARGOSY_LET(const auto key, factors.offer(name, clock()), "");
            return FactorOffer{.key = auth::to_base32(key.reveal()),
                               .link = std::string(auth::totp_link("argosy", name, key).reveal())};
        });
    add(route(post, path + "/confirm", "a first code: from now on my sign-ins ask for one", false),
        [this](const FactorCode& in, const api::Call& call) -> Result<api::Nothing> {
            ARGOSY_LET(const auto name, person_of(users, call, clock()), "");
            ARGOSY_TRY(factors.confirm(name, in.code, clock()), "");
            return api::Nothing{};
        });
    add(route(delete_, path, "my password is enough again", true),
        [this](const api::Nothing&, const api::Call& call) -> Result<api::Nothing> {
            ARGOSY_LET(const auto name, person_of(users, call, clock()), "");
            ARGOSY_LET(const bool was_there, factors.remove(name, clock()), "");
            if (!was_there) return fail(Errc::not_found, "there is no authenticator");
            return api::Nothing{};
        });
}

}  // namespace argosy::services::gateway
