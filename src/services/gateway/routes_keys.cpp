// Keys for programs.
#include "api/endpoint.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

/// An API key, without anything that opens something.
struct KeyRow {
    std::string prefix, label, owner;
    auth::Role role = auth::Role::viewer;
    auth::Scopes scopes;
    Time created{}, expires{}, last_used{};
    std::optional<std::string> key;  ///< of a new one, shown once
};
void describe(Described<KeyRow>& d) {
    using T = KeyRow;
    d.name("api_key_row").field("prefix", &T::prefix, {.doc = "Names the key."}).field("label", &T::label);
    d.field("owner", &T::owner).field("role", &T::role).field("scopes", &T::scopes).field("created", &T::created);
    d.field("expires", &T::expires).field("last_used", &T::last_used);
    d.field("key", &T::key, {.doc = "The key itself: shown once, when it is made."});
}
struct KeyRows {
    std::vector<KeyRow> keys;
};
void describe(Described<KeyRows>& d) { d.name("api_keys").field("keys", &KeyRows::keys); }

struct NewKey {
    std::string label;
    auth::Role role = auth::Role::viewer;
    std::string scopes;
    Duration life = 90 * 24h;
};
void describe(Described<NewKey>& d) {
    using T = NewKey;
    d.name("new_api_key").field("label", &T::label, {.required = true, .doc = "What it is for."});
    d.field("role", &T::role, {.doc = "At most your own."});
    d.field("scopes", &T::scopes, {.doc = "\"read trade\"; empty: those of the role."});
    d.field("life", &T::life, {.min = Duration(1min), .max = Duration(5 * 366 * 24h)});
}

struct ByPrefix {
    std::string prefix;
};
void describe(Described<ByPrefix>& d) { d.name("by_prefix").field("prefix", &ByPrefix::prefix); }

KeyRow row_of(const auth::ApiKey& key) {
    return {.prefix = key.prefix,
            .label = key.label,
            .owner = key.owner,
            .role = key.role,
            .scopes = key.scopes,
            .created = key.created,
            .expires = key.expires,
            .last_used = key.last_used};
}

bool may_see(const auth::Principal& who, const auth::ApiKey& key) {
    return key.owner == who.name || auth::effective_role(who) == auth::Role::admin;
}

}  // namespace

void Gateway::Impl::add_key_routes() {
    api::endpoint(router, {.path = "/api/v1/api-keys", .summary = "my keys for programs", .service = "gateway"},
                  [this](const api::Nothing&, const api::Call& call) -> Result<KeyRows> {
                      ARGOSY_LET(const auto all, api_keys.list(), "keys");
                      KeyRows rows;
                      for (const auto& key : all)
                          if (may_see(call.who(), key)) rows.keys.push_back(row_of(key));
                      return rows;
                  });
    api::endpoint(
        router,
        {.method = net::Method::post,
         .path = "/api/v1/api-keys",
         .summary = "make a key for a program",
         .service = "gateway",
         .success = 201,
         .needs_step_up = true},
        [this](const NewKey& in, const api::Call& call) -> Result<KeyRow> {
            ARGOSY_LET(const auto owner, role_now(call.who().name), "");
            if (!owner)
                return fail(Errc::rejected, "only people who are kept here can have keys, for a key goes with them",
                            "an admin can add you as a user, and the provider's token serves programs too");
            ARGOSY_LET(const auto scopes, auth::parse_scopes(in.scopes), "scopes");
            const auth::ApiKeySpec spec{.label = in.label, .role = in.role, .scopes = scopes, .life = in.life};
            ARGOSY_LET(const auto made, api_keys.create(call.who(), spec, clock()), "key");
            KeyRow row = row_of(made.key);
            row.key = std::string(made.text.reveal());
            return row;
        });
    api::endpoint(router,
                  {.method = net::Method::delete_,
                   .path = "/api/v1/api-keys/{prefix}",
                   .summary = "this key opens nothing any more",
                   .service = "gateway"},
                  [this](const ByPrefix& in, const api::Call& call) -> Result<api::Nothing> {
                      ARGOSY_LET(const auto key, stored_keys.find(in.prefix), "key");
                      if (!key || !may_see(call.who(), *key))
                          return fail(Errc::not_found, "there is no key " + in.prefix,
                                      "GET /api/v1/api-keys lists them");
                      ARGOSY_TRY(api_keys.revoke(in.prefix), "key");
                      return api::Nothing{};
                  });
}

}  // namespace argosy::services::gateway
