#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/assets.hpp"
#include "api/call.hpp"
#include "api/guard.hpp"
#include "api/problem.hpp"
#include "auth/role.hpp"
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
};

/// Finds the handler of a request and answers what has none: 404, 405 with Allow, OPTIONS, HEAD by GET, refusals of the
/// guard, embedded files.
///
/// Thread safety: none; belongs to the thread of its server's loop.
/// Known limits:  roles are recorded with each route and not yet enforced.
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

    /// Requires: no other route has this method and path; a fixed segment wins over a parameter. Asserted.
    void add(Route route, Handler handler);
    void add_opener(Route route, Opener opener);
    /// Files under their own paths, and the page for each of `pages` ("/", "/dashboard").
    void add_assets(std::span<const Asset> assets, std::string_view page_file, std::span<const std::string_view> pages);

    /// Where errors go that the client only learns the trace id of; before it is set: standard error.
    using ErrorLog = std::move_only_function<void(std::string_view trace_id, const Error& error)>;
    void log_errors(ErrorLog log);

    /// Answers one request: the handler of an HttpServer.
    void handle(const net::Request& request, net::Responder responder);

    [[nodiscard]] const std::vector<Route>& routes() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Answers with what went wrong; for openers.
void send_problem(net::Responder& to, const net::Request& request, const Problem& problem);

}  // namespace argosy::api
