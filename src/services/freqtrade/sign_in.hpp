#pragma once

#include "auth/entropy.hpp"
#include "auth/lru_map.hpp"
#include "services/freqtrade/service.hpp"

namespace argosy::services::freqtrade {

/// POST /token/login and /token/refresh. That API keeps one refresh token for the whole sign-in; ours change at each
/// use, and a second use of one ends the sign-in. So the client is given a handle, and the token behind it stays here.
///
/// Thread safety: the loop's thread. Known limits: a restart forgets the handles, and people sign in again.
class SignIn {
public:
    static constexpr std::string_view refresh_path = "/api/v1/token/refresh";
    /// Where refresh() looks for the credentials.
    static constexpr std::string_view refresh_header = "X-Refresh-Authorization";

    SignIn(const Doorkeeper& door, auth::Entropy& entropy) : door_(door), entropy_(entropy) {}
    void add_routes(api::Router& router);

private:
    void log_in(const api::Call& call, net::Responder responder);
    [[nodiscard]] net::Response refresh(const api::Call& call);

    const Doorkeeper& door_;
    auth::Entropy& entropy_;
    auth::LruMap<std::string> behind_{256};  // refresh tokens, by handle
};

/// {"detail":"..."}, as freqtrade tells errors.
[[nodiscard]] net::Response detail_response(int status, std::string_view detail);

}  // namespace argosy::services::freqtrade
