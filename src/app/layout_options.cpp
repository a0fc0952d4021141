#include "app/layout_options.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "auth/role.hpp"
#include "base/enum.hpp"
#include "base/suggest.hpp"
#include "host/layout.hpp"

namespace argosy::app {
namespace {

Result<host::Layout> read_layout(const std::string& file) {
    if (file.empty()) return host::local_layout();
    if (std::error_code ec; !std::filesystem::exists(file, ec))
        return fail(Errc::invalid_argument, "--layout: no file " + file,
                    "name another one, or write one with: argosy config example layout > " + file);
    return host::load_layout(file, known_services(), independent_services());
}

/// Between processes this program carries requests over HTTP, and no messages yet.
Result<> check_adapters(const host::Layout& layout) {
    const auto missing = [&](std::string_view what, std::string_view kind, std::string_view there_is) {
        return fail(Errc::unavailable, fmt::format("layout {}: no adapter for the {} {}", layout.name, what, kind),
                    fmt::format("use {}, and one process for everything but {}: argosy config example layout", there_is,
                                join(independent_services())));
    };
    if (layout.bus != host::BusKind::in_process) return missing("bus", to_string(layout.bus), "bus: in_process");
    if (layout.store != host::StoreKind::sqlite) return missing("store", to_string(layout.store), "store: sqlite");
    return {};
}

bool is_independent(std::string_view service) {
    return std::ranges::find(independent_services(), service) != independent_services().end();
}

/// It hosts something that the core and the bus hold together.
bool trades(const host::Process& process) {
    return std::ranges::any_of(known_services(),
                               [&](const auto& s) { return !is_independent(s) && host::hosts(process, s); });
}

std::string url_of(const host::Process& process) {
    const std::string where = process.host.contains(':') ? "[" + process.host + "]" : process.host;
    return fmt::format("http://{}:{}", where, process.port);
}

/// Every path under which the service answers, those of the requirement documents too.
std::vector<std::string> paths_of(std::string_view service) {
    if (service == "models") return {"/api/v1/models", "/v1/models"};
    if (service == "backtest") return {"/api/v1/backtests", "/api/run-backtest", "/api/backtest-results"};
    return {"/api/v1/historical", "/api/v1/data", "/api/v1/cache/stats",
            "/api/historical",    "/historical",  "/cache/stats"};
}

/// What a process of ours says of a caller, in its tokens.
auth::ExternalIssuerConfig issuer_of(const host::Process& gateway) {
    const std::string url = url_of(gateway);
    auth::ExternalIssuerConfig out{.issuer = url,
                                   .audience = "argosy",
                                   .jwks_url = url + "/.well-known/jwks.json",
                                   .role_claim = "role",
                                   .roles = {},
                                   .allow_private_address = true};
    for (const auto role : enumerators<auth::Role>)
        if (role != auth::Role::anyone) out.roles.emplace(to_string(role), role);
    return out;
}

Result<const host::Process*> choose(const host::Layout& layout, const std::string& name) {
    if (!name.empty()) return host::find_process(layout, name);
    return &*std::ranges::find_if(layout.processes, trades);  // all services run somewhere
}

}  // namespace

const std::vector<std::string>& known_services() {
    static const std::vector<std::string> names{"analytics", "backtest",  "config",       "dashboard",  "exchange",
                                                "execution", "features",  "gateway",      "ledger",     "models",
                                                "monitor",   "news",      "notification", "historical", "orchestrator",
                                                "risk",      "positions", "strategy",     "market-data"};
    return names;
}

const std::vector<std::string>& independent_services() {
    static const std::vector<std::string> names{"backtest", "historical", "models"};
    return names;
}

Result<Place> read_place(const LayoutOptions& options) {
    ARGOSY_LET(const auto layout, read_layout(options.file), "");
    ARGOSY_TRY(check_adapters(layout), "");
    ARGOSY_LET(const auto* here, choose(layout, options.process), "");
    Place out{.process = here->name,
              .address = here->host,
              .ports = {.page = layout.dashboard_port, .gateway = here->port},
              .elsewhere = {},
              .trades = trades(*here),
              .has_pages = host::hosts(*here, "dashboard"),
              .upstreams = {},
              .issuers = {},
              .others = {}};
    for (const auto& service : known_services())
        if (!host::hosts(*here, service)) out.elsewhere.push_back(service);
    for (const auto& process : layout.processes) {
        if (&process == here) continue;
        out.others.push_back(process.name);
        if (host::hosts(process, "gateway")) out.issuers.emplace(process.name, issuer_of(process));
        if (!host::hosts(*here, "gateway")) continue;  // only the gateway passes requests on
        for (const auto& service : known_services())
            if (host::hosts(process, service))
                out.upstreams[service] = {.urls = {url_of(process)}, .paths = paths_of(service)};
    }
    return out;
}

}  // namespace argosy::app
