#pragma once

#include <string>
#include <utility>

#include "auth/oauth.hpp"

namespace argosy::auth::detail {

[[nodiscard]] inline std::unexpected<OauthRefusal> refuse(OauthErrc code, std::string description,
                                                          std::string redirect = {}) {
    return std::unexpected(OauthRefusal{code, std::move(description), std::move(redirect)});
}

/// What we could not do is our fault; why is for our log, not for the client.
[[nodiscard]] inline std::unexpected<OauthRefusal> refuse(const Error&) {
    return refuse(OauthErrc::server_error, "this server cannot answer now, try again later");
}

}  // namespace argosy::auth::detail
