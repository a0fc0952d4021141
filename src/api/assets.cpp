#include "api/assets.hpp"

#include <string>

#include "api/guard.hpp"

namespace argosy::api {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// "gzip;q=0" and "gzip;q=0.000" say no.
bool is_refused(std::string_view parameters) {
    const auto q = parameters.find("q=");
    return q != std::string_view::npos &&
           trimmed(parameters.substr(q + 2)).find_first_not_of("0.") == std::string_view::npos;
}

bool accepts(std::string_view list, std::string_view encoding) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        const std::string_view item = trimmed(list.substr(0, comma));
        const auto semicolon = item.find(';');
        if (net::equals_ignoring_case(trimmed(item.substr(0, semicolon)), encoding)) {
            return semicolon == std::string_view::npos || !is_refused(item.substr(semicolon + 1));
        }
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
    return false;
}

bool has_etag(std::string_view if_none_match, std::string_view etag) {
    return trimmed(if_none_match) == "*" || if_none_match.contains(etag);
}

}  // namespace

Encoding choose_encoding(std::string_view accept_encoding, const Asset& asset) {
    if (!asset.brotli.empty() && accepts(accept_encoding, "br")) return Encoding::brotli;
    if (!asset.gzip.empty() && accepts(accept_encoding, "gzip")) return Encoding::gzip;
    return Encoding::identity;
}

net::Response respond_with(const Asset& asset, const net::Request& request) {
    const Encoding encoding = choose_encoding(request.headers.value("Accept-Encoding"), asset);
    // Each form is a representation of its own (RFC 9110, 8.8.3).
    static constexpr std::string_view suffixes[] = {"", "-gz", "-br"};
    const std::string etag =
        '"' + std::string(asset.digest) + std::string(suffixes[static_cast<std::size_t>(encoding)]) + '"';
    net::Response response;
    response.headers.add("ETag", etag);
    response.headers.add("Vary", "Accept-Encoding");
    // A page is asked for anew each time, so that a new version of the program shows at once; the answer is mostly 304.
    response.headers.add("Cache-Control", asset.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (const auto known = request.headers.get("If-None-Match"); known && has_etag(*known, etag)) {
        response.status = 304;
        return response;
    }
    response.headers.add("Content-Type", asset.content_type);
    add_security_headers(response.headers, Kind::page);
    if (encoding == Encoding::gzip) response.headers.add("Content-Encoding", "gzip");
    if (encoding == Encoding::brotli) response.headers.add("Content-Encoding", "br");
    response.body = net::Body::of_static(encoding == Encoding::brotli ? asset.brotli
                                         : encoding == Encoding::gzip ? asset.gzip
                                                                      : asset.content);
    return response;
}

}  // namespace argosy::api
