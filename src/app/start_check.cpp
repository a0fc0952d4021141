#include "app/start_check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "api/cors.hpp"
#include "net/certificate.hpp"
#include "services/gateway/upstreams.hpp"
#include "store/sqlite/maintenance.hpp"

namespace argosy::app {
namespace {

Result<> check_origins(const std::vector<std::string>& origins, const std::string& key) {
    ARGOSY_TRY(api::Cors::make({.origins = origins}), key);
    return {};
}

Result<> check_upstreams(const std::map<std::string, resilience::UpstreamConfig>& upstreams) {
    std::map<std::string, std::string> owners;
    for (const auto& [service, config] : upstreams)
        for (const auto& path : services::gateway::paths_of(service, config))
            if (const auto [owner, is_new] = owners.emplace(path, service); !is_new)
                return fail(Errc::invalid_argument, "platform.gateway.upstreams: " + path + " is served by " +
                                                        owner->second + " and by " + service);
    return {};
}

}  // namespace

Result<> check_start(const platform::Settings& settings, const strategy::Catalogue& strategies) {
    ARGOSY_TRY(platform::check(settings, strategies), "");
    const auto& gateway = settings.platform.gateway;
    ARGOSY_TRY(check_origins(gateway.cors_origins, "platform.gateway.cors_origins"), "");
    ARGOSY_TRY(check_origins(settings.platform.freqtrade.cors_origins, "platform.freqtrade.cors_origins"), "");
    ARGOSY_TRY(check_upstreams(gateway.upstreams), "");
    if (gateway.tls_certificate.empty()) return {};
    return net::check_tls_files({gateway.tls_certificate, gateway.tls_key});
}

Result<> check_beside(const platform::PlatformConfig& settings, const Running& running) {
    std::set<std::string> passed_on;
    for (const auto& [service, config] : running.now.upstreams)
        for (auto& path : services::gateway::paths_of(service, config)) passed_on.insert(std::move(path));
    for (const auto& [service, config] : settings.gateway.upstreams)
        for (const auto& path : services::gateway::paths_of(service, config))
            if (!passed_on.contains(path) && (running.serves(path) || running.serves(path + "/-")))
                return fail(Errc::invalid_argument,
                            "platform.gateway.upstreams." + service + ": this process serves " + path + " itself");
    const auto& freqtrade = settings.freqtrade;
    if (!freqtrade.enabled || std::ranges::find(running.ports, freqtrade.port) == running.ports.end()) return {};
    return fail(Errc::invalid_argument,
                "platform.freqtrade.port: this process listens at " + std::to_string(freqtrade.port) + " itself");
}

Result<> check_database(const std::filesystem::path& file) {
    constexpr std::uintmax_t small = 64U << 20U;
    std::error_code none;
    if (const auto size = std::filesystem::file_size(file, none); none || size > small) return {};
    ARGOSY_LET(const auto report, store::sqlite::check(file), "store");
    if (report.problems.empty()) return {};
    return fail(Errc::corrupt, fmt::format("{} is damaged: {}", file.string(), report.problems.front()),
                "put a backup back (argosy store check shows all that is wrong), or move the file away: the journal "
                "holds all trading, but settings, secrets and the audit log begin anew");
}

}  // namespace argosy::app
