#include "resilience/upstream_config.hpp"

#include <algorithm>

#include "base/describe.hpp"

namespace argosy::resilience {
namespace {

bool is_base_url(std::string_view url) {
    const auto scheme = url.find("://");
    const bool is_http = url.starts_with("http://") || url.starts_with("https://");
    return is_http && url.size() > scheme + 3 && url.find('/', scheme + 3) == std::string_view::npos &&
           url.find_first_of("?#@ ") == std::string_view::npos;
}

/// "/api/v1/models", without what could mean another path to the other side.
bool is_prefix(std::string_view path) {
    return path.size() > 1 && path.starts_with('/') && !path.ends_with('/') && !path.contains("//") &&
           !path.contains("/.") && path.find_first_of("?#%*{} ") == std::string_view::npos;
}

Result<> check(const UpstreamConfig& c) {
    for (const auto& url : c.urls)
        if (!is_base_url(url))
            return fail(Errc::invalid_argument,
                        "urls: " + url + " is no base URL, expected like http://127.0.0.1:9017");
    for (const auto& path : c.paths)
        if (!is_prefix(path))
            return fail(Errc::invalid_argument, "paths: " + path + " is no path, expected like /api/v1/models");
    for (const auto& path : c.last_value)
        if (!is_prefix(path))
            return fail(Errc::invalid_argument, "last_value: " + path + " is no path, expected like /api/v1/models");
    if (c.head_timeout <= c.timeout) return {};
    return fail(Errc::invalid_argument, "head_timeout is longer than timeout, which it is a part of");
}

}  // namespace

std::string_view to_string(TokenPassed t) noexcept {
    switch (t) {
        case TokenPassed::caller: return "caller";
        case TokenPassed::service: return "service";
        case TokenPassed::none: return "none";
    }
    return "?";
}

void describe(Described<UpstreamConfig>& d) {
    using T = UpstreamConfig;
    d.name("upstream").doc("A service of another process, and how it is asked.");
    d.field("urls", &T::urls,
            {.items_min = 1, .items_max = 64, .required = true, .doc = "Of its replicas, like http://127.0.0.1:9017."});
    d.field("paths", &T::paths,
            {.items_max = 64, .doc = "What it serves, and everything below; empty: /api/v1/ and its name."});
    d.field(
        "token", &T::token,
        {.doc = "Whose token it is shown: the caller's, ours for the caller's role, or none (no process of ours)."});
    d.field("body_bytes_max", &T::body_bytes_max,
            {.max = std::uint64_t{64} << 20, .unit = "bytes", .doc = "Of a request."});
    d.field("connect_timeout", &T::connect_timeout, {.min = Duration(1ms), .max = Duration(1min)});
    d.field("head_timeout", &T::head_timeout,
            {.min = Duration(1ms), .max = Duration(10min), .doc = "To the head of the answer, of one attempt."});
    d.field("timeout", &T::timeout,
            {.min = Duration(1ms), .max = Duration(1h), .doc = "To the end of the answer, all attempts together."});
    d.field("attempts", &T::attempts,
            {.min = 1U, .max = 10U, .doc = "Of GET, HEAD, PUT, DELETE and OPTIONS; everything else is sent once."});
    d.field("last_value", &T::last_value,
            {.items_max = 64,
             .doc = "GETs at and below these paths are answered with the last answer, marked with its "
                    "age, when the service cannot be asked."});
    d.field("last_value_age_max", &T::last_value_age_max, {.min = Duration(1s), .max = Duration(24h)});
    d.field("consecutive_failures", &T::consecutive_failures,
            {.min = 1U, .max = 1000U, .doc = "Of a replica, that open its breaker."});
    d.field("failure_rate", &T::failure_rate, {.max = 1.0, .above = 0.0, .doc = "Of its last 100 calls, likewise."});
    d.field("pause", &T::pause,
            {.min = Duration(10ms), .max = Duration(30s), .doc = "Until it is tried again; doubles up to 30 s."});
    d.check(check);
}

}  // namespace argosy::resilience
