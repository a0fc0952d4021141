#pragma once

#include <functional>

#include "auth/entropy.hpp"
#include "auth/password.hpp"
#include "auth/principal.hpp"
#include "net/loop.hpp"
#include "net/worker.hpp"
#include "services/gateway/documents.hpp"

namespace argosy::services::gateway {

/// A person who may sign in.
struct User {
    std::string name;
    auth::Role role = auth::Role::viewer;
    std::string password_hash;
    bool is_disabled = false;
    bool must_change = false;  ///< the password was given by somebody else
    Time created{}, signed_in{};
};
void describe(Described<User>& d);

/// The people and their passwords. Hashing runs on a thread of its own and answers on the loop's.
///
/// Thread safety: the loop's thread.
class Users {
public:
    /// All outlive it.
    Users(store::Store& store, net::Loop& loop, auth::Entropy& entropy, auth::PasswordCost cost)
        : loop_(loop), entropy_(entropy), users_(store, "users"), hashing_(std::make_shared<Hashing>(cost)) {}

    using Done = std::move_only_function<void(Result<User>)>;
    /// Whether name and password belong together. Takes the same time for a name that there is not.
    /// Errors: unauthorized, the same for every reason; rate_limited when too many are waiting.
    void check(std::string name, auth::Secret password, Time now, Done done);
    /// A new person. Errors: rejected when the name is taken; invalid_argument for the name or the password.
    void add(User user, auth::Secret password, Time now, Done done);
    /// Errors: not_found; invalid_argument for the password.
    void set_password(std::string name, auth::Secret password, bool must_change, Time now, Done done);

    [[nodiscard]] Result<std::optional<User>> find(std::string_view name, Time now) { return users_.find(name, now); }
    [[nodiscard]] Result<std::vector<User>> list(Time now) { return users_.list(now); }
    /// Somebody came in by another way than with their password. A store that cannot write keeps the time before.
    void note_sign_in(std::string_view name, Time now) {
        static_cast<void>(users_.change(name, now, [&](User& u) { u.signed_in = now; }));
    }
    /// Role or disabled. Errors: not_found; rejected when no admin would be left.
    [[nodiscard]] Result<User> change(std::string_view name, std::optional<auth::Role> role,
                                      std::optional<bool> disabled, Time now);
    [[nodiscard]] Result<> remove(std::string_view name, Time now);
    /// A random password that a person can type: four groups of five letters and digits.
    [[nodiscard]] auth::Secret make_password();

private:
    using Stored = std::move_only_function<Result<User>(Result<std::string> hash)>;
    void hash(auth::Secret password, Stored store, Done done);
    [[nodiscard]] Result<User> signed_in(const User& checked, Time now);
    Result<> keep_an_admin(std::string_view without, Time now);
    /// Names the nearest user, or those that there are.
    std::unexpected<Error> no_user(std::string_view name, Time now);

    net::Loop& loop_;
    auth::Entropy& entropy_;
    DocumentsOf<User> users_;
    /// Of the worker's thread. Made there when it is first used, for making one costs a hash.
    struct Hashing {
        explicit Hashing(auth::PasswordCost wanted) : cost(wanted) {}
        auth::PasswordHasher& operator*() {
            if (!hasher) hasher.emplace(cost);
            return *hasher;
        }
        auth::PasswordCost cost;
        std::optional<auth::PasswordHasher> hasher{};
    };
    std::shared_ptr<Hashing> hashing_;
    net::Worker worker_{32};
};

}  // namespace argosy::services::gateway
