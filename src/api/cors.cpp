#include "api/cors.hpp"

#include <algorithm>

namespace argosy::api {
namespace {

constexpr std::string_view request_headers =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-API-Key, traceparent";
constexpr std::string_view readable_headers = "Age, ETag, RateLimit, RateLimit-Policy, Retry-After, Warning";

/// scheme "://" host [":" port] as the serialisation of an origin is (RFC 6454 section 6.2).
bool is_origin(std::string_view text) {
    const bool has_scheme = text.starts_with("https://") || text.starts_with("http://");
    if (!has_scheme) return false;
    const std::string_view rest = text.substr(text.find("://") + 3);
    return !rest.empty() && std::ranges::all_of(rest, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("-._:[]").contains(c);
    });
}

}  // namespace

Result<Cors> Cors::make(CorsOptions options) {
    for (const auto& origin : options.origins)
        if (!is_origin(origin))
            return fail(Errc::invalid_argument,
                        "\"" + origin + "\" is no origin, expected like https://desk.example or http://localhost:3000",
                        "name each origin exactly, in lower case and without a slash at its end; \"*\" is not allowed");
    return Cors(std::move(options));
}

bool Cors::allows(std::string_view origin) const noexcept {
    return std::ranges::find(options_.origins, origin) != options_.origins.end();
}

void Cors::answer_for(const net::Request& request, net::Responder& responder) const {
    responder.add_header("Vary", "Origin");
    const std::string_view origin = request.headers.value("Origin");
    if (!allows(origin)) return;
    responder.add_header("Access-Control-Allow-Origin", origin);
    if (options_.allows_credentials) responder.add_header("Access-Control-Allow-Credentials", "true");
    responder.add_header("Access-Control-Expose-Headers", readable_headers);
}

void Cors::answer_preflight(const net::Request& request, std::string_view methods, net::Headers& headers) const {
    const bool asks = request.headers.get("Access-Control-Request-Method").has_value();
    if (!asks || !allows(request.headers.value("Origin"))) return;
    headers.add("Access-Control-Allow-Methods", methods);
    headers.add("Access-Control-Allow-Headers", request_headers);
    headers.add("Access-Control-Max-Age", std::to_string(options_.preflight_age / 1s));
}

}  // namespace argosy::api
