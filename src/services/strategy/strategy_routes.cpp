#include "api/endpoint.hpp"
#include "services/strategy/routes.hpp"
#include "services/strategy/voters.hpp"

namespace argosy::services::strategy {
namespace {

struct NameInput {
    std::string strategy_name;
};
void describe(Described<NameInput>& d) {
    d.name("strategy_name_input").field("strategy_name", &NameInput::strategy_name, {.doc = "As in the list."});
}

struct StrategyList {
    std::vector<StrategyInfo> strategies;
};
void describe(Described<StrategyList>& d) {
    d.name("strategy_list").field("strategies", &StrategyList::strategies, {.doc = "Voters of this run first."});
}

struct StrategyConfig {
    std::string strategy_name;
    bool active = false;
    std::map<std::string, double> parameters;
    std::vector<ParameterInfo> declared;
};
void describe(Described<StrategyConfig>& d) {
    using T = StrategyConfig;
    d.name("strategy_config").field("strategy_name", &T::strategy_name);
    d.field("active", &T::active, {.doc = "false: not of this run, the values are the defaults."});
    d.field("parameters", &T::parameters, {.doc = "Value by name; truth values are 0 and 1."});
    d.field("declared", &T::declared, {.doc = "What they mean and allow."});
}

Result<StrategyConfig> config_of(const Parts& parts, std::string_view name) {
    ARGOSY_LET(auto info, strategy_of(parts.core, parts.catalogue, name), "");
    StrategyConfig out{.strategy_name = info.name, .active = info.active, .parameters = {}, .declared = {}};
    for (const auto& p : info.parameters) out.parameters[p.name] = p.value;
    out.declared = std::move(info.parameters);
    return out;
}

Result<StrategyInfo> switch_to(const Parts& parts, std::string_view name, bool enabled) {
    const auto voter = find_voter(parts.core, name);
    if (!voter) {
        ARGOSY_LET(const auto* known, parts.catalogue.find(name), "");
        return fail(Errc::rejected, std::string(known->name) + " does not vote in this run",
                    "add it to a book of the configuration and start again");
    }
    ARGOSY_TRY(parts.core.command(domain::EnableStrategy{.strategy = voter->id, .enabled = enabled}), "");
    return strategy_of(parts.core, parts.catalogue, name);
}

}  // namespace

void add_strategy_routes(const Parts& parts) {
    using net::Method;
    endpoint(parts.router, make_route(Method::get, "/api/v1/strategies", {"/api/strategies"}, "all strategies"),
             [parts](const api::Nothing&, const api::Call&) -> Result<StrategyList> {
                 ARGOSY_LET(auto all, strategies_of(parts.core, parts.catalogue), "");
                 return StrategyList{std::move(all)};
             });
    endpoint(parts.router,
             make_route(Method::get, "/api/v1/strategies/{strategy_name}", {"/api/strategies/{strategy_name}"},
                        "one strategy and its parameters"),
             [parts](const NameInput& in, const api::Call&) -> Result<StrategyInfo> {
                 return strategy_of(parts.core, parts.catalogue, in.strategy_name);
             });
    for (const bool enabled : {true, false})
        endpoint(parts.router,
                 make_route(Method::post,
                            std::string("/api/v1/strategies/{strategy_name}/") + (enabled ? "enable" : "disable"), {},
                            enabled ? "count its votes again" : "take back its opinions and count no new ones",
                            api::Role::trader),
                 [parts, enabled](const NameInput& in, const api::Call&) -> Result<StrategyInfo> {
                     return switch_to(parts, in.strategy_name, enabled);
                 });
    endpoint(parts.router,
             make_route(Method::get, "/api/v1/strategies/{strategy_name}/config", {}, "parameters in force"),
             [parts](const NameInput& in, const api::Call&) -> Result<StrategyConfig> {
                 return config_of(parts, in.strategy_name);
             });
}

}  // namespace argosy::services::strategy
