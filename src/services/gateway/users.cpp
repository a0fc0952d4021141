#include "services/gateway/users.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "services/gateway/gatekeeper.hpp"

namespace argosy::services::gateway {
namespace {

Result<> check_name(std::string_view name) {
    const bool is_plain = std::ranges::all_of(
        name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == '@'; });
    if (name == owner_name)
        return fail(Errc::invalid_argument, "\"owner\" is whoever runs the process", "another name");
    if (!name.empty() && name.size() <= 64 && is_plain) return {};
    return fail(Errc::invalid_argument, "a user name has 1 to 64 letters, digits, _ - . or @");
}

std::unexpected<Error> refused() {
    return fail(Errc::unauthorized, "name or password is wrong", "argosy user reset NAME sets a new password");
}

}  // namespace

void describe(Described<User>& d) {
    using T = User;
    d.name("user").field("name", &T::name).field("role", &T::role).field("password_hash", &T::password_hash);
    d.field("is_disabled", &T::is_disabled).field("must_change", &T::must_change).field("created", &T::created);
    d.field("signed_in", &T::signed_in);
}

void Users::check(std::string name, auth::Secret password, Time now, Done done) {
    auto found = users_.find(name, now);
    if (!found) return done(std::unexpected(std::move(found).error()));
    const auto shared = std::make_shared<Done>(std::move(done));
    auto task = [this, user = std::move(*found), password = std::move(password), hashing = hashing_, shared,
                 now]() mutable {
        bool good = false;
        if (user)
            good = (**hashing).verify(user->password_hash, password).matches && !user->is_disabled;
        else
            (**hashing).verify_unknown(password);
        loop_.post([this, good, user = std::move(user), shared, now]() mutable {
            if (!good) return (*shared)(refused());
            (*shared)(signed_in(*user, now));
        });
    };
    if (auto accepted = worker_.run(std::move(task)); !accepted)
        (*shared)(std::unexpected(std::move(accepted).error()));
}

/// Hashing takes a while, in which they may have been disabled, or got another password or role.
Result<User> Users::signed_in(const User& checked, Time now) {
    ARGOSY_LET(auto user, users_.find(checked.name, now), "user");
    if (!user || user->is_disabled || user->password_hash != checked.password_hash) return refused();
    user->signed_in = now;
    static_cast<void>(users_.put(user->name, *user));
    return std::move(*user);
}

void Users::hash(auth::Secret password, Stored store, Done done) {
    const auto shared = std::make_shared<Done>(std::move(done));
    const auto finish = std::make_shared<Stored>(std::move(store));
    auto task = [this, password = std::move(password), hashing = hashing_, finish, shared]() mutable {
        auto hashed = std::make_shared<Result<std::string>>((**hashing).hash(password));
        loop_.post([hashed, finish, shared] { (*shared)((*finish)(std::move(*hashed))); });
    };
    if (auto accepted = worker_.run(std::move(task)); !accepted)
        (*shared)(std::unexpected(std::move(accepted).error()));
}

void Users::add(User user, auth::Secret password, Time now, Done done) {
    if (auto good = check_name(user.name); !good) return done(std::unexpected(std::move(good).error()));
    if (auto good = auth::check_new_password(password, user.name); !good)
        return done(std::unexpected(std::move(good).error()));
    auto finish = [this, user = std::move(user), now](Result<std::string> hash) mutable -> Result<User> {
        if (!hash) return std::unexpected(std::move(hash).error());
        ARGOSY_LET(const auto taken, users_.find(user.name, now), "user");
        if (taken) return fail(Errc::rejected, "there is a user " + user.name + " already", "choose another name");
        user.password_hash = std::move(*hash);
        user.created = now;
        ARGOSY_TRY(users_.put(user.name, user), "user");
        return user;
    };
    hash(std::move(password), std::move(finish), std::move(done));
}

void Users::set_password(std::string name, auth::Secret password, bool must_change, Time now, Done done) {
    if (auto good = auth::check_new_password(password, name); !good)
        return done(std::unexpected(std::move(good).error()));
    auto finish = [this, name = std::move(name), must_change, now](Result<std::string> hash) -> Result<User> {
        if (!hash) return std::unexpected(std::move(hash).error());
        ARGOSY_LET(auto before,
                   users_.change(name, now,
                                 [&](User& u) {
                                     u.password_hash = *hash;
                                     u.must_change = must_change;
                                 }),
                   "user");
        if (!before) return no_user(name, now);
        return std::move(*before);
    };
    hash(std::move(password), std::move(finish), std::move(done));
}

Result<> Users::keep_an_admin(std::string_view without, Time now) {
    ARGOSY_LET(const auto all, users_.list(now), "users");
    const bool others = std::ranges::any_of(
        all, [&](const User& u) { return u.name != without && u.role == auth::Role::admin && !u.is_disabled; });
    if (others) return {};
    return fail(Errc::rejected, "no admin would be left", "make somebody else an admin first");
}

Result<User> Users::change(std::string_view name, std::optional<auth::Role> role, std::optional<bool> disabled,
                           Time now) {
    ARGOSY_LET(auto user, users_.find(name, now), "user");
    if (!user) return no_user(name, now);
    if (role) user->role = *role;
    if (disabled) user->is_disabled = *disabled;
    if (user->role != auth::Role::admin || user->is_disabled) ARGOSY_TRY(keep_an_admin(name, now), "user");
    ARGOSY_TRY(users_.put(name, *user), "user");
    return std::move(*user);
}

Result<> Users::remove(std::string_view name, Time now) {
    ARGOSY_TRY(keep_an_admin(name, now), "user");
    ARGOSY_LET(const bool was_there, users_.erase(name, now), "user");
    if (!was_there) return no_user(name, now);
    return {};
}

std::unexpected<Error> Users::no_user(std::string_view name, Time now) {
    std::vector<std::string> names;
    if (const auto all = users_.list(now))
        for (const User& user : *all) names.push_back(user.name);
    std::string next =
        names.empty() ? "argosy user add lets somebody in" : "there are " + join(names) + "; argosy user list";
    if (const auto near = nearest(name, names); !near.empty()) next = "did you mean " + std::string(near) + "?";
    return fail(Errc::not_found, "there is no user " + std::string(name), next);
}

auth::Secret Users::make_password() {
    static constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";  // none that look alike
    std::string text;
    const std::string random = auth::random_bytes(entropy_, 20);
    for (const char c : random) {
        if (text.size() % 6 == 5) text += '-';
        text += letters[static_cast<unsigned char>(c) % letters.size()];
    }
    return auth::Secret::take(std::move(text));
}

}  // namespace argosy::services::gateway
