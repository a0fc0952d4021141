// Signing in and out, and what a page needs in between.
#include <fmt/format.h>

#include "api/endpoint.hpp"
#include "auth/network.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

struct Credentials {
    std::string user, password, code;
};
void describe(Described<Credentials>& d) {
    d.name("credentials").field("user", &Credentials::user, {.required = true, .doc = "The name."});
    d.field("password", &Credentials::password, {.required = true, .secret = true, .doc = "The password."});
    d.field("code", &Credentials::code,
            {.secret = true, .doc = "Of an authenticator; asked for by second_factor_required."});
}

struct RefreshRequest {
    std::string refresh_token;
};
void describe(Described<RefreshRequest>& d) {
    d.name("refresh_request")
        .field("refresh_token", &RefreshRequest::refresh_token,
               {.secret = true, .doc = "Left out by pages: their cookie has it."});
}

/// A sign-in.
struct SignedIn {
    std::string access_token, token_type = "Bearer", refresh_token;
    std::int64_t expires_in = 0;
    std::string user;
    auth::Role role = auth::Role::viewer;
    bool must_change_password = false;
};
void describe(Described<SignedIn>& d) {
    using T = SignedIn;
    d.name("signed_in").field("access_token", &T::access_token).field("token_type", &T::token_type);
    d.field("refresh_token", &T::refresh_token).field("expires_in", &T::expires_in, {.unit = "seconds"});
    d.field("user", &T::user).field("role", &T::role).field("must_change_password", &T::must_change_password);
}

struct Me {
    std::string name;
    std::string kind;
    auth::Role role = auth::Role::viewer;
    auth::Scopes scopes;
    std::string client;
    Time signed_in{}, expires{};
};
void describe(Described<Me>& d) {
    using T = Me;
    d.name("me").field("name", &T::name).field("kind", &T::kind).field("role", &T::role).field("scopes", &T::scopes);
    d.field("client", &T::client).field("signed_in", &T::signed_in).field("expires", &T::expires);
}

struct PasswordChange {
    std::string current, wanted;
};
void describe(Described<PasswordChange>& d) {
    using T = PasswordChange;
    d.name("password_change").field("current", &T::current, {.required = true, .secret = true});
    d.field("new", &T::wanted,
            {.required = true, .secret = true, .doc = "12 to 128 bytes, nothing that everybody tries."});
}

struct TicketAnswer {
    std::string ticket;
    std::int64_t expires_in = 10;
};
void describe(Described<TicketAnswer>& d) {
    d.name("ticket").field("ticket", &TicketAnswer::ticket, {.doc = "Opens one WebSocket: ?ticket=..."});
    d.field("expires_in", &TicketAnswer::expires_in, {.unit = "seconds"});
}

struct Entry {
    std::string ticket;
};
void describe(Described<Entry>& d) {
    d.name("entry").field("ticket", &Entry::ticket, {.required = true, .doc = "Of argosy up or argosy login."});
}

struct EntryLink {
    std::string url;
};
void describe(Described<EntryLink>& d) { d.name("entry_link").field("url", &EntryLink::url); }

struct ScriptTokenRequest {
    auth::Role role = auth::Role::viewer;
    Duration life = 1h;
};
void describe(Described<ScriptTokenRequest>& d) {
    d.name("script_token_request").field("role", &ScriptTokenRequest::role);
    d.field("life", &ScriptTokenRequest::life, {.min = Duration(1s), .max = Duration(24h)});
}

std::string set_cookie(std::string_view name, std::string_view value, std::string_view path, Duration life,
                       bool is_secure) {
    return fmt::format("{}={}; Path={}; Max-Age={}; HttpOnly; SameSite=Strict{}", name, value, path, life / 1s,
                       is_secure ? "; Secure" : "");
}

net::Response with_cookies(const SignedIn& answer, const auth::TokenAnswer& tokens, bool is_secure) {
    net::Response response = api::json_response(config::json_line(answer));
    add_cookies(response, tokens, is_secure);
    return response;
}

