// OAuth 2.0 over HTTP (RFC 6749, 7009, 8414), and the keys that verify our tokens.
#include <openssl/evp.h>

#include "api/endpoint.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

using Form = std::map<std::string, std::string, std::less<>>;

/// application/x-www-form-urlencoded. A name given twice is refused (RFC 6749 section 3.1).
Result<Form> read_form(std::string_view text) {
    Form form;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = api::percent_decode(pair.substr(0, equals), true);
        const auto value = api::percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return fail(Errc::parse, "the form is not percent-encoded properly");
        if (!form.emplace(*name, *value).second) return fail(Errc::parse, *name + " is given twice");
    }
    return form;
}

std::string value_of(const Form& form, std::string_view name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : found->second;
}

/// "Basic base64(id:secret)" instead of fields of the form.
void read_basic(const net::Request& request, auth::TokenParams& params) {
    const std::string_view value = request.headers.value("Authorization");
    if (!value.starts_with("Basic ")) return;
    const std::string_view encoded = value.substr(6);
    std::string decoded(encoded.size(), '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                        reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
    if (size < 0) return;
    decoded.resize(decoded.find_last_not_of('\0') + 1);
    const auto colon = decoded.find(':');
    if (colon == std::string::npos) return;
    params.client_id = api::percent_decode(decoded.substr(0, colon), true).value_or("");
    params.client_secret = api::percent_decode(decoded.substr(colon + 1), true).value_or("");
}

auth::TokenParams token_params(const net::Request& request, const Form& form) {
    auth::TokenParams params{.grant_type = value_of(form, "grant_type"),
                             .client_id = value_of(form, "client_id"),
                             .client_secret = value_of(form, "client_secret"),
                             .code = value_of(form, "code"),
                             .redirect_uri = value_of(form, "redirect_uri"),
                             .code_verifier = value_of(form, "code_verifier"),
                             .refresh_token = value_of(form, "refresh_token"),
                             .scope = value_of(form, "scope")};
    read_basic(request, params);
    return params;
}

auth::AuthorizeParams authorize_params(const Form& form) {
    return {.response_type = value_of(form, "response_type"),
            .client_id = value_of(form, "client_id"),
            .redirect_uri = value_of(form, "redirect_uri"),
            .scope = value_of(form, "scope"),
            .state = value_of(form, "state"),
            .code_challenge = value_of(form, "code_challenge"),
            .code_challenge_method = value_of(form, "code_challenge_method")};
}

net::Response refused(const auth::OauthRefusal& refusal) {
    const int status = refusal.code == auth::OauthErrc::invalid_client ? 401
                       : refusal.code == auth::OauthErrc::server_error ? 500
                                                                       : 400;
    net::Response response = api::json_response(auth::to_json(refusal), status);
    if (status == 401) response.headers.add("WWW-Authenticate", "Basic realm=\"argosy\"");
    return response;
}

/// Neither a program nor a client that a person let in: such a client would reach further through another one.
bool is_signed_in_person(const auth::Principal& who) {
    return who.kind == auth::Principal::Kind::user && !who.session.empty() && who.client == dashboard_client;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

/// The page that asks a person. What they were asked goes with the answer.
net::Response consent_page(const auth::Consent& consent, const auth::Principal& who, std::string_view query) {
    std::string html = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Allow access?</title><h1>";
    html += escaped(consent.client.label.empty() ? consent.client.id : consent.client.label);
    html += " asks for access</h1><p>Signed in as " + escaped(who.name) + ". It will be able to: <b>";
    html += escaped(to_string(consent.scopes)) + "</b>.</p><form method=\"post\" action=\"/oauth/authorize\">";
    html += "<input type=\"hidden\" name=\"request\" value=\"" + escaped(query) + "\">";
    html += "<button name=\"decision\" value=\"allow\">Allow</button> ";
    html += "<button name=\"decision\" value=\"deny\">Deny</button></form></html>";
    net::Response response{.status = 200, .body = std::move(html)};
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
    return response;
}

/// What a person answered to the page that asks them.
Result<net::Response> decide(auth::OauthServer& oauth, const api::Call& call, Time now) {
    if (!is_signed_in_person(call.who()))
        return api::to_response(
            api::make_problem(403, "only a person who is signed in to Argosy's own pages lets a client in",
                              "sign in at /login; keys, scripts and other clients cannot"),
            call.trace_id());
    ARGOSY_LET(const auto answer, read_form(call.body()), "authorize");
    ARGOSY_LET(const auto form, read_form(value_of(answer, "request")), "authorize");
    const auto params = authorize_params(form);
    const auto to =
        value_of(answer, "decision") == "allow" ? oauth.authorize(params, call.who(), now) : oauth.deny(params);
    if (to) return redirect(*to);
    return to.error().redirect.empty() ? refused(to.error()) : redirect(to.error().redirect);
}

net::Response cached(std::string json) {
    net::Response response = api::json_response(std::move(json));
    response.headers.set("Cache-Control", "public, max-age=300");
    return response;
}

}  // namespace

net::Response redirect(std::string_view to) {
    net::Response response{.status = 303};
    response.headers.add("Location", to);
    response.headers.add("Cache-Control", "no-store");
    return response;
}

void Gateway::Impl::add_oauth_routes() {
    const auto get = [&](std::string path, std::string summary, auth::Role role, api::Router::Handler handler) {
        router.add({.path = std::move(path), .summary = std::move(summary), .role = role, .service = "gateway"},
                   std::move(handler));
    };
    const auto post = [&](std::string path, std::string summary, auth::Role role, api::Router::Handler handler) {
        router.add({.method = net::Method::post,
                    .path = std::move(path),
                    .summary = std::move(summary),
                    .role = role,
                    .service = "gateway",
                    .rate = "login",
                    .consumes = "application/x-www-form-urlencoded"},
                   std::move(handler));
    };
    get("/.well-known/jwks.json", "the keys that verify our tokens", auth::Role::anyone,
        [this](const api::Call&) -> Result<net::Response> { return cached(to_json(keys.public_keys())); });
    get("/.well-known/oauth-authorization-server", "where the OAuth endpoints are", auth::Role::anyone,
        [this](const api::Call&) -> Result<net::Response> {
            return cached(auth::oauth_metadata(settings.issuer, {.authorize = "/oauth/authorize",
                                                                 .token = "/oauth/token",
                                                                 .revoke = "/oauth/revoke",
                                                                 .jwks = "/.well-known/jwks.json"}));
        });
    get("/oauth/authorize", "ask a person to let a client in", auth::Role::anyone,
        [this](const api::Call& call) -> Result<net::Response> {
            ARGOSY_LET(const auto form, read_form(call.request().query()), "authorize");
            const auto consent = oauth.check_authorize(authorize_params(form));
            if (!consent)
                return consent.error().redirect.empty() ? refused(consent.error()) : redirect(consent.error().redirect);
            if (!is_signed_in_person(call.who())) return redirect("/login?next=authorize");
            return consent_page(*consent, call.who(), call.request().query());
        });
    post("/oauth/authorize", "what the person decided", auth::Role::viewer,
         [this](const api::Call& call) { return decide(oauth, call, clock()); });
    post("/oauth/token", "tokens for a code, a refresh token or a client's own secret", auth::Role::anyone,
         [this](const api::Call& call) -> Result<net::Response> {
             ARGOSY_LET(const auto form, read_form(call.body()), "token");
             const auto tokens = oauth.token(token_params(call.request(), form), clock());
             if (!tokens) return refused(tokens.error());
             net::Response response = api::json_response(auth::to_json(*tokens));
             response.headers.set("Cache-Control", "no-store");
             return response;
         });
    post("/oauth/revoke", "end the sign-in that a token belongs to", auth::Role::anyone,
         [this](const api::Call& call) -> Result<net::Response> {
             ARGOSY_LET(const auto form, read_form(call.body()), "revoke");
             const auto done = oauth.revoke(token_params(call.request(), form), value_of(form, "token"), clock());
             return done ? net::Response{.status = 200} : refused(done.error());
         });
}

}  // namespace argosy::services::gateway
