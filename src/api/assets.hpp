#pragma once

#include <string_view>

#include "net/http.hpp"

namespace argosy::api {

/// A file that is part of the program, with its compressed forms. All views live as long as the program.
struct Asset {
    std::string_view path;  ///< "/assets/index-3f2a.js"
    std::string_view content_type;
    std::string_view digest;                 ///< of the content, for ETag
    std::string_view content, gzip, brotli;  ///< compressed forms may be empty: not worth it
    bool is_immutable = false;               ///< its name holds its digest: browsers may keep it for ever
};

enum class Encoding : std::uint8_t { identity, gzip, brotli };
/// The best encoding that the client takes (RFC 9110, 12.5.3) and the asset has.
[[nodiscard]] Encoding choose_encoding(std::string_view accept_encoding, const Asset& asset);
/// The file, or 304 when the client has it already.
[[nodiscard]] net::Response respond_with(const Asset& asset, const net::Request& request);

}  // namespace argosy::api
