#include "services/config/routes.hpp"

#include <charconv>

#include "config/json.hpp"
#include "config/write.hpp"
#include "config/yaml.hpp"
#include "risk/loosening.hpp"

namespace argosy::services::config {
namespace {

bool wants_yaml(const api::Call& call, Format format) {
    if (format != Format::automatic) return format == Format::yaml;
    return call.request().headers.value("Accept").find("yaml") != std::string_view::npos;
}

/// "simulation.run.books[0].name" -> "/settings/simulation/run/books/0/name"
std::string pointer_of(std::string_view path) {
    std::string out = "/settings";
    if (!path.empty()) out += '/';
    for (const char c : path) {
        if (c == '.' || c == '[')
            out += '/';
        else if (c != ']' && c != '"')
            out += c;
    }
    return out;
}

/// The number in "12" (with its quotes), the form of our entity tags.
std::optional<std::uint64_t> version_in(std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
    tag = tag.substr(1, tag.size() - 2);
    std::uint64_t version = 0;
    const auto [end, ec] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    if (ec != std::errc{} || end != tag.data() + tag.size()) return std::nullopt;
    return version;
}

bool differ(const auto& a, const auto& b) {
    return argosy::config::hash_of(argosy::config::to_node(a)) != argosy::config::hash_of(argosy::config::to_node(b));
}

/// What of it a stolen session must not do; empty: nothing.
std::string step_up_reason(const platform::Settings& now, const Candidate& candidate) {
    using enum platform::TradingMode;
    const auto& then = candidate.settings;
    if (now.platform.trading.mode != live && then.platform.trading.mode == live) return "this trades with money";
    if (argosy::risk::loosens(now.simulation.run.limits, then.simulation.run.limits)) return "this raises a limit";
    if (!candidate.secrets.empty()) return "this enters a secret";
    if (differ(now.platform.gateway, then.platform.gateway)) return "this changes the gateway";
    if (differ(now.platform.freqtrade, then.platform.freqtrade)) return "this changes the port for freqtrade programs";
    return {};
}

}  // namespace

std::string_view to_string(Format f) noexcept {
    switch (f) {
        case Format::automatic: return "automatic";
        case Format::json: return "json";
        case Format::yaml: return "yaml";
    }
    return "?";
}

void describe(Described<VersionView>& d) {
    using T = VersionView;
    d.name("config_version").field("version", &T::version).field("kind", &T::kind).field("author", &T::author);
    d.field("reason", &T::reason).field("hash", &T::hash).field("time", &T::time);
    d.field("core_time", &T::core_time, {.doc = "Decisions after it follow it; null: there was no core."});
    d.field("changed", &T::changed, {.doc = "Key paths."});
    d.field("restart_required", &T::restart_required,
            {.doc = "Those that take effect at the next start; of simulation: in the next session, argosy up --new."});
    d.field("differences", &T::differences, {.doc = "To the version before; empty in lists."});
}

VersionView view_of(const VersionRecord& r) {
    return {.version = r.version,
            .kind = r.kind,
            .author = r.author,
            .reason = r.reason,
            .hash = r.hash,
            .time = r.time,
            .core_time = r.core_time,
            .changed = r.changed,
            .restart_required = r.restart_required,
            .differences = {}};
}

Result<VersionView> full_view(const Configuration& configuration, const VersionRecord& record) {
    VersionView view = view_of(record);
    if (record.version <= 1) return view;
    ARGOSY_LET(const auto before, find_version(configuration.store(), record.version - 1), "");
    view.differences = differences(before.settings, record.settings);
    return view;
}

std::string etag_of(std::uint64_t version) { return '"' + std::to_string(version) + '"'; }

net::Response answer(const api::Call& call, const Configuration& configuration, Format format, const TypeInfo& type,
                     const void* value) {
    const std::string tag = etag_of(configuration.head().version);
    net::Response response;
    if (call.request().headers.value("If-None-Match") == tag) {
        response.status = 304;
    } else if (wants_yaml(call, format)) {
        response.body = print_yaml(argosy::config::to_node(type, value));
        response.headers.set("Content-Type", "application/yaml; charset=utf-8");
        response.headers.set("Cache-Control", "no-store");
    } else {
        std::string text;
        argosy::config::append_json(text, type, value);
        response = api::json_response(std::move(text));
    }
    response.headers.set("ETag", tag);
    return response;
}

std::expected<std::optional<std::uint64_t>, api::Problem> expected_version(const api::Call& call,
                                                                           const Configuration& configuration,
                                                                           std::optional<std::uint64_t> of_body) {
    const std::string_view match = call.request().headers.value("If-Match");
    if (match == "*") return std::nullopt;
    const std::uint64_t current = configuration.head().version;
    const auto expected = match.empty() ? of_body : version_in(match);
    if (match.empty() && !of_body)
        return std::unexpected(
            api::make_problem(428, "which version is this a change of?",
                              "send If-Match: " + etag_of(current) + ", the ETag that reading gave"));
    if (expected == current) return expected;
    return std::unexpected(api::make_problem(412, "version " + std::to_string(current) + " is in force meanwhile",
                                             "read the settings again, and repeat the change on top of them"));
}

api::Problem problem_of(const argosy::config::Problems& problems) {
    api::Problem out = api::make_problem(400, "the settings are not right: nothing was changed",
                                         "correct what errors names; GET /api/v1/config/schema has every key");
    out.code = "invalid_argument";
    for (const auto& p : problems.all()) out.errors.push_back({.pointer = pointer_of(p.path), .detail = p.text()});
    return out;
}

std::optional<api::Problem> step_up_problem(const Configuration& configuration, const Candidate& candidate,
                                            const api::Call& call) {
    const std::string why = step_up_reason(configuration.settings(), candidate);
    if (why.empty() || call.who().client == "unix-socket") return std::nullopt;
    const auto fresh = auth::require_step_up(call.who(), configuration.now());
    if (fresh) return std::nullopt;
    api::Problem out = api::make_problem(403, why + ": " + std::string(fresh.error().message()), fresh.error().hint());
    out.code = "step_up_required";
    return out;
}

std::optional<api::Problem> venue_problem(const Configuration& configuration, const Candidate& candidate) {
    using enum platform::TradingMode;
    if (configuration.settings().platform.trading.mode == live || candidate.settings.platform.trading.mode != live)
        return std::nullopt;
    api::Problem out = api::make_problem(409, "no live venue is configured: there is nowhere to trade with money",
                                         "stay in simulation, whose venue plays the configured ones; a live venue "
                                         "needs an adapter of this program and its keys under /api/v1/secrets");
    out.code = "no_live_venue";
    return out;
}

Origin origin_of(const api::Call& call, std::string reason) {
    return {.author = call.who().name, .reason = std::move(reason), .trace = call.trace_id()};
}

api::Route route(net::Method method, std::vector<std::string> paths, std::string summary, api::Role role) {
    return {.method = method,
            .path = paths.front(),
            .summary = std::move(summary),
            .role = role,
            .service = "config",
            .aliases = {paths.begin() + 1, paths.end()}};
}

}  // namespace argosy::services::config
