#include "api/router.hpp"

#include <array>
#include <iostream>
#include <map>
#include <variant>

#include "base/assert.hpp"

namespace argosy::api {
namespace {

using Action = std::variant<Router::Handler, Router::Opener>;
constexpr std::size_t method_count = 7;  // without `other`

/// One segment of the paths that there are.
struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> parameter, rest;
    /// A route and what it does; its aliases share it.
    struct Served {
        const Route route;
        Action action;
    };
    struct Leaf {
        std::shared_ptr<Served> served;
        std::vector<std::string> names;  // of the parameters on the way here
    };
    std::array<Leaf, method_count> leaves;

    [[nodiscard]] Leaf& leaf(net::Method method) { return leaves[static_cast<std::size_t>(method)]; }
    [[nodiscard]] bool has(net::Method method) { return leaf(method).served != nullptr; }
    [[nodiscard]] bool is_leaf() {
        return std::ranges::any_of(leaves, [](const Leaf& l) { return l.served != nullptr; });
    }
    /// "GET, HEAD, OPTIONS"
    [[nodiscard]] std::string allow() {
        std::string list;
        for (std::size_t i = 0; i < method_count; ++i) {
            const auto method = static_cast<net::Method>(i);
            if (!has(method)) continue;
            list.append(to_string(method)).append(method == net::Method::get ? ", HEAD, " : ", ");
        }
        return list.append("OPTIONS");
    }
};

/// "/a/b" -> "a", "b". Requires: the path starts with '/'.
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    segments.reserve(12);
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto slash = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, slash));
        path.remove_prefix(slash);
    }
    return segments;
}

using Segments = std::span<const std::string_view>;

/// Fixed segments win over parameters, and those over the rest; values are collected on the way.
Node* find(Node& node, Segments left, std::vector<std::string_view>& values) {
    if (left.empty()) return node.is_leaf() ? &node : nullptr;
    if (const auto next = node.fixed.find(left.front()); next != node.fixed.end()) {
        if (Node* found = find(*next->second, left.subspan(1), values)) return found;
    }
    if (node.parameter && !left.front().empty()) {
        values.push_back(left.front());
        if (Node* found = find(*node.parameter, left.subspan(1), values)) return found;
        values.pop_back();
    }
    if (!node.rest) return nullptr;
    values.emplace_back(left.front().data(),
                        static_cast<std::size_t>(left.back().data() + left.back().size() - left.front().data()));
    return node.rest.get();
}

std::optional<Call::Values> parse_query(std::string_view query) {
    Call::Values values;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!value) return std::nullopt;
        values.emplace_back(pair.substr(0, equals), std::move(*value));
    }
    return values;
}

void add_to(net::Headers& headers, const net::Headers& more) {
    for (std::size_t i = 0; i < more.size(); ++i) headers.add(more[i].name, more[i].value);
}

}  // namespace

struct Router::Impl {
    GuardOptions guard;
    std::optional<Cors> cors;
    Node root;
    std::vector<Route> routes;
    Gate* gate = nullptr;
    ChangeLog log_change;
    AnswerLog log_answer;
    ErrorLog log = [](std::string_view trace_id, const Error& error) {
        std::clog << "error " << trace_id << ": " << error.describe() << "\n";
    };

    void insert(Route route, Action action) {
        ARGOSY_ASSERT(route.method < net::Method::other, "a route needs a method");
        routes.push_back(route);
        const auto served = std::make_shared<Node::Served>(std::move(route), std::move(action));
        insert(served->route.path, served);
        for (const std::string& alias : served->route.aliases) insert(alias, served);
    }

    void insert(std::string_view path, std::shared_ptr<Node::Served> served) {
        ARGOSY_ASSERT(path.starts_with('/'), "a route needs a path");
        Node* node = &root;
        std::vector<std::string> names;
        for (const std::string_view segment : segments_of(path)) {
            const bool is_parameter = segment.starts_with('{') && segment.ends_with('}');
            if (is_parameter) names.emplace_back(segment.substr(1, segment.size() - 2));
            if (segment == "*") names.emplace_back("*");
            auto& next = is_parameter     ? node->parameter
                         : segment == "*" ? node->rest
                                          : node->fixed[std::string(segment)];
            if (!next) next = std::make_unique<Node>();
            node = next.get();
        }
        const net::Method method = served->route.method;
        ARGOSY_ASSERT(!node->has(method), "two routes with one method and path");
        node->leaf(method) = {.served = std::move(served), .names = std::move(names)};
    }

    void run(Node::Leaf& leaf, const net::Request& request, std::span<const std::string_view> values,
             net::Responder responder) {
        CallFacts facts{.who = {}, .trace_id = trace_id_of(request), .headers = {}};
        if (gate != nullptr) {
            auto admitted = gate->admit(request, leaf.served->route);
            if (!admitted) return refuse(request, responder, admitted.error(), facts.trace_id);
            facts.who = std::move(admitted->who);
            facts.headers = std::move(admitted->headers);
            if (admitted->may_stay) responder.lives_while(std::move(admitted->may_stay));
        }
        Call::Values parameters;
        parameters.reserve(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            auto value = percent_decode(values[i], false);
            if (!value)
                return refuse(request, responder, make_problem(400, "the path is not percent-encoded properly"));
            parameters.emplace_back(leaf.names[i], std::move(*value));
        }
        auto query = parse_query(request.query());
        if (!query && !leaf.served->route.runs_in_any_case)
            return refuse(request, responder, make_problem(400, "the query is not percent-encoded properly"));
        answer(leaf.served, Call(request, std::move(parameters), query.value_or(Call::Values{}), std::move(facts)),
               std::move(responder));
    }

