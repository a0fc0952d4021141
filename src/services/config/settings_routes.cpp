#include "config/document.hpp"
#include "config/write.hpp"
#include "services/config/routes.hpp"
#include "services/config/sections.hpp"

namespace argosy::services::config {
namespace {

using api::Call;
using api::Reply;
using net::Method;

struct ReadQuery {
    Format format = Format::automatic;
};
void describe(Described<ReadQuery>& d) {
    d.name("config_query").field("format", &ReadQuery::format, {.doc = "json or yaml; else as Accept says."});
}

struct PartQuery {
    std::string path;
    Format format = Format::automatic;
};
void describe(Described<PartQuery>& d) {
    d.name("config_part_query").field("path", &PartQuery::path, {.required = true, .doc = "Key path."});
    d.field("format", &PartQuery::format);
}

struct Document {
    std::uint64_t version = 0;
    std::string hash;
    Time time{};
    Node settings;
};
void describe(Described<Document>& d) {
    d.name("configuration").field("version", &Document::version).field("hash", &Document::hash);
    d.field("time", &Document::time).field("settings", &Document::settings, {.doc = "Secrets are ***."});
}

struct Part {
    std::string path;
    Node value;
};
void describe(Described<Part>& d) { d.name("config_part").field("path", &Part::path).field("value", &Part::value); }

/// What an update or a validation is asked with.
struct Proposed {
    Node settings;
    std::string yaml;
    std::vector<std::string> set;
    std::string section, reason;
    bool replace = false;
    std::optional<std::uint64_t> base_version;

