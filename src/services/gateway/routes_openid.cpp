// Signing in by way of an OpenID provider, from our own page.
#include <fmt/format.h>

#include "api/endpoint.hpp"
#include "api/percent.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

constexpr std::string_view openid_cookie = "argosy_openid";

/// A provider that has a button.
struct Provider {
    std::string name, label;
};
void describe(Described<Provider>& d) {
    d.name("openid_provider").field("name", &Provider::name).field("label", &Provider::label, {.doc = "For a button."});
}
struct EntryWays {
    std::string mode, version;
    std::vector<Provider> providers;
};
void describe(Described<EntryWays>& d) {
    using T = EntryWays;
    d.name("entry_ways").doc("What the sign-in page shows.");
    d.field("mode", &T::mode, {.doc = "simulation or live."}).field("version", &T::version);
    d.field("providers", &T::providers, {.doc = "GET /api/v1/auth/openid/{name} begins."});
}

struct BeginQuery {
    std::string provider, next;
    bool fresh = false;
};
void describe(Described<BeginQuery>& d) {
    using T = BeginQuery;
    d.name("openid_begin").field("provider", &T::provider);
    d.field("next", &T::next, {.doc = "The page of ours where it ends; empty: the dashboard."});
    d.field("fresh", &T::fresh, {.doc = "The provider asks for the password again."});
}

struct CallbackQuery {
    std::string code, state, error, error_description, error_uri, iss, session_state;
};
void describe(Described<CallbackQuery>& d) {
    using T = CallbackQuery;
    d.name("openid_callback").field("code", &T::code, {.secret = true}).field("state", &T::state);
    d.field("error", &T::error).field("error_description", &T::error_description).field("error_uri", &T::error_uri);
    d.field("iss", &T::iss).field("session_state", &T::session_state);
}

/// Lax, not strict: the browser comes back from another site. It opens nothing by itself.
std::string state_cookie(std::string_view state, bool is_secure) {
    return fmt::format("{}={}; Path={}; Max-Age={}; HttpOnly; SameSite=Lax{}", openid_cookie, state,
                       auth::callback_path, state.empty() ? 0 : 600, is_secure ? "; Secure" : "");
}

/// Back to the sign-in page, which shows why. In a cookie, because anybody can write something into an address.
net::Response failed(std::string_view why) {
    net::Response response = redirect("/login");
    response.headers.add("Set-Cookie", fmt::format("argosy_refusal={}; Path=/login; Max-Age=60; SameSite=Lax",
                                                   api::percent_encode(why)));
    return response;
}

}  // namespace

void Gateway::Impl::add_openid_routes() {
    const auto route = [](std::string path, std::string summary) {
        return api::Route{.path = std::move(path),
                          .summary = std::move(summary),
                          .role = auth::Role::anyone,
                          .service = "gateway",
                          .rate = "login"};
    };
    api::Route ways = route("/api/v1/auth/ways", "how one signs in here, and what this is");
    ways.rate.clear();
    api::endpoint(router, std::move(ways), [this](const api::Nothing&, const api::Call&) -> Result<EntryWays> {
        EntryWays out{.mode = settings.mode, .version = settings.version, .providers = {}};
        for (auto& door : openid.doors()) out.providers.push_back({std::move(door.name), std::move(door.label)});
        return out;
    });
    api::endpoint(router, route("/api/v1/auth/openid/{provider}", "send this browser to the provider"),
                  [this](const BeginQuery& in, const api::Call& call) -> Result<net::Response> {
                      ARGOSY_LET(const auto begun, openid.begin(in.provider, in.next, in.fresh), "");
                      net::Response response = redirect(begun.url);
                      response.headers.add("Set-Cookie", state_cookie(begun.state, call.request().is_secure));
                      return response;
                  });
    api::endpoint_later(
        router, route(std::string(auth::callback_path), "the browser comes back from the provider"),
        [this](const CallbackQuery& in, const api::Call& call, api::Reply<net::Response> reply) {
            if (!in.error.empty()) return reply.send(failed("the provider says: " + in.error));
            const auto shared = std::make_shared<api::Reply<net::Response>>(std::move(reply));
            openid.finish(
                {.code = in.code, .state = in.state, .cookie = std::string(cookie(call.request(), openid_cookie))},
                [this, shared, is_secure = call.request().is_secure](Result<OpenidSignIn::Entered> entered) {
                    if (!entered) return shared->send(failed(entered.error().message()));
                    shared->send(enter_from(*entered, is_secure));
                });
        });
}

net::Response Gateway::Impl::enter_from(const OpenidSignIn::Entered& entered, bool is_secure) {
    const auto tokens = oauth.sign_in(entered.who, dashboard_client, entered.who.scopes, clock());
    if (!tokens) return failed(tokens.error().message());
    net::Response response = redirect(entered.next);
    response.headers.add("Set-Cookie", state_cookie("", is_secure));
    add_cookies(response, *tokens, is_secure);
    return response;
}

}  // namespace argosy::services::gateway