    void answer(const std::shared_ptr<Node::Served>& served, const Call& call, net::Responder responder) {
        responder.on_answer([this, served, who = call.who(), path = std::string(call.request().path()),
                             remote = call.request().remote, trace = call.trace_id(),
                             began = net::steady_time()](int status) {
            const Duration took = net::steady_time() - began;
            const bool reads = served->route.method == net::Method::get;
            if (gate != nullptr) gate->answered(served->route, status, took);
            if (log_change && !reads)
                log_change({.route = served->route, .who = who, .path = path, .trace_id = trace, .status = status});
            if (log_answer && (!reads || status >= 400))
                log_answer({.method = to_string(served->route.method),
                            .path = path,
                            .trace_id = trace,
                            .remote = remote,
                            .user = who.name,
                            .status = status,
                            .took = took});
        });
        if (auto* opener = std::get_if<Opener>(&served->action)) return (*opener)(call, std::move(responder));
        auto answer = std::get<Handler>(served->action)(call);
        net::Response response = answer ? std::move(*answer) : failed(answer.error(), call.trace_id());
        add_to(response.headers, call.answer_headers());
        responder.send(std::move(response));
    }

    /// Answers what reaches no handler.
    void refuse(const net::Request& request, net::Responder& to, const Problem& problem, std::string_view trace_id) {
        if (log_answer)
            log_answer({.method = request.method_text,
                        .path = request.path(),
                        .trace_id = trace_id,
                        .remote = request.remote,
                        .status = problem.status});
        to.send(to_response(problem, trace_id));
    }
    void refuse(const net::Request& request, net::Responder& to, const Problem& problem) {
        refuse(request, to, problem, trace_id_of(request));
    }

    net::Response failed(const Error& error, std::string_view trace_id) {
        const Problem problem = problem_of(error);
        if (problem.status == 500) log(trace_id, error);
        return to_response(problem, trace_id);
    }

    void answer_without_route(Node* node, const net::Request& request, net::Responder& responder) {
        if (node == nullptr) {
            return refuse(request, responder, make_problem(404, "nothing is served at " + std::string(request.path())));
        }
        if (request.method == net::Method::options) {
            net::Response response{.status = 204};
            response.headers.add("Allow", node->allow());
            if (cors) cors->answer_preflight(request, node->allow(), response.headers);
            return responder.send(std::move(response));
        }
        Problem problem = make_problem(405, std::string(request.path()) + " does not take " + request.method_text);
        problem.allow = node->allow();
        problem.hint = "it takes " + problem.allow;
        refuse(request, responder, problem);
    }
};

Router::Router(GuardOptions guard) : impl_(std::make_unique<Impl>()) { impl_->guard = std::move(guard); }
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route, Handler handler) { impl_->insert(std::move(route), std::move(handler)); }
void Router::add_opener(Route route, Opener opener) { impl_->insert(std::move(route), std::move(opener)); }

void Router::add_assets(std::span<const Asset> assets, std::string_view page_file,
                        std::span<const std::string_view> pages) {
    for (const Asset& asset : assets) {
        const bool is_page = asset.path == page_file;
        const auto serve = [&asset](const Call& call) -> Result<net::Response> {
            return respond_with(asset, call.request());
        };
        if (!is_page)
            add({.path = std::string(asset.path), .summary = "a file of the pages", .role = Role::anyone}, serve);
        if (!is_page) continue;
        for (const std::string_view page : pages) {
            add({.path = std::string(page), .summary = "a page", .role = Role::anyone}, serve);
        }
    }
}

void Router::allow_origins(Cors cors) {
    impl_->guard.origins = cors.origins();
    impl_->cors = std::move(cors);
}

void Router::allow_hosts(std::vector<std::string> names) { impl_->guard.host_names = std::move(names); }

void Router::handle(const net::Request& request, net::Responder responder) {
    if (impl_->cors) impl_->cors->answer_for(request, responder);
    if (const auto problem = refuse_foreign(request, impl_->guard)) return impl_->refuse(request, responder, *problem);
    const auto segments = segments_of(request.path());
    std::vector<std::string_view> values;
    Node* node = find(impl_->root, segments, values);
    // Whoever answers GET answers HEAD: the server leaves the body out.
    const auto method = request.method == net::Method::head ? net::Method::get : request.method;
    if (node == nullptr || method == net::Method::other || !node->has(method)) {
        return impl_->answer_without_route(node, request, responder);
    }
    impl_->run(node->leaf(method), request, values, std::move(responder));
}

void Router::log_changes(ChangeLog log) { impl_->log_change = std::move(log); }
void Router::log_answers(AnswerLog log) { impl_->log_answer = std::move(log); }
void Router::log_errors(ErrorLog log) { impl_->log = std::move(log); }

bool Router::serves(std::string_view path) const {
    const auto segments = segments_of(path);
    std::vector<std::string_view> values;
    return find(impl_->root, segments, values) != nullptr;
}

void Router::guard_with(Gate& gate) { impl_->gate = &gate; }

const std::vector<Route>& Router::routes() const noexcept { return impl_->routes; }

void send_problem(net::Responder& to, const net::Request& request, const Problem& problem) {
    to.send(to_response(problem, trace_id_of(request)));
}

}  // namespace argosy::api