    [[nodiscard]] Proposal proposal() const {
        return {.patch = settings, .yaml = yaml, .sets = set, .section = section, .replace = replace};
    }
};
void describe(Described<Proposed>& d) {
    using T = Proposed;
    d.name("config_update").field("settings", &T::settings, {.doc = "What changes; keys left out stay."});
    d.field("yaml", &T::yaml, {.doc = "The same as YAML text."});
    d.field("set", &T::set, {.doc = "Single keys, like simulation.run.limits.open_orders_max=5."});
    d.field("section", &T::section, {.doc = "What settings stands for: database, exchanges, trading, web-ui, a path."});
    d.field("reason", &T::reason).field("replace", &T::replace, {.doc = "Keys left out get their default."});
    d.field("base_version", &T::base_version, {.doc = "Instead of If-Match."});
}

struct Mistake {
    std::string path, message;
    std::uint64_t line = 0, column = 0;
};
void describe(Described<Mistake>& d) {
    using T = Mistake;
    d.name("mistake").field("path", &T::path).field("message", &T::message);
    d.field("line", &T::line, {.doc = "Of the text that was sent; 0: none."}).field("column", &T::column);
}

struct Verdict {
    bool valid = false;
    std::string hash;
    std::vector<Mistake> problems;
    std::vector<Difference> differences;
    std::vector<std::string> restart_required;
};
void describe(Described<Verdict>& d) {
    using T = Verdict;
    d.name("config_verdict").field("valid", &T::valid).field("hash", &T::hash).field("problems", &T::problems);
    d.field("differences", &T::differences, {.doc = "To what is in force."});
    d.field("restart_required", &T::restart_required,
            {.doc = "Those that take effect at the next start; of simulation: in the next session, argosy up --new."});
}

struct ServiceHealth {
    std::string status = "healthy", service = "config";
    std::uint64_t version = 0, secrets = 0;
    std::string detail;
};
void describe(Described<ServiceHealth>& d) {
    using T = ServiceHealth;
    d.name("config_health").field("status", &T::status).field("service", &T::service).field("version", &T::version);
    d.field("secrets", &T::secrets, {.doc = "How many there are."}).field("detail", &T::detail);
}

Verdict verdict_of(Configuration& c, const Candidate& candidate) {
    Verdict out{.valid = candidate.problems.empty()};
    for (const auto& p : candidate.problems.all())
        out.problems.push_back({p.path, p.message, p.place.line, p.place.column});
    if (!out.valid) return out;
    const Node tree = tree_of(candidate.settings);
    out.hash = hash_of(tree);
    out.differences = differences(c.head().settings, tree);
    std::vector<std::string> paths;
    for (const auto& d : out.differences) paths.push_back(d.path);
    out.restart_required = c.appliers().untaken(paths);
    return out;
}

void update(Configuration& c, const Proposed& in, const Call& call, Reply<VersionView> reply) {
    const auto expected = expected_version(call, c, in.base_version);
    if (!expected) return reply.send(to_response(expected.error(), call.trace_id()));
    const Candidate candidate = c.validate(in.proposal());
    if (!candidate.problems.empty()) return reply.send(to_response(problem_of(candidate.problems), call.trace_id()));
    if (const auto problem = step_up_problem(c, candidate, call))
        return reply.send(to_response(*problem, call.trace_id()));
    if (const auto problem = venue_problem(c, candidate)) return reply.send(to_response(*problem, call.trace_id()));
    c.update(in.proposal(), origin_of(call, in.reason), *expected,
             [&c, reply = std::move(reply)](Result<VersionRecord> made) mutable {
                 if (!made) return reply.send(std::unexpected(std::move(made).error()));
                 auto view = full_view(c, *made);
                 if (!view) return reply.send(std::move(view));
                 net::Response response = api::json_response(argosy::config::json_line(*view));
                 response.headers.set("ETag", etag_of(view->version));
                 reply.send(std::move(response));
             });
}

template <class T, class Make>
void add_section(api::Router& router, Configuration& c, std::vector<std::string> paths, std::string summary,
                 Make make) {
    endpoint_later(router, route(Method::get, std::move(paths), std::move(summary)),
                   [&c, make](const ReadQuery& in, const Call& call, Reply<T> reply) {
                       const Result<T> value = make();
                       if (!value) return reply.send(value);
                       reply.send(answer(call, c, in.format, type_of<T>(), &*value));
                   });
}

void add_sections(api::Router& router, Configuration& c) {
    add_section<DatabaseView>(router, c, {"/api/v1/config/database"}, "where state lies",
                              []() -> Result<DatabaseView> { return DatabaseView{}; });
    add_section<ExchangesView>(router, c, {"/api/v1/config/exchanges"}, "accounts at venues, secrets hidden",
                               [&c]() -> Result<ExchangesView> {
                                   ARGOSY_LET(const auto secrets, c.vault().list(c.now()), "");
                                   return exchanges_view(c.settings(), secrets);
                               });
    add_section<TradingView>(router, c, {"/api/v1/config/trading"}, "mode, sizes and exits",
                             [&c]() -> Result<TradingView> { return trading_view(c.settings()); });
    add_section<StrategiesView>(router, c, {"/api/v1/config/strategies"}, "voters and their parameters",
                                [&c]() -> Result<StrategiesView> { return strategies_view(c.settings()); });
    add_section<platform::WebUiConfig>(
        router, c, {"/api/v1/config/web-ui"}, "what the dashboard begins with",
        [&c]() -> Result<platform::WebUiConfig> { return c.settings().platform.web_ui; });
    add_section<Document>(router, c, {"/api/v1/config", "/api/config", "/config"}, "all settings, secrets hidden",
                          [&c]() -> Result<Document> {
                              const auto& head = c.head();
                              return Document{head.version, head.hash, head.time, head.settings};
                          });
}

void add_parts(api::Router& router, Configuration& c) {
    endpoint_later(
        router, route(Method::get, {"/api/v1/config/part"}, "the settings below a key path"),
        [&c](const PartQuery& in, const Call& call, Reply<Part> reply) {
            const Node* value = find_path(c.head().settings, section_path(in.path));
            if (value == nullptr)
                return reply.send(fail(Errc::not_found, "no setting " + in.path, "GET /api/v1/config has all of them"));
            const Part part{in.path, *value};
            reply.send(answer(call, c, in.format, type_of<Part>(), &part));
        });
    endpoint(router, route(Method::get, {"/api/v1/config/schema"}, "JSON Schema of the settings"),
             [](const api::Nothing&, const Call&) -> Result<net::Response> {
                 return api::json_response(argosy::config::json_schema(type_of<platform::Settings>()));
             });
    endpoint(router, route(Method::get, {"/api/v1/config/health"}, "health of the service", api::Role::anyone),
             [&c](const api::Nothing&, const Call&) -> Result<ServiceHealth> {
                 const auto secrets = c.vault().list(c.now());
                 return ServiceHealth{.status = secrets ? "healthy" : "degraded",
                                      .version = c.head().version,
                                      .secrets = secrets ? secrets->size() : 0,
                                      .detail = secrets ? "" : "the secrets cannot be read"};
             });
}

}  // namespace

void add_settings_routes(api::Router& router, Configuration& c) {
    add_sections(router, c);
    add_parts(router, c);
    endpoint(
        router, route(Method::post, {"/api/v1/config/validate"}, "checks settings and changes nothing"),
        [&c](const Proposed& in, const Call&) -> Result<Verdict> { return verdict_of(c, c.validate(in.proposal())); });
    const auto handler = [&c](const Proposed& in, const Call& call, Reply<VersionView> reply) {
        update(c, in, call, std::move(reply));
    };
    endpoint_later(router,
                   route(Method::put, {"/api/v1/config/update"}, "a new version, in force at once", api::Role::admin),
                   handler);
    endpoint_later(router,
                   route(Method::post, {"/api/v1/config", "/api/config", "/config"}, "a new version, in force at once",
                         api::Role::admin),
                   handler);
}

}  // namespace argosy::services::config
