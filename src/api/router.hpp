#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/assets.hpp"
#include "api/call.hpp"
#include "api/cors.hpp"
#include "api/guard.hpp"
#include "api/problem.hpp"
#include "auth/principal.hpp"
#include "auth/role.hpp"
#include "base/describe.hpp"
#include "net/http_server.hpp"

namespace argosy::api {

using auth::Role;  // who may call a route

/// What a route is, for the router and for documents about it.
struct Route {
    net::Method method = net::Method::get;
    /// "/api/v1/bars/{symbol}": a parameter is one whole segment; a last segment "*" takes the rest.
    std::string path;
    std::string summary;
    Role role = Role::viewer;
    std::string service;                 ///< whose it is: a group in documents, a label of metrics
    std::vector<std::string> aliases;    ///< other paths of the same route, with the same parameters
    int success = 200;                   ///< status of a good answer
    bool needs_step_up = false;          ///< a person must have signed in a moment ago
    bool runs_in_any_case = false;       ///< a stop: with a query that cannot be read, and beyond the rate
    std::string rate = {};               ///< the policy that counts its requests; empty: chosen by method
    TypeRef input = nullptr;             ///< what endpoint() was given; null: undocumented
    TypeRef output = nullptr;            ///< null: not JSON
    std::string media = {};              ///< of an answer that is no JSON: "text/event-stream"
    std::string consumes = {};           ///< of a body that is no described JSON: "text/csv"
    bool takes_idempotency_key = false;  ///< the same Idempotency-Key gives the first answer again
};

/// A request to change something, by somebody who was let in, and what became of it.
struct Changed {
    const Route& route;
    const auth::Principal& who;
    std::string_view path, trace_id;
    int status = 0;
};

/// An answer as the log tells it; views live as long as the call.
struct Answered {
    std::string_view method, path, trace_id;
    std::string_view remote;  ///< address of the peer
    std::string_view user{};  ///< empty: nobody was let in
    int status = 0;
    Duration took{};  ///< zero: no handler was reached
};

/// Decides about every request before its handler runs.
class Gate {
public:
    virtual ~Gate() = default;
    struct Admission {
        auth::Principal who;
        net::Headers headers{};  ///< for the answer, whatever it is: rate limits
        /// Whether a stream or a WebSocket that comes of the request may go on; empty: it may.
        std::function<bool()> may_stay{};
    };
    /// Who asks, and whether they may: 401, 403 or 429 when not. Also asked for routes that are for anyone.
    [[nodiscard]] virtual std::expected<Admission, Problem> admit(const net::Request& request, const Route& route) = 0;
    /// A request was answered by its handler, now or later.
    virtual void answered(const Route& route, int status, Duration took) = 0;
};

/// Finds the handler of a request and answers what has none: 404, 405 with Allow, OPTIONS, HEAD by GET, refusals of the
/// guard, embedded files.
///
/// Thread safety: none; belongs to the thread of its server's loop.
/// Requires:      a gate, or everybody may do everything.
class Router {
public:
    /// Answers at once; an error becomes a problem document.
    using Handler = std::move_only_function<Result<net::Response>(const Call&)>;
    /// Answers itself, now or later (streams, WebSockets). The Call lives only until it returns.
    using Opener = std::move_only_function<void(const Call&, net::Responder)>;

    explicit Router(GuardOptions guard = {});
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// The route and its aliases. Requires: no other route has one of these paths and the method; a fixed segment wins
    /// over a parameter. Asserted.
    void add(Route route, Handler handler);
    void add_opener(Route route, Opener opener);
    /// Files under their own paths, and the page for each of `pages` ("/", "/dashboard").
    void add_assets(std::span<const Asset> assets, std::string_view page_file, std::span<const std::string_view> pages);

    /// Where errors go that the client only learns the trace id of; before it is set: standard error.
    using ErrorLog = std::move_only_function<void(std::string_view trace_id, const Error& error)>;
    void log_errors(ErrorLog log);

    /// Told about every answer to a request that is no reading one.
    using ChangeLog = std::move_only_function<void(const Changed&)>;
    void log_changes(ChangeLog log);

    /// Told about every answer but those to reading requests that went well, which are only counted.
    using AnswerLog = std::move_only_function<void(const Answered&)>;
    void log_answers(AnswerLog log);

    /// Asks the gate before every handler; it outlives the router.
    void guard_with(Gate& gate);

    /// Lets pages of other origins call; without it none may.
    void allow_origins(Cors cors);

    /// Names under which browsers may reach us, beside localhost and numeric addresses.
    void allow_hosts(std::vector<std::string> names);

    /// Answers one request: the handler of an HttpServer.
    void handle(const net::Request& request, net::Responder responder);

    /// Some method is served at this path ('?' and what follows left out).
    [[nodiscard]] bool serves(std::string_view path) const;
    [[nodiscard]] const std::vector<Route>& routes() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Answers with what went wrong; for openers.
void send_problem(net::Responder& to, const net::Request& request, const Problem& problem);

}  // namespace argosy::api
