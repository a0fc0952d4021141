#include "auth/role.hpp"

#include <vector>

#include "base/enum.hpp"
#include "base/suggest.hpp"

namespace argosy::auth {
namespace {

template <class E>
std::vector<std::string> names_from(E first) {
    std::vector<std::string> names;
    for (const E e : enumerators<E>)
        if (e >= first) names.emplace_back(to_string(e));
    return names;
}

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 40)) + "\""; }

constexpr Scope scope_of(Role role) noexcept {
    switch (role) {
        case Role::anyone:
        case Role::viewer: return Scope::read;
        case Role::trader: return Scope::trade;
        case Role::risk: return Scope::risk;
        case Role::admin: return Scope::admin;
    }
    return Scope::read;
}

}  // namespace

std::string_view to_string(Role role) noexcept {
    switch (role) {
        case Role::anyone: return "anyone";
        case Role::viewer: return "viewer";
        case Role::trader: return "trader";
        case Role::risk: return "risk";
        case Role::admin: return "admin";
    }
    return "unknown";
}

Result<Role> parse_role(std::string_view text) {
    const auto role = parse_enum<Role>(text);
    if (role && *role != Role::anyone) return *role;
    return fail(Errc::invalid_argument, "unknown role " + quoted(text),
                "the roles are " + join(names_from(Role::viewer)));
}

std::string_view to_string(Scope scope) noexcept {
    switch (scope) {
        case Scope::read: return "read";
        case Scope::trade: return "trade";
        case Scope::risk: return "risk";
        case Scope::admin: return "admin";
        case Scope::offline_access: return "offline_access";
    }
    return "unknown";
}

std::string to_string(Scopes scopes) {
    std::string out;
    for (const Scope s : enumerators<Scope>) {
        if (!scopes.has(s)) continue;
        if (!out.empty()) out += ' ';
        out += to_string(s);
    }
    return out;
}

Result<Scopes> parse_scopes(std::string_view text) {
    Scopes scopes;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        const auto scope = parse_enum<Scope>(word);
        if (!scope)
            return fail(Errc::invalid_argument, "unknown scope " + quoted(word),
                        "the scopes are " + join(names_from(Scope::read)) + ", with one space between them");
        scopes.add(*scope);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return scopes;
}

Scopes scopes_of(Role role) noexcept {
    Scopes scopes;
    if (role == Role::anyone) return scopes;
    for (const Role r : enumerators<Role>)
        if (r <= role) scopes.add(scope_of(r));
    scopes.add(Scope::offline_access);
    return scopes;
}

Role role_of(Scopes scopes) noexcept {
    Role highest = Role::anyone;
    for (const Role r : enumerators<Role>)
        if (r != Role::anyone && scopes.has(scope_of(r))) highest = r;
    return highest;
}

}  // namespace argosy::auth
