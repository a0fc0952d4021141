#include "services/freqtrade/sign_in.hpp"

#include <openssl/evp.h>

#include "api/json.hpp"
#include "auth/base64url.hpp"
#include "auth/network.hpp"
#include "base/json_writer.hpp"

namespace argosy::services::freqtrade {
namespace {

struct Credentials {
    std::string name;
    auth::Secret password;
};

/// The name and password of "Authorization: Basic ..." (RFC 7617); none: not there, or malformed.
std::optional<Credentials> basic(const net::Request& request) {
    const std::string_view value = request.headers.value("Authorization");
    if (value.size() < 7 || value.size() > 1024 || !net::equals_ignoring_case(value.substr(0, 6), "Basic ")) return {};
    const std::string_view code = value.substr(6);
    if (code.size() % 4 != 0) return {};
    std::string text(code.size() / 4 * 3, '\0');
    const int length =
        ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                          reinterpret_cast<const unsigned char*>(code.data()), static_cast<int>(code.size()));
    if (length < 0) return {};
    const auto padding = static_cast<std::size_t>(code.ends_with("==") ? 2 : code.ends_with('=') ? 1 : 0);
    text.resize(static_cast<std::size_t>(length) - padding);
    const auto colon = text.find(':');
    if (colon == std::string::npos) return {};
    Credentials out{.name = text.substr(0, colon), .password = auth::Secret(std::string_view(text).substr(colon + 1))};
    auth::wipe(text);
    return out;
}

net::Response tokens_response(const auth::TokenAnswer& tokens, std::string_view handle) {
    JsonWriter w;
    w.begin_object().field("access_token", tokens.access_token);
    if (!handle.empty()) w.field("refresh_token", handle);
    return api::json_response(std::move(w.end_object()).take());
}

}  // namespace

net::Response detail_response(int status, std::string_view detail) {
    JsonWriter w;
    w.begin_object().field("detail", detail).end_object();
    return api::json_response(std::move(w).take(), status);
}

void SignIn::add_routes(api::Router& router) {
    const auto route = [](std::string path, std::string summary) {
        return api::Route{.method = net::Method::post,
                          .path = std::move(path),
                          .summary = std::move(summary),
                          .role = api::Role::anyone,
                          .service = "freqtrade",
                          .rate = "login"};
    };
    router.add_opener(route("/api/v1/token/login", "Sign in with HTTP Basic"),
                      [this](const api::Call& call, net::Responder to) { log_in(call, std::move(to)); });
    router.add(route(std::string(refresh_path), "A new access token"),
               [this](const api::Call& call) -> Result<net::Response> { return refresh(call); });
}

void SignIn::log_in(const api::Call& call, net::Responder responder) {
    auto who = basic(call.request());
    if (!who || !door_.sign_in) return responder.send(detail_response(401, "Unauthorized"));
    const auto to = std::make_shared<net::Responder>(std::move(responder));
    door_.sign_in(std::move(who->name), std::move(who->password), auth::network_of(call.request().remote),
                  [this, to](Result<auth::TokenAnswer> tokens) {
                      if (!tokens) {
                          const int status = tokens.error().code() == Errc::rate_limited ? 429 : 401;
                          return to->send(detail_response(status, tokens.error().message()));
                      }
                      const std::string handle = auth::to_base64url(auth::random_bytes(entropy_, 32));
                      behind_.at(handle) = tokens->refresh_token;
                      to->send(tokens_response(*tokens, handle));
                  });
}

net::Response SignIn::refresh(const api::Call& call) {
    const std::string_view value = call.request().headers.value(refresh_header);
    const bool is_bearer = value.size() > 7 && net::equals_ignoring_case(value.substr(0, 7), "Bearer ");
    std::string* token = is_bearer ? behind_.find(value.substr(7)) : nullptr;
    if (token == nullptr || !door_.refresh) return detail_response(401, "Unauthorized");
    auto tokens = door_.refresh(*token);
    if (!tokens) {
        behind_.erase(value.substr(7));
        return detail_response(401, tokens.error().message());
    }
    *token = tokens->refresh_token;
    return tokens_response(*tokens, {});
}

}  // namespace argosy::services::freqtrade
