#include "services/gateway/proxy_headers.hpp"

#include <algorithm>
#include <array>

namespace argosy::services::gateway {
namespace {

using net::equals_ignoring_case;

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
    return std::ranges::any_of(names, [name](std::string_view n) { return equals_ignoring_case(name, n); });
}

constexpr std::array<std::string_view, 9> of_one_connection{
    "Connection", "Keep-Alive",        "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE",
    "Trailer",    "Transfer-Encoding", "Upgrade"};
constexpr std::array<std::string_view, 10> made_anew{"Host",       "Content-Length", "Expect", "Authorization",
                                                     "X-API-Key",  "Cookie",         "Origin", "traceparent",
                                                     "tracestate", "Forwarded"};
constexpr std::array<std::string_view, 5> of_the_server{"Date", "Server", "Set-Cookie", "Alt-Svc",
                                                        "Strict-Transport-Security"};

/// "X-Forwarded-For" and its relatives; X-Real-IP.
bool is_about_origin(std::string_view name) {
    return equals_ignoring_case(name.substr(0, 12), "X-Forwarded-") || equals_ignoring_case(name, "X-Real-IP");
}

/// A field that Connection names belongs to this connection too.
bool is_for_connection(std::string_view name, const net::Headers& all, bool names_more) {
    return is_one_of(name, of_one_connection) || (names_more && all.has_token("Connection", name));
}

/// Where a segment ends, and how long what ends it is: a slash of either kind, plain or percent-encoded.
std::pair<std::size_t, std::size_t> next_slash(std::string_view path) {
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '/' || path[i] == '\\') return {i, 1};
        const std::string_view code = path.substr(i, 3);
        if (equals_ignoring_case(code, "%2f") || equals_ignoring_case(code, "%5c")) return {i, 3};
    }
    return {path.size(), 0};
}

bool is_dots(std::string_view segment) {
    std::size_t dots = 0;
    while (!segment.empty()) {
        const bool is_encoded = equals_ignoring_case(segment.substr(0, 3), "%2e");
        if (!segment.starts_with('.') && !is_encoded) return false;
        segment.remove_prefix(is_encoded ? 3 : 1);
        ++dots;
    }
    return dots == 1 || dots == 2;
}

}  // namespace

bool may_repeat(net::Method method) noexcept {
    using net::Method;
    return method == Method::get || method == Method::head || method == Method::put || method == Method::delete_ ||
           method == Method::options;
}

bool is_plain_path(std::string_view path) noexcept {
    while (!path.empty()) {
        const auto [end, length] = next_slash(path);
        if (is_dots(path.substr(0, end))) return false;
        path.remove_prefix(std::min(end + length, path.size()));
    }
    return true;
}

bool is_below(std::string_view path, std::string_view prefix) noexcept {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

net::Headers headers_to_upstream(const net::Request& request, const Forwarding& f) {
    net::Headers out;
    const bool names_more = request.headers.get("Connection").has_value();
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        const auto [name, value] = request.headers[i];
        if (is_one_of(name, made_anew) || is_about_origin(name)) continue;
        if (is_for_connection(name, request.headers, names_more)) continue;
        out.add(name, value);
    }
    if (!f.authorization.empty()) out.add("Authorization", f.authorization);
    std::string trace = "00-";
    out.add("traceparent", trace.append(f.trace_id).append("-").append(f.span_id).append("-01"));
    out.add("X-Forwarded-For", request.remote);
    out.add("X-Forwarded-Proto", request.is_secure ? "https" : "http");
    out.add("X-Forwarded-Host", request.headers.value("Host"));
    if (!f.user.empty() && net::is_valid_field("X-Forwarded-User", f.user)) out.add("X-Forwarded-User", f.user);
    return out;
}

net::Headers headers_to_client(const net::Headers& from) {
    net::Headers out;
    const bool names_more = from.get("Connection").has_value();
    for (std::size_t i = 0; i < from.size(); ++i) {
        const auto [name, value] = from[i];
        if (is_one_of(name, of_the_server) || is_for_connection(name, from, names_more)) continue;
        out.add(name, value);
    }
    return out;
}

}  // namespace argosy::services::gateway