SignedIn answer_of(const auth::TokenAnswer& tokens, std::string user, auth::Role role) {
    return {.access_token = tokens.access_token,
            .refresh_token = tokens.refresh_token,
            .expires_in = tokens.life / 1s,
            .user = std::move(user),
            .role = role};
}

net::Response ask_for_code(const std::string& trace_id) {
    api::Problem problem =
        api::make_problem(401, "the code of your authenticator is missing", "type what it shows now");
    problem.code = "second_factor_required";
    return api::to_response(problem, trace_id);
}

void log_in(Gateway::Impl& g, const Credentials& in, const api::Call& call, api::Reply<SignedIn> reply) {
    const auto shared = std::make_shared<api::Reply<SignedIn>>(std::move(reply));
    g.sign_in({.user = in.user,
               .password = auth::Secret(in.password),
               .code = in.code,
               .source = auth::network_of(call.request().remote)},
              [shared, is_secure = call.request().is_secure,
               trace_id = call.trace_id()](Result<Gateway::Impl::Entered> entered) {
                  if (!entered) return shared->send(std::unexpected(std::move(entered).error()));
                  const auto& [user, tokens, needs_code] = *entered;
                  if (needs_code) return shared->send(ask_for_code(trace_id));
                  SignedIn answer = answer_of(tokens, user.name, user.role);
                  answer.must_change_password = user.must_change;
                  shared->send(with_cookies(answer, tokens, is_secure));
              });
}

Result<net::Response> renew(Gateway::Impl& g, const RefreshRequest& in, const api::Call& call) {
    const bool has_token = !in.refresh_token.empty();
    const std::string token = has_token ? in.refresh_token : std::string(cookie(call.request(), refresh_cookie));
    ARGOSY_LET(const auto tokens, g.refresh(token), "");
    ARGOSY_LET(const auto who, g.oauth.authenticate(tokens.access_token, g.clock()), "refresh");
    return with_cookies(answer_of(tokens, who.name, who.role), tokens, call.request().is_secure);
}

Result<net::Response> log_out(Gateway::Impl& g, const api::Call& call) {
    if (!call.who().session.empty()) ARGOSY_TRY(g.sessions.revoke_family(call.who().session), "logout");
    net::Response response{.status = 204};
    const bool is_secure = call.request().is_secure;
    response.headers.add("Set-Cookie", set_cookie(session_cookie, "", "/", {}, is_secure));
    response.headers.add("Set-Cookie", set_cookie(refresh_cookie, "", "/api/v1/auth", {}, is_secure));
    return response;
}

Me me_of(const auth::Principal& who) {
    return {.name = who.name,
            .kind = std::string(to_string(who.kind)),
            .role = auth::effective_role(who),
            .scopes = who.scopes,
            .client = who.client,
            .signed_in = who.signed_in,
            .expires = who.expires};
}

void change_password(Gateway::Impl& g, const PasswordChange& in, const api::Call& call,
                     api::Reply<api::Nothing> reply) {
    const auto shared = std::make_shared<api::Reply<api::Nothing>>(std::move(reply));
    const auto changed = [&g, shared](Result<User> user) {
        if (!user) return shared->send(std::unexpected(std::move(user).error()));
        if (auto ended = g.oauth.end_sessions(user->name); !ended)
            return shared->send(std::unexpected(std::move(ended).error()));
        shared->send(api::Nothing{});
    };
    const std::string name = call.who().name, source = auth::network_of(call.request().remote);
    if (auto may = g.throttle.begin(name, source, g.clock()); !may)
        return shared->send(std::unexpected(std::move(may).error()));
    auto checked = [&g, shared, changed, source, wanted = auth::Secret(in.wanted)](Result<User> user) mutable {
        if (!user) return shared->send(std::unexpected(std::move(user).error()));
        g.throttle.succeed(user->name, source, g.clock());
        g.users.set_password(user->name, std::move(wanted), false, g.clock(), changed);
    };
    g.users.check(name, auth::Secret(in.current), g.clock(), std::move(checked));
}

