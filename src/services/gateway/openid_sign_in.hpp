#pragma once

#include <map>

#include "auth/entropy.hpp"
#include "auth/lru_map.hpp"
#include "net/http_client.hpp"
#include "services/gateway/external_issuers.hpp"

namespace argosy::services::gateway {

/// Signing in at an OpenID provider from our own page: the authorization code flow with PKCE, state and nonce (OpenID
/// Connect Core section 3.1; RFC 7636; RFC 9700).
///
/// The state is known to the browser that began (a cookie) and to us: a code that somebody else obtained signs nobody
/// in. It is good once, for ten minutes.
///
/// Thread safety: the loop's thread. Memory: bounded; beyond, the sign-in that began first has to begin anew.
class OpenidSignIn {
public:
    using Configs = std::map<std::string, auth::ExternalIssuerConfig>;
    struct Parts {
        net::Loop& loop;
        ExternalIssuers& issuers;
        auth::Entropy& entropy;
        Time (*clock)();
        std::string pages;  ///< the address of our pages, for providers that have no other
    };
    /// All outlive it.
    OpenidSignIn(Parts parts, const Configs& configs);

    struct Door {
        std::string name, label;
    };
    /// The providers that have a button.
    [[nodiscard]] std::vector<Door> doors() const;

    struct Begun {
        std::string url;    ///< where the browser goes
        std::string state;  ///< its cookie
    };
    /// `next`: the path of ours where it ends. `is_fresh`: the person types their password there, whatever session they
    /// have. Errors: not_found when no such provider has a button.
    [[nodiscard]] Result<Begun> begin(std::string_view provider, std::string next, bool is_fresh);

    struct Answer {
        std::string code, state;
        std::string cookie;  ///< the state that this browser began with
    };
    struct Entered {
        auth::Principal who;
        std::string next;
    };
    using Done = std::move_only_function<void(Result<Entered>)>;
    /// The browser has come back. Errors: unauthorized; unavailable when the provider does not answer.
    void finish(Answer answer, Done done);

private:
    struct Begin {
        std::string provider, nonce, verifier, next;
        Time until{};
    };
    [[nodiscard]] std::string redirect_of(const auth::ExternalIssuerConfig& config) const;
    [[nodiscard]] net::ClientRequest exchange(const auth::ExternalIssuerConfig& config, const Begin& begun,
                                              const std::string& code) const;
    [[nodiscard]] Result<Entered> read(const Begin& begun, Result<net::Response> answer);

    Parts parts_;
    Configs configs_;  // those with a button
    auth::LruMap<Begin> begun_{1000};
    net::HttpClient public_client_, any_client_;
};

}  // namespace argosy::services::gateway
