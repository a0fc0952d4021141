// The people who may sign in, and their sign-ins.
#include "api/endpoint.hpp"
#include "services/gateway/detail/gateway.hpp"

namespace argosy::services::gateway {
namespace {

/// A person, as others see them.
struct Person {
    std::string name;
    auth::Role role = auth::Role::viewer;
    bool is_disabled = false, must_change = false;
    Time created{}, signed_in{};
    std::optional<std::string> password;  ///< of a new one, shown once
};
void describe(Described<Person>& d) {
    using T = Person;
    d.name("person").field("name", &T::name).field("role", &T::role).field("is_disabled", &T::is_disabled);
    d.field("must_change", &T::must_change, {.doc = "The password was made by somebody else."});
    d.field("created", &T::created).field("signed_in", &T::signed_in);
    d.field("password", &T::password, {.doc = "Of a new person or after a reset: shown once."});
}
struct People {
    std::vector<Person> users;
};
void describe(Described<People>& d) { d.name("people").field("users", &People::users); }

struct NewPerson {
    std::string name;
    auth::Role role = auth::Role::viewer;
};
void describe(Described<NewPerson>& d) {
    d.name("new_person").field("name", &NewPerson::name, {.required = true}).field("role", &NewPerson::role);
}

struct PersonChange {
    std::string name;
    std::optional<auth::Role> role;
    std::optional<bool> is_disabled;
    bool reset_password = false, remove_second_factor = false;
};
void describe(Described<PersonChange>& d) {
    using T = PersonChange;
    d.name("person_change").field("name", &T::name).field("role", &T::role).field("is_disabled", &T::is_disabled);
    d.field("reset_password", &T::reset_password, {.doc = "Answers with a new one."});
    d.field("remove_second_factor", &T::remove_second_factor, {.doc = "Their authenticator is lost."});
}

struct ByName {
    std::string name;
};
void describe(Described<ByName>& d) { d.name("by_name").field("name", &ByName::name); }

struct SessionRow {
    std::string id, user, client;
    auth::Role role = auth::Role::viewer;
    Time started{}, expires{};
    bool is_current = false;
};
void describe(Described<SessionRow>& d) {
    using T = SessionRow;
    d.name("session").field("id", &T::id).field("user", &T::user).field("client", &T::client).field("role", &T::role);
    d.field("started", &T::started).field("expires", &T::expires).field("is_current", &T::is_current);
}
struct SessionRows {
    std::vector<SessionRow> sessions;
};
void describe(Described<SessionRows>& d) { d.name("sessions").field("sessions", &SessionRows::sessions); }

struct ById {
    std::string id;
};
void describe(Described<ById>& d) { d.name("by_id").field("id", &ById::id); }

Person person_of(const User& user) {
    return {.name = user.name,
            .role = user.role,
            .is_disabled = user.is_disabled,
            .must_change = user.must_change,
            .created = user.created,
            .signed_in = user.signed_in};
}

/// Answers with the person and the password that was made for them.
auto tell(std::shared_ptr<api::Reply<Person>> reply, auth::Secret password) {
    return [reply = std::move(reply), password = std::move(password)](Result<User> user) {
        if (!user) return reply->send(std::unexpected(std::move(user).error()));
        Person person = person_of(*user);
        person.password = std::string(password.reveal());
        reply->send(std::move(person));
    };
}

/// What takes effect at once. Their sign-ins end.
Result<User> change(Gateway::Impl& g, const PersonChange& in) {
    ARGOSY_LET(auto user, g.users.change(in.name, in.role, in.is_disabled, g.clock()), "");
    if (in.remove_second_factor) ARGOSY_TRY(g.factors.remove(in.name, g.clock()), "");
    ARGOSY_TRY(g.oauth.end_sessions(in.name), "");
    return user;
}

}  // namespace

void Gateway::Impl::add_people_routes() {
    api::endpoint(
        router,
        {.path = "/api/v1/users", .summary = "who may sign in", .role = auth::Role::admin, .service = "gateway"},
        [this](const api::Nothing&, const api::Call&) -> Result<People> {
            ARGOSY_LET(const auto all, users.list(clock()), "users");
            People people;
            for (const User& user : all) people.users.push_back(person_of(user));
            return people;
        });
    add_people_changes();
    add_sessions();
}

void Gateway::Impl::add_people_changes() {
    api::endpoint_later(router,
                        {.method = net::Method::post,
                         .path = "/api/v1/users",
                         .summary = "let somebody sign in; the answer has their first password",
                         .role = auth::Role::admin,
                         .service = "gateway",
                         .success = 201,
                         .needs_step_up = true},
                        [this](const NewPerson& in, const api::Call&, api::Reply<Person> reply) {
                            auth::Secret password = users.make_password();
                            auto shared = std::make_shared<api::Reply<Person>>(std::move(reply));
                            users.add({.name = in.name, .role = in.role, .must_change = true}, password, clock(),
                                      tell(std::move(shared), password));
                        });
    api::endpoint_later(router,
                        {.method = net::Method::put,
                         .path = "/api/v1/users/{name}",
                         .summary = "role, disabled, or a new password; their sign-ins end, their keys follow",
                         .role = auth::Role::admin,
                         .service = "gateway",
                         .needs_step_up = true},
                        [this](const PersonChange& in, const api::Call&, api::Reply<Person> reply) {
                            auto changed = change(*this, in);
                            if (!changed) return reply.send(std::unexpected(std::move(changed).error()));
                            if (!in.reset_password) return reply.send(person_of(*changed));
                            auth::Secret password = users.make_password();
                            auto told = tell(std::make_shared<api::Reply<Person>>(std::move(reply)), password);
                            // Somebody may have signed in with the old one while the new one was being hashed.
                            auto stored = [this, told = std::move(told)](Result<User> user) mutable {
                                if (user)
                                    if (auto ended = oauth.end_sessions(user->name); !ended)
                                        user = std::unexpected(std::move(ended).error());
                                told(std::move(user));
                            };
                            users.set_password(in.name, password, true, clock(), std::move(stored));
                        });
    api::endpoint(router,
                  {.method = net::Method::delete_,
                   .path = "/api/v1/users/{name}",
                   .summary = "nobody signs in under this name any more; its keys go with it",
                   .role = auth::Role::admin,
                   .service = "gateway",
                   .needs_step_up = true},
                  [this](const ByName& in, const api::Call&) -> Result<api::Nothing> {
                      ARGOSY_TRY(users.remove(in.name, clock()), "");
                      ARGOSY_TRY(factors.remove(in.name, clock()), "");
                      ARGOSY_TRY(oauth.end_sessions(in.name), "");
                      ARGOSY_TRY(api_keys.revoke_all_of(in.name), "");
                      return api::Nothing{};
                  });
}

void Gateway::Impl::add_sessions() {
    api::endpoint(router, {.path = "/api/v1/sessions", .summary = "where I am signed in", .service = "gateway"},
                  [this](const api::Nothing&, const api::Call& call) -> Result<SessionRows> {
                      const bool sees_all = auth::effective_role(call.who()) == auth::Role::admin;
                      ARGOSY_LET(const auto all, sessions.list_families(sees_all ? "" : call.who().name), "sessions");
                      SessionRows rows;
                      for (const auto& f : all) {
                          if (f.is_revoked) continue;
                          rows.sessions.push_back({.id = f.id,
                                                   .user = f.who.name,
                                                   .client = f.client,
                                                   .role = f.who.role,
                                                   .started = f.started,
                                                   .expires = f.expires,
                                                   .is_current = f.id == call.who().session});
                      }
                      return rows;
                  });
    api::endpoint(router,
                  {.method = net::Method::delete_,
                   .path = "/api/v1/sessions/{id}",
                   .summary = "end a sign-in",
                   .service = "gateway"},
                  [this](const ById& in, const api::Call& call) -> Result<api::Nothing> {
                      ARGOSY_LET(const auto family, sessions.find_family(in.id), "session");
                      const bool may = family && (family->who.name == call.who().name ||
                                                  auth::effective_role(call.who()) == auth::Role::admin);
                      if (!may)
                          return fail(Errc::not_found, "there is no such sign-in", "GET /api/v1/sessions lists them");
                      ARGOSY_TRY(sessions.revoke_family(in.id), "session");
                      return api::Nothing{};
                  });
}

}  // namespace argosy::services::gateway
