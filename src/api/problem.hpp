#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "net/http.hpp"
#include "net/http_server.hpp"

/// What a client reads when something did not work: problem documents (RFC 9457).
namespace argosy::api {

/// One field of the request that is wrong.
struct FieldProblem {
    std::string pointer;  ///< JSON pointer into the body ("/qty"), or "?name" for the query, "{name}" for the path
    std::string detail;
};

struct Problem {
    int status = 500;
    std::string code;    ///< stable, for programs: "not_found"
    std::string detail;  ///< what went wrong this time, for people
    std::string hint;    ///< what to do next; may be empty
    std::string allow;   ///< 405: the methods that there are
    std::vector<FieldProblem> errors{};
    int retry_after_s = 0;  ///< 429, 503; zero: not said
};

/// The HTTP status that tells the caller of an Errc what it can do.
[[nodiscard]] int status_of(Errc code) noexcept;
/// Our error as strangers may see it: message and hint; the source line is only for logs. Messages of `internal` and
/// `corrupt` errors stay with us too.
[[nodiscard]] Problem problem_of(const Error& error);
[[nodiscard]] Problem make_problem(int status, std::string_view detail, std::string_view hint = {});

/// application/problem+json. The trace id ties the answer to the log.
[[nodiscard]] net::Response to_response(const Problem& problem, std::string_view trace_id);

/// The trace id of the caller's `traceparent` (W3C Trace Context), or a new one: 32 hex digits.
[[nodiscard]] std::string trace_id_of(const net::Request& request);

/// Makes the server itself answer with problem documents when a request never reaches a route.
[[nodiscard]] net::ServerOptions with_problems(net::ServerOptions options = {});

}  // namespace argosy::api
