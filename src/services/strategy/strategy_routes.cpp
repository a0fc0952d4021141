#include <algorithm>
#include <fmt/format.h>

#include "api/endpoint.hpp"
#include "engine/engine.hpp"
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

struct ConfigInput {
    std::string strategy_name;
    std::map<std::string, double> parameters;
    std::string reason;
};
void describe(Described<ConfigInput>& d) {
    d.name("strategy_config_input").field("strategy_name", &ConfigInput::strategy_name);
    d.field("parameters", &ConfigInput::parameters,
            {.items_min = 1, .required = true, .doc = "New values by name; truth values are 0 and 1."});
    d.field("reason", &ConfigInput::reason, {.doc = "Stands in the version of the settings that this makes."});
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

/// The voter of this name. Errors: not_found; rejected for a strategy that does not run.
Result<VoterRef> find_running(const Parts& parts, std::string_view name) {
    auto voter = find_voter(parts.core, name);
    if (voter) return voter;
    ARGOSY_LET(const auto* known, parts.catalogue.find(name), "");
    return fail(Errc::rejected, std::string(known->name) + " does not vote in this run",
                "add it to a book of the configuration and start again");
}

/// Without settings around it the core is asked itself.
Result<> ask_core(runtime::Simulation& core, StrategyId id, const Wish& wish) {
    if (wish.enabled) ARGOSY_TRY(core.command(domain::EnableStrategy{.strategy = id, .enabled = *wish.enabled}), "");
    if (wish.parameters.empty()) return {};
    return core.command(domain::SetParameters{.strategy = id, .values = wish.parameters});
}

void carry_out(const Parts& parts, StrategyId id, const Wish& wish, std::move_only_function<void(Result<>)> done) {
    if (parts.settings) return parts.settings(wish, std::move(done));
    done(ask_core(parts.core, id, wish));
}

void switch_to(const Parts& parts, const NameInput& in, bool enabled, const api::Call& call,
               api::Reply<StrategyInfo> reply) {
    auto voter = find_running(parts, in.strategy_name);
    if (!voter) return reply.send(std::unexpected(std::move(voter).error()));
    const Wish wish{.label = voter->name(),
                    .enabled = enabled,
                    .parameters = {},
                    .author = call.who().name,
                    .reason = (enabled ? "switched on: " : "switched off: ") + voter->name(),
                    .trace = call.trace_id()};
    carry_out(parts, voter->id, wish, [parts, name = wish.label, reply = std::move(reply)](Result<> done) mutable {
        if (!done) return reply.send(std::unexpected(std::move(done).error()));
        reply.send(strategy_of(parts.core, parts.catalogue, name));
    });
}

/// As the command takes it. Errors: not_found; invalid_argument for a value that the parameter does not allow.
Result<std::vector<domain::NamedValue>> values_of(argosy::strategy::Parameters parameters,
                                                  const std::map<std::string, double>& wanted) {
    std::vector<domain::NamedValue> out;
    for (const auto& [name, value] : wanted) {
        ARGOSY_TRY(parameters.set(name, value), "/parameters");
        const auto spec = std::ranges::find(parameters.declaration(), name, &argosy::strategy::ParameterSpec::name);
        const bool is_flag = spec->type == argosy::strategy::ParameterType::boolean;
        out.push_back({.name = name, .value = is_flag ? (value != 0 ? "true" : "false") : fmt::format("{}", value)});
    }
    return out;
}

Result<Wish> wish_of(const Parts& parts, const VoterRef& voter, const ConfigInput& in, const api::Call& call) {
    ARGOSY_LET(auto values, values_of(parts.core.engine().parameters(voter.id), in.parameters), "");
    return Wish{.label = voter.name(),
                .enabled = {},
                .parameters = std::move(values),
                .author = call.who().name,
                .reason = in.reason.empty() ? "parameters of " + voter.name() : in.reason,
                .trace = call.trace_id()};
}

void set_config(const Parts& parts, const ConfigInput& in, const api::Call& call, api::Reply<StrategyConfig> reply) {
    auto voter = find_voter(parts.core, in.strategy_name);
    if (!voter) return reply.send(std::unexpected(std::move(voter).error()));
    auto wish = wish_of(parts, *voter, in, call);
    if (!wish) return reply.send(std::unexpected(std::move(wish).error()));
    carry_out(parts, voter->id, *wish, [parts, name = wish->label, reply = std::move(reply)](Result<> done) mutable {
        if (!done) return reply.send(std::unexpected(std::move(done).error()));
        reply.send(config_of(parts, name));
    });
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
        endpoint_later(
            parts.router,
            make_route(
                Method::post, std::string("/api/v1/strategies/{strategy_name}/") + (enabled ? "enable" : "disable"), {},
                enabled ? "count its votes again" : "take back its opinions and count no new ones", api::Role::trader),
            [parts, enabled](const NameInput& in, const api::Call& call, api::Reply<StrategyInfo> reply) {
                switch_to(parts, in, enabled, call, std::move(reply));
            });
    endpoint(parts.router,
             make_route(Method::get, "/api/v1/strategies/{strategy_name}/config", {}, "parameters in force"),
             [parts](const NameInput& in, const api::Call&) -> Result<StrategyConfig> {
                 return config_of(parts, in.strategy_name);
             });
    endpoint_later(parts.router,
                   make_route(Method::put, "/api/v1/strategies/{strategy_name}/config", {},
                              "other parameters from its next bar on; what is not named stays", api::Role::trader),
                   [parts](const ConfigInput& in, const api::Call& call, api::Reply<StrategyConfig> reply) {
                       set_config(parts, in, call, std::move(reply));
                   });
}

}  // namespace argosy::services::strategy
