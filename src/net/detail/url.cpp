#include "net/detail/url.hpp"

#include <algorithm>
#include <charconv>

namespace argosy::net::detail {
namespace {

struct Scheme {
    std::string_view prefix;
    bool is_tls, is_websocket;
};
constexpr Scheme schemes[] = {
    {"http://", false, false}, {"https://", true, false}, {"ws://", false, true}, {"wss://", true, true}};

std::uint16_t default_port(bool is_tls) { return is_tls ? 443 : 80; }

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
    return fail(Errc::invalid_argument, "not a URL: \"" + std::string(text) + "\": " + std::string(why));
}

/// Nothing that could end the request line or the Host field early.
bool is_clean(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c != 0x7f && c != '\\'; });
}

Result<Url> parse_unix(std::string_view text) {
    const std::string_view rest = text.substr(5);
    const auto colon = rest.find(":/");
    Url url{.is_unix = true};
    url.host = rest.substr(0, colon);
    if (colon != std::string_view::npos) url.target = rest.substr(colon + 1);
    if (!url.host.starts_with('/')) return bad(text, "unix: needs the absolute path of a socket file");
    return url;
}

Result<> read_authority(Url& url, std::string_view authority, std::string_view text) {
    if (authority.contains('@')) return bad(text, "a user name is not accepted here, use a header");
    const bool is_bracketed = authority.starts_with('[');
    const auto host_end = is_bracketed ? authority.find(']') : authority.find(':');
    if (is_bracketed && host_end == std::string_view::npos) return bad(text, "a bracket is not closed");
    url.host = is_bracketed ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
    if (url.host.empty()) return bad(text, "the host is missing");
    std::string_view port = authority.substr(std::min(authority.size(), is_bracketed ? host_end + 1 : host_end));
    if (port.empty()) return {};
    port.remove_prefix(1);
    const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (ec != std::errc() || end != port.data() + port.size() || url.port == 0) {
        return bad(text, "the port is not a number from 1 to 65535");
    }
    return {};
}

}  // namespace

std::string Url::origin() const {
    if (is_unix) return "unix:" + host;
    return std::string(is_tls ? "https://" : "http://") + host + ":" + std::to_string(port);
}

std::string Url::authority() const {
    if (is_unix) return "localhost";
    const std::string name = host.contains(':') ? "[" + host + "]" : host;
    return port == default_port(is_tls) ? name : name + ":" + std::to_string(port);
}

Result<Url> parse_url(std::string_view text) {
    if (!is_clean(text)) return bad(text, "it holds a space or a control character");
    if (text.starts_with("unix:")) return parse_unix(text);
    for (const auto& [prefix, is_tls, is_websocket] : schemes) {
        if (!text.starts_with(prefix)) continue;
        Url url{.is_tls = is_tls, .is_websocket = is_websocket, .port = default_port(is_tls)};
        std::string_view rest = text.substr(prefix.size());
        rest = rest.substr(0, rest.find('#'));
        const auto path = std::min(rest.find_first_of("/?"), rest.size());
        ARGOSY_TRY(read_authority(url, rest.substr(0, path), text), "url");
        url.target = rest.substr(path);
        if (!url.target.starts_with('/')) url.target.insert(0, "/");
        return url;
    }
    return bad(text, "expected http://, https://, ws://, wss:// or unix:/");
}

}  // namespace argosy::net::detail
