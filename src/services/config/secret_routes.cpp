#include "services/config/routes.hpp"

namespace argosy::services::config {
namespace {

using api::Call;
using net::Method;

struct SecretList {
    std::vector<SecretInfo> secrets;
};
void describe(Described<SecretList>& d) { d.name("secrets").field("secrets", &SecretList::secrets); }

struct SecretInput {
    std::string name, value;
};
void describe(Described<SecretInput>& d) {
    d.name("secret_input").field("name", &SecretInput::name, {.doc = "Like exchanges.binance.api_secret."});
    d.field("value", &SecretInput::value, {.required = true, .secret = true, .doc = "Never shown again."});
}

struct SecretName {
    std::string name;
};
void describe(Described<SecretName>& d) { d.name("secret_name").field("name", &SecretName::name); }

store::AuditEntry audit_entry(const Call& call, std::string action, std::string_view name, Time now) {
    return {.time = now,
            .actor = call.who().name,
            .action = std::move(action),
            .target = std::string(name),
            .trace = call.trace_id()};
}

api::Route secret_route(Method method, std::string path, std::string summary) {
    api::Route out = route(method, {std::move(path)}, std::move(summary), api::Role::admin);
    out.needs_step_up = method != Method::get;
    return out;
}

Result<SecretInfo> put(const Vault& vault, store::Store& store, const SecretInput& in, const Call& call, Time now) {
    return store.write([&](store::Tables& t) -> Result<SecretInfo> {
        ARGOSY_LET(auto info, vault.put(t, in.name, auth::Secret(in.value), now), "");
        ARGOSY_TRY(t.audit().append(audit_entry(call, "secret.put", in.name, now)), "audit");
        return info;
    });
}

Result<api::Nothing> erase(const Vault& vault, store::Store& store, const SecretName& in, const Call& call, Time now) {
    return store.write([&](store::Tables& t) -> Result<api::Nothing> {
        ARGOSY_LET(const bool there_was, vault.erase(t, in.name, now), "");
        if (!there_was) return fail(Errc::not_found, "no secret " + in.name, "GET /api/v1/secrets lists their names");
        ARGOSY_TRY(t.audit().append(audit_entry(call, "secret.delete", in.name, now)), "audit");
        return api::Nothing{};
    });
}

}  // namespace

void describe(Described<SecretInfo>& d) {
    using T = SecretInfo;
    d.name("secret").field("name", &T::name);
    d.field("fingerprint", &T::fingerprint, {.doc = "Changes whenever it is entered; tells nothing of it."});
    d.field("updated", &T::updated);
    d.field("is_current", &T::is_current, {.doc = "Sealed under the current master key."});
}

void add_secret_routes(api::Router& router, Configuration& c, store::Store& store) {
    endpoint(router, secret_route(Method::get, "/api/v1/secrets", "names of the secrets"),
             [&c](const api::Nothing&, const Call&) -> Result<SecretList> {
                 ARGOSY_LET(auto secrets, c.vault().list(c.now()), "");
                 return SecretList{std::move(secrets)};
             });
    endpoint(router, secret_route(Method::put, "/api/v1/secrets/{name}", "enters a secret, never to be shown"),
             [&c, &store](const SecretInput& in, const Call& call) -> Result<SecretInfo> {
                 if (call.query("value"))
                     return fail(Errc::invalid_argument, "a secret in the address is in every log on its way",
                                 "send it in the body: {\"value\": ...}; change this one, it is known now");
                 return put(c.vault(), store, in, call, c.now());
             });
    endpoint(router, secret_route(Method::delete_, "/api/v1/secrets/{name}", "forgets a secret"),
             [&c, &store](const SecretName& in, const Call& call) -> Result<api::Nothing> {
                 return erase(c.vault(), store, in, call, c.now());
             });
}

}  // namespace argosy::services::config
