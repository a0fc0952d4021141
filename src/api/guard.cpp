#include "api/guard.hpp"

#include <algorithm>
#include <arpa/inet.h>

namespace argosy::api {
namespace {

/// "localhost:9100" -> "localhost", "[::1]:9100" -> "[::1]".
std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

bool is_address(std::string_view host) {
    in6_addr ignored{};
    if (host.starts_with('[') && host.ends_with(']')) {
        return ::inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &ignored) == 1;
    }
    return ::inet_pton(AF_INET, std::string(host).c_str(), &ignored) == 1;
}

bool is_ours(std::string_view host, const GuardOptions& options) {
    const std::string_view name = without_port(host);
    // A page's address is never numeric unless it comes from that machine: rebinding needs a name.
    return net::equals_ignoring_case(name, "localhost") || is_address(name) ||
           std::ranges::any_of(options.host_names,
                               [&](const std::string& known) { return net::equals_ignoring_case(name, known); });
}

bool only_reads(const net::Request& request) {
    using net::Method;
    const bool is_reading =
        request.method == Method::get || request.method == Method::head || request.method == Method::options;
    // A WebSocket is a GET that browsers let any page make.
    return is_reading && !request.wants_websocket();
}

bool is_same_origin(std::string_view origin, std::string_view host) {
    const auto scheme = origin.find("://");
    return scheme != std::string_view::npos && net::equals_ignoring_case(origin.substr(scheme + 3), host);
}

}  // namespace

bool is_loopback(std::string_view address) {
    const std::string text(address);
    in_addr v4{};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
    in6_addr v6{};
    if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
    return net::equals_ignoring_case(address, "localhost");
}

std::optional<Problem> refuse_foreign(const net::Request& request, const GuardOptions& options) {
    if (request.is_local_user) return std::nullopt;
    const std::string_view host = request.headers.value("Host");
    if (!is_ours(host, options)) {
        return make_problem(421, "this server is not called \"" + std::string(host) + "\"",
                            "use localhost or the numeric address, or add the name to platform.gateway.host_names");
    }
    if (only_reads(request)) return std::nullopt;
    if (const auto origin = request.headers.get("Origin");
        origin && !is_same_origin(*origin, host) &&
        std::ranges::find(options.origins, *origin) == options.origins.end()) {
        return make_problem(403, "a page of " + std::string(*origin) + " may not do this",
                            "open the dashboard under this server's own address");
    }
    return std::nullopt;
}

void add_security_headers(net::Headers& headers, Kind kind) {
    headers.add("X-Content-Type-Options", "nosniff");
    headers.add("Content-Security-Policy",
                kind == Kind::data ? "default-src 'none'; frame-ancestors 'none'"
                                   : "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                                     "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
                                     "form-action 'none'; frame-ancestors 'none'");
    if (kind == Kind::data) return;
    headers.add("Referrer-Policy", "no-referrer");
    headers.add("Cross-Origin-Opener-Policy", "same-origin");
    headers.add("Cross-Origin-Resource-Policy", "same-origin");
    headers.add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
}

}  // namespace argosy::api