/// The ticket is used up whatever becomes of it.
Result<net::Response> enter(Gateway::Impl& g, const Entry& in, const api::Call& call) {
    net::Response response{.status = 303};
    response.headers.add("Cache-Control", "no-store");
    const auto who = g.entries.redeem(in.ticket, g.clock());
    std::optional<User> user;
    if (who) {
        ARGOSY_LET(user, g.users.find(who->name, g.clock()), "enter");
    }
    const bool may = user && !user->is_disabled;  // the link may be older than what has become of them
    response.headers.add("Location", may ? "/" : "/login?link=used");
    if (!may) return response;
    g.users.note_sign_in(who->name, g.clock());
    ARGOSY_LET(const auto tokens,
               g.oauth.sign_in(g.principal_of(*user), dashboard_client, auth::scopes_of(user->role), g.clock()),
               "enter");
    add_cookies(response, tokens, call.request().is_secure);
    return response;
}

Result<> require_owner(const api::Call& call) {
    if (call.request().is_local_user) return {};
    return fail(Errc::rejected, "this is for the owner of the process", "run argosy token or argosy login");
}

Result<SignedIn> make_script_token(Gateway::Impl& g, const ScriptTokenRequest& in, const api::Call& call) {
    ARGOSY_TRY(require_owner(call), "");
    return SignedIn{.access_token = g.oauth.service_token("script", "argosy", in.role, g.clock(), in.life),
                    .expires_in = in.life / 1s,
                    .user = "script",
                    .role = in.role};
}

api::Route route(net::Method method, std::string path, std::string summary, auth::Role role = auth::Role::viewer) {
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .role = role,
            .service = "gateway",
            .rate = role == auth::Role::anyone ? "login" : ""};
}

}  // namespace

void add_cookies(net::Response& response, const auth::TokenAnswer& tokens, bool is_secure) {
    response.headers.add("Set-Cookie", set_cookie(session_cookie, tokens.access_token, "/", tokens.life, is_secure));
    if (!tokens.refresh_token.empty())
        response.headers.add("Set-Cookie",
                             set_cookie(refresh_cookie, tokens.refresh_token, "/api/v1/auth", 24h, is_secure));
}

void Gateway::Impl::sign_in(Attempt attempt, Entering done) {
    if (auto may = throttle.begin(attempt.user, attempt.source, clock()); !may)
        return done(std::unexpected(std::move(may).error()));
    auto checked = [this, code = std::move(attempt.code), source = std::move(attempt.source),
                    done = std::move(done)](Result<User> known) mutable {
        if (!known) return done(std::unexpected(std::move(known).error()));
        done(let_in(std::move(*known), code, source));
    };
    users.check(std::move(attempt.user), std::move(attempt.password), clock(), std::move(checked));
}

Result<Gateway::Impl::Entered> Gateway::Impl::let_in(User user, const std::string& code, const std::string& source) {
    const std::string asked = user.name + " " + source;
    ARGOSY_LET(const auto second, factors.since(user.name, clock()), "sign-in");
    if (second && code.empty()) {
        // It stays counted: or whoever has the password guesses codes without end.
        ++codes_asked.at(asked);
        return Entered{.user = std::move(user), .needs_code = true};
    }
    if (second) ARGOSY_TRY(factors.take(user.name, code, clock()), "");
    // Being asked for the code was no failure after all.
    for (int& left = codes_asked.at(asked); left > 0; --left) throttle.succeed(user.name, source, clock());
    codes_asked.erase(asked);
    throttle.succeed(user.name, source, clock());
    // Somebody else knows the password: until its owner has chosen another one it opens nothing but what can be seen.
    const auto scopes = auth::scopes_of(user.must_change ? auth::Role::viewer : user.role);
    ARGOSY_LET(auto tokens, oauth.sign_in(principal_of(user), dashboard_client, scopes, clock()), "");
    return Entered{.user = std::move(user), .tokens = std::move(tokens)};
}

