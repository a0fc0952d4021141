#include "app/layout_options.hpp"

#include <filesystem>
#include <fmt/format.h>

#include "host/layout.hpp"

namespace argosy::app {
namespace {

Result<host::Layout> read_layout(const std::string& file) {
    if (file.empty()) return host::local_layout();
    if (std::error_code ec; !std::filesystem::exists(file, ec))
        return fail(Errc::invalid_argument, "--layout: no file " + file,
                    "name another one, or write one with: argosy config example layout > " + file);
    return host::load_layout(file, known_services());
}

/// In one process, messages need no broker; between processes this program has no adapter that carries them.
Result<> check_adapters(const host::Layout& layout) {
    const auto missing = [&](std::string_view what, std::string_view kind, std::string_view there_is) {
        return fail(
            Errc::unavailable, fmt::format("layout {}: no adapter for the {} {}", layout.name, what, kind),
            fmt::format("use {} with one process that runs every service: argosy config example layout", there_is));
    };
    if (layout.bus != host::BusKind::in_process) return missing("bus", to_string(layout.bus), "bus: in_process");
    if (layout.store != host::StoreKind::sqlite) return missing("store", to_string(layout.store), "store: sqlite");
    return {};
}

}  // namespace

const std::vector<std::string>& known_services() {
    static const std::vector<std::string> names{"analytics", "backtest",  "config",       "dashboard",  "exchange",
                                                "execution", "features",  "gateway",      "ledger",     "models",
                                                "monitor",   "news",      "notification", "historical", "orchestrator",
                                                "risk",      "positions", "strategy",     "market-data"};
    return names;
}

Result<Place> read_place(const LayoutOptions& options) {
    ARGOSY_LET(const auto layout, read_layout(options.file), "");
    ARGOSY_TRY(check_adapters(layout), "");
    const std::string& name = options.process.empty() ? layout.processes.front().name : options.process;
    ARGOSY_LET(const auto* process, host::find_process(layout, name), "");
    return Place{.address = process->host, .ports = {.page = layout.dashboard_port, .gateway = process->port}};
}

}  // namespace argosy::app
