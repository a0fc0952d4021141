#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/router.hpp"
#include "auth/oauth.hpp"
#include "auth/secret.hpp"
#include "host/service.hpp"
#include "net/http_server.hpp"
#include "runtime/simulation.hpp"

/// freqtrade: the part of freqtrade's REST API that FreqUI needs, over the same core, at a port of its own. People
/// bring their own FreqUI. Off unless the settings turn it on.
///
/// It is a translation: numbers are JSON numbers, times are milliseconds, errors are {"detail":...}, as that API has
/// them. It reports API version 2.42, so that newer pages do not ask for what is not here; its WebSocket is refused,
/// and FreqUI asks again and again instead. Source: freqtrade's documentation of its REST API, and the types it answers
/// with.
namespace argosy::services::freqtrade {

struct Settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  ///< zero: any
    net::TlsFiles tls{};        ///< both empty: plain HTTP
    std::vector<std::string> cors_origins{};
    std::vector<std::string> host_names{};  ///< beside localhost and numeric addresses
};

/// How people are let in: by the gateway, through these.
struct Doorkeeper {
    using Done = std::move_only_function<void(Result<auth::TokenAnswer>)>;
    /// Checks a name and a password, with the throttle of the sign-in page.
    std::function<void(std::string name, auth::Secret password, std::string remote, Done done)> sign_in;
    /// A new access token, and the refresh token that replaces the one given.
    std::function<Result<auth::TokenAnswer>(const std::string& refresh_token)> refresh;
    api::Gate* gate = nullptr;  ///< null: everybody may do everything
};

struct Parts {
    net::Loop& loop;
    runtime::Simulation& core;
    Doorkeeper door;
    std::string version;
    Settings settings{};
    std::function<void(std::uint16_t)> listening{};      ///< told the port
    std::function<void(const api::Changed&)> changed{};  ///< told what somebody changed, for the audit log
    std::function<Result<>()> reload{};                  ///< reads the settings again; empty: that is refused
};

[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::freqtrade
