#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/problem.hpp"
#include "net/http.hpp"

namespace argosy::api {

struct GuardOptions {
    /// Names under which browsers may reach us, beside localhost and numeric addresses.
    std::vector<std::string> host_names;
    /// Other origins whose pages may call, "https://desk.example"; nothing but exactly these.
    std::vector<std::string> origins{};
};

/// Refuses what a page of another site makes a browser send to us:
///  - a Host that is not ours: a site whose name was pointed at 127.0.0.1 (DNS rebinding) would read our answers;
///  - a post or a WebSocket with another Origin: a form on another site would press our buttons.
/// Requests over the Unix-domain socket come from no browser and pass.
[[nodiscard]] std::optional<Problem> refuse_foreign(const net::Request& request, const GuardOptions& options);

/// Only programs of this machine can reach a port that listens there: "localhost", 127.0.0.0/8 and ::1.
[[nodiscard]] bool is_loopback(std::string_view address);

/// What a browser is told to forbid: framing, sniffing, leaking addresses to other sites; for pages also every source
/// of script, style and data but our own.
enum class Kind : std::uint8_t { data, page };
void add_security_headers(net::Headers& headers, Kind kind);

}  // namespace argosy::api
