#include "net/http.hpp"

#include <array>
#include <utility>

namespace argosy::net {
namespace {

constexpr std::array<std::string_view, 7> method_names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

constexpr std::pair<int, std::string_view> phrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

}  // namespace

std::string_view to_string(Method method) noexcept {
    return method == Method::other ? "" : method_names[static_cast<std::size_t>(method)];
}

Method method_from(std::string_view text) noexcept {
    for (std::size_t i = 0; i < method_names.size(); ++i) {
        if (method_names[i] == text) return static_cast<Method>(i);
    }
    return Method::other;
}

Bytes make_bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

Body Body::of_static(std::string_view bytes) {
    Body body;
    body.content_ = bytes;
    return body;
}

std::string_view Body::view() const noexcept {
    if (const auto* owned = std::get_if<std::string>(&content_)) return *owned;
    if (const auto* shared = std::get_if<Bytes>(&content_)) return *shared ? std::string_view(**shared) : "";
    return *std::get_if<std::string_view>(&content_);
}

std::string_view Request::path() const noexcept { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::query() const noexcept {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

bool Request::wants_websocket() const noexcept {
    return method == Method::get && headers.has_token("Connection", "upgrade") &&
           headers.has_token("Upgrade", "websocket");
}

std::string_view reason_phrase(int status) noexcept {
    for (const auto& [number, phrase] : phrases) {
        if (number == status) return phrase;
    }
    return "Unknown";
}

}  // namespace argosy::net
