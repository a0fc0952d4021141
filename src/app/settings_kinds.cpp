#include "app/settings_kinds.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "backtest/config.hpp"
#include "config/load.hpp"
#include "host/layout.hpp"
#include "platform/settings.hpp"
#include "runtime/config.hpp"

namespace argosy::app {

std::span<const SettingsKind> settings_kinds() {
    static const SettingsKind kinds[] = {
        {"run", "argosy backtest, argosy optimize or argosy up --replay", &type_of<backtest::RunConfig>,
         [] { return type_of<backtest::RunConfig>().make(); }},
        {"simulation", "argosy up", &type_of<runtime::SimulationConfig>,
         []() -> std::shared_ptr<void> {
             return std::make_shared<runtime::SimulationConfig>(runtime::default_simulation());
         }},
        {"layout", "argosy up --layout", &type_of<host::Layout>,
         []() -> std::shared_ptr<void> { return std::make_shared<host::Layout>(host::local_layout()); }},
        {"settings", "argosy config apply", &type_of<platform::Settings>,
         [] { return type_of<platform::Settings>().make(); }}};
    return kinds;
}

const SettingsKind& settings_kind(const std::string& name) {
    const auto kinds = settings_kinds();
    return *std::ranges::find(kinds, name, &SettingsKind::name);
}

Result<> with_kind_hint(Result<> result, const std::string& file, const std::string& expected) {
    if (result || file.empty() || result.error().code() != Errc::parse) return result;
    for (const SettingsKind& k : settings_kinds()) {
        const auto value = k.make();
        if (k.name == expected ||
            !config::load_into({.file = file, .environment = {}, .sets = {}}, k.type(), value.get()))
            continue;
        return fail(Errc::parse, std::string(result.error().message()),
                    fmt::format("{0} is a file of kind {1}, for {2}; argosy config validate {0} --kind {1}", file,
                                k.name, k.reader));
    }
    return result;
}

}  // namespace argosy::app
