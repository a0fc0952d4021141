#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "net/http_server.hpp"

namespace argosy::api {

struct CorsOptions {
    std::vector<std::string>
        origins;  ///< exactly as browsers send them: "https://desk.example", "http://localhost:3000"
    bool allows_credentials = false;  ///< cookies may come along; a token in a header needs no such thing
    Duration preflight_age = 10min;   ///< how long a browser may remember the answer to its question
};

/// Tells browsers which pages of other origins may call us and read the answers.
///
/// Each answer names the one origin that asked, never "*", so that no list of ours is told and credentials stay
/// possible. Source: https://fetch.spec.whatwg.org/#http-cors-protocol.
class Cors {
public:
    /// Errors: invalid_argument for what is no origin: "*", "null", a path, a trailing slash, upper case.
    [[nodiscard]] static Result<Cors> make(CorsOptions options);

    [[nodiscard]] const std::vector<std::string>& origins() const noexcept { return options_.origins; }
    [[nodiscard]] bool allows(std::string_view origin) const noexcept;
    /// Adds to the answer, whatever it will be, what the origin of the request needs in order to read it.
    void answer_for(const net::Request& request, net::Responder& responder) const;
    /// Adds the answer to "may I?" (OPTIONS with Access-Control-Request-Method) for an allowed origin.
    void answer_preflight(const net::Request& request, std::string_view methods, net::Headers& headers) const;

private:
    explicit Cors(CorsOptions options) : options_(std::move(options)) {}
    CorsOptions options_;
};

}  // namespace argosy::api