Result<auth::TokenAnswer> Gateway::Impl::refresh(std::string token) {
    auto tokens = oauth.token(
        {.grant_type = "refresh_token", .client_id = std::string(dashboard_client), .refresh_token = std::move(token)},
        clock());
    if (!tokens) return fail(Errc::unauthorized, tokens.error().description, "sign in again");
    return std::move(*tokens);
}

void Gateway::sign_in(std::string user, auth::Secret password, std::string source, Entering done) {
    impl_->sign_in({.user = std::move(user), .password = std::move(password), .code = {}, .source = std::move(source)},
                   [done = std::move(done)](Result<Impl::Entered> entered) mutable {
                       if (!entered) return done(std::unexpected(std::move(entered).error()));
                       if (entered->needs_code)
                           return done(fail(Errc::unauthorized, "this name needs the code of an authenticator too",
                                            "use a name of its own without one here"));
                       done(std::move(entered->tokens));
                   });
}

Result<auth::TokenAnswer> Gateway::refresh(std::string token) { return impl_->refresh(std::move(token)); }

void Gateway::Impl::add_session_routes() {
    using enum net::Method;
    using enum auth::Role;
    const auto add = [this](api::Route r, auto handler) { api::endpoint(router, std::move(r), std::move(handler)); };
    api::endpoint_later(router, route(post, "/api/v1/auth/login", "sign in; pages get their tokens as cookies", anyone),
                        [this](const Credentials& in, const api::Call& call, api::Reply<SignedIn> reply) {
                            log_in(*this, in, call, std::move(reply));
                        });
    add(route(post, "/api/v1/auth/refresh", "a new access token for a refresh token, which is used up", anyone),
        [this](const RefreshRequest& in, const api::Call& call) { return renew(*this, in, call); });
    add(route(post, "/api/v1/auth/logout", "end this sign-in everywhere"),
        [this](const api::Nothing&, const api::Call& call) { return log_out(*this, call); });
    api::Route me = route(get, "/api/v1/auth/me", "who I am");
    me.aliases = {"/api/v1/me"};
    add(std::move(me), [](const api::Nothing&, const api::Call& call) -> Result<Me> { return me_of(call.who()); });
    api::Route password = route(put, "/api/v1/auth/password", "change my password; every sign-in of mine ends");
    password.rate = "login";
    api::endpoint_later(router, std::move(password),
                        [this](const PasswordChange& in, const api::Call& call, api::Reply<api::Nothing> reply) {
                            change_password(*this, in, call, std::move(reply));
                        });
    add(route(post, "/api/v1/auth/ticket", "a ticket that opens one WebSocket"),
        [this](const api::Nothing&, const api::Call& call) -> Result<TicketAnswer> {
            ARGOSY_LET(auto ticket, tickets.issue(call.who(), clock()), "ticket");
            return TicketAnswer{.ticket = std::move(ticket)};
        });
    add_owner_routes();
}

/// What the owner of the process may, and nobody who came over the network.
void Gateway::Impl::add_owner_routes() {
    using enum net::Method;
    api::endpoint(router, route(get, "/enter", "sign the owner's browser in by a link, once", auth::Role::anyone),
                  [this](const Entry& in, const api::Call& call) { return enter(*this, in, call); });
    api::endpoint(router, route(post, "/api/v1/auth/entry", "a link that signs a browser in", auth::Role::admin),
                  [this](const api::Nothing&, const api::Call& call) -> Result<EntryLink> {
                      ARGOSY_TRY(require_owner(call), "");
                      return EntryLink{entry_url()};
                  });
    api::endpoint(
        router, route(post, "/api/v1/auth/script-token", "a token for a script", auth::Role::admin),
        [this](const ScriptTokenRequest& in, const api::Call& call) { return make_script_token(*this, in, call); });
}

}  // namespace argosy::services::gateway
