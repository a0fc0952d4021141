#include "auth/oauth_client.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace argosy::auth {
namespace {

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
               c == '-';
    });
}

/// "https://app.example:8443/back" -> "app.example:8443".
std::string_view authority_of(std::string_view uri) {
    const auto rest = uri.substr(uri.find("://") + 3);
    return rest.substr(0, rest.find_first_of("/?"));
}

bool is_this_machine(std::string_view authority) {
    const auto has_host = [&](std::string_view host) {
        return authority == host || (authority.starts_with(host) && authority[host.size()] == ':');
    };
    return has_host("localhost") || has_host("127.0.0.1") || has_host("[::1]");
}

bool is_redirect_uri(std::string_view uri) {
    const bool is_printable = std::ranges::all_of(uri, [](char c) { return c > ' ' && c < '\x7f'; });
    if (!is_printable || uri.size() > 512 || uri.find_first_of("#*\\\"<>") != std::string_view::npos) return false;
    if (!uri.starts_with("https://") && !uri.starts_with("http://")) return false;
    const std::string_view authority = authority_of(uri);
    if (authority.empty() || authority.find('@') != std::string_view::npos) return false;
    return uri.starts_with("https://") || is_this_machine(authority);
}

Result<> check(const OauthClient& client, ClientKind kind) {
    if (!is_id(client.id))
        return fail(Errc::invalid_argument, "client id \"" + client.id.substr(0, 64) + "\" is none",
                    "1 to 64 letters, digits, _ . or -");
    const std::string who = "client " + client.id + ": ";
    for (const std::string& uri : client.redirect_uris)
        if (!is_redirect_uri(uri))
            return fail(Errc::invalid_argument, who + "cannot redirect to \"" + uri.substr(0, 100) + "\"",
                        "a whole https address, or http on localhost, without #, * and user name");
    if (kind == ClientKind::open && client.role != Role::anyone)
        return fail(Errc::invalid_argument, who + "an open client cannot act for itself", "make it confidential");
    if (client.scopes.empty() || (client.redirect_uris.empty() && client.role == Role::anyone))
        return fail(Errc::invalid_argument, who + "may do nothing", "give it scopes, and a redirect address or a role");
    return {};
}

}  // namespace

Result<NewOauthClient> make_client(OauthClient client, ClientKind kind, Entropy& entropy) {
    ARGOSY_TRY(check(client, kind), "");
    client.secret_hash.clear();
    Secret secret;
    if (kind == ClientKind::confidential) {
        secret = Secret::take(random_text(entropy));
        client.secret_hash = sha256_hex(secret.reveal());
    }
    return NewOauthClient{std::move(secret), std::move(client)};
}

}  // namespace argosy::auth
