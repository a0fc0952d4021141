// Programs that sign people in here (OAuth 2.0).
#include "api/endpoint.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

/// A client, without anything that opens something.
struct ClientRow {
    std::string id, label;
    std::vector<std::string> redirect_uris;
    auth::Scopes scopes;
    auth::Role role = auth::Role::anyone;
    bool is_confidential = false;
    std::optional<std::string> secret;  ///< of a new one, shown once
};
void describe(Described<ClientRow>& d) {
    using T = ClientRow;
    d.name("oauth_client_row").field("id", &T::id).field("label", &T::label, {.doc = "What people are asked with."});
    d.field("redirect_uris", &T::redirect_uris).field("scopes", &T::scopes, {.doc = "The most it may ask for."});
    d.field("role", &T::role, {.doc = "As which it acts for itself; anyone: it does not."});
    d.field("is_confidential", &T::is_confidential, {.doc = "It has a secret."});
    d.field("secret", &T::secret, {.doc = "Shown once, when it is made."});
}
struct ClientRows {
    std::vector<ClientRow> clients;
};
void describe(Described<ClientRows>& d) { d.name("oauth_clients").field("clients", &ClientRows::clients); }

struct NewClient {
    std::string id, label;
    std::vector<std::string> redirect_uris;
    std::string scopes;
    auth::Role role = auth::Role::anyone;
    bool is_confidential = false;
};
void describe(Described<NewClient>& d) {
    using T = NewClient;
    d.name("new_oauth_client");
    d.field("id", &T::id, {.required = true, .doc = "1 to 64 letters, digits, _ . or -."});
    d.field("label", &T::label, {.doc = "What people are asked with; empty: the id."});
    d.field("redirect_uris", &T::redirect_uris,
            {.items_max = 10, .doc = "Where people are sent back to: https, or http on this machine."});
    d.field("scopes", &T::scopes, {.required = true, .doc = "The most it may ask for: \"read trade\"."});
    d.field("role", &T::role, {.doc = "As which it acts for itself (client credentials); anyone: it does not."});
    d.field("is_confidential", &T::is_confidential, {.doc = "It runs on a server and can keep a secret."});
}

struct ByClient {
    std::string id;
};
void describe(Described<ByClient>& d) { d.name("by_client_id").field("id", &ByClient::id); }

ClientRow row_of(const auth::OauthClient& client) {
    return {.id = client.id,
            .label = client.label,
            .redirect_uris = client.redirect_uris,
            .scopes = client.scopes,
            .role = client.role,
            .is_confidential = !client.is_public()};
}

}  // namespace

void Gateway::Impl::add_client_routes() {
    api::endpoint(router,
                  {.path = "/api/v1/oauth/clients",
                   .summary = "programs that may sign people in here, or act for themselves",
                   .role = auth::Role::admin,
                   .service = "gateway"},
                  [this](const api::Nothing&, const api::Call&) -> Result<ClientRows> {
                      ARGOSY_LET(const auto all, sessions.list_clients(), "clients");
                      ClientRows rows;
                      for (const auto& client : all) rows.clients.push_back(row_of(client));
                      return rows;
                  });
    api::endpoint(
        router,
        {.method = net::Method::post,
         .path = "/api/v1/oauth/clients",
         .summary = "let a program sign people in here, or act for itself",
         .role = auth::Role::admin,
         .service = "gateway",
         .success = 201,
         .needs_step_up = true},
        [this](const NewClient& in, const api::Call&) -> Result<ClientRow> {
            ARGOSY_LET(const auto there, sessions.find_client(in.id), "client");
            if (there)
                return fail(Errc::rejected, "there is a client " + in.id + " already",
                            "choose another id, or remove that one first");
            ARGOSY_LET(const auto scopes, auth::parse_scopes(in.scopes), "scopes");
            ARGOSY_LET(const auto made,
                       auth::make_client({.id = in.id,
                                          .label = in.label,
                                          .secret_hash = {},
                                          .redirect_uris = in.redirect_uris,
                                          .scopes = scopes,
                                          .role = in.role},
                                         in.is_confidential ? auth::ClientKind::confidential : auth::ClientKind::open,
                                         entropy),
                       "");
            ARGOSY_TRY(sessions.put_client(made.client), "client");
            ClientRow row = row_of(made.client);
            if (in.is_confidential) row.secret = std::string(made.secret.reveal());
            return row;
        });
    api::endpoint(router,
                  {.method = net::Method::delete_,
                   .path = "/api/v1/oauth/clients/{id}",
                   .summary = "this program gets no tokens any more; what it has ends within ten minutes",
                   .role = auth::Role::admin,
                   .service = "gateway"},
                  [this](const ByClient& in, const api::Call&) -> Result<api::Nothing> {
                      if (in.id == dashboard_client)
                          return fail(Errc::rejected, "the client of our own pages stays", "");
                      ARGOSY_LET(const bool was_there, sessions.erase_client(in.id), "client");
                      if (!was_there)
                          return fail(Errc::not_found, "there is no client " + in.id,
                                      "GET /api/v1/oauth/clients lists them");
                      return api::Nothing{};
                  });
}

}  // namespace argosy::services::gateway
