#include "services/config/core_applier.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "config/write.hpp"
#include "engine/engine.hpp"
#include "risk/describe.hpp"
#include "services/config/tree.hpp"

namespace argosy::services::config {
namespace {

constexpr std::string_view limits_key = "simulation.run.limits.", books_key = "simulation.run.books[",
                           strategies_key = "].strategies[", parameters_key = "].parameters.",
                           disabled_key = "platform.trading.disabled_strategies";

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take_number(std::string_view& text) {
    const auto digits = std::ranges::find_if_not(text, [](unsigned char c) { return std::isdigit(c) != 0; });
    const auto count = static_cast<std::size_t>(digits - text.begin());
    text.remove_prefix(count);
    return count > 0;
}

bool is_parameter(std::string_view path) {
    return take(path, books_key) && take_number(path) && take(path, strategies_key) && take_number(path) &&
           take(path, parameters_key);
}

const std::string& label_of(const engine::StrategySettings& s) { return s.label.empty() ? s.name : s.label; }

auto* find_strategy(auto& settings, const engine::StrategySettings& one) {
    for (auto& book : settings.simulation.run.books)
        for (auto& s : book.strategies)
            if (label_of(s) == label_of(one) && s.name == one.name) return &s;
    return static_cast<decltype(&settings.simulation.run.books[0].strategies[0])>(nullptr);
}

std::vector<domain::NamedValue> limits_to(const risk::Limits& wanted, const risk::Limits& now) {
    const Node tree = argosy::config::to_node(wanted);
    std::vector<domain::NamedValue> out;
    for (const auto& d : differences(argosy::config::to_node(now), tree))
        if (const Node* value = find_path(tree, d.path)) out.push_back({.name = d.path, .value = value->text});
    return out;
}

std::string text_of(const strategy::ParameterSpec& spec, double value) {
    if (spec.type == strategy::ParameterType::boolean) return value != 0 ? "true" : "false";
    return fmt::format("{}", value);
}

Result<std::vector<domain::NamedValue>> parameters_to(const std::map<std::string, std::string>& wanted,
                                                      const strategy::Parameters& now) {
    strategy::Parameters then(now.declaration());
    for (const auto& [name, text] : wanted) ARGOSY_TRY(then.set(name, std::string_view(text)), "parameters");
    std::vector<domain::NamedValue> out;
    for (std::size_t i = 0; i < then.values().size(); ++i)
        if (const auto& spec = then.declaration()[i]; then.values()[i] != now.values()[i])
            out.push_back({.name = std::string(spec.name), .value = text_of(spec, then.values()[i])});
    return out;
}

/// What of one voter is to change.
Result<> add_voter(const platform::Settings& settings, const engine::StrategySettings& voter, StrategyId id,
                   const engine::Engine& engine, domain::ApplyVersion& out) {
    const auto* wanted = find_strategy(settings, voter);
    if (wanted == nullptr) return {};
    ARGOSY_LET(auto values, parameters_to(wanted->parameters, engine.parameters(id)), label_of(voter));
    if (!values.empty()) out.parameters.push_back({.strategy = id, .values = std::move(values)});
    const auto& disabled = settings.platform.trading.disabled_strategies;
    const bool enabled = std::ranges::find(disabled, label_of(voter)) == disabled.end();
    if (enabled != engine.is_enabled(id)) out.switches.push_back({.strategy = id, .enabled = enabled});
    return {};
}

/// Calls it with the settings and the id of every voter.
void for_each_voter(const engine::Engine& engine, auto&& call) {
    for (const auto& book : engine.books()) {
        const auto& strategies = book->settings().strategies;
        for (std::size_t v = 0; v < strategies.size(); ++v) call(strategies[v], book->consensus().voters()[v].strategy);
    }
}

}  // namespace

Result<std::optional<domain::ApplyVersion>> command_to(const platform::Settings& settings, std::uint64_t version,
                                                       const engine::Engine& engine) {
    domain::ApplyVersion out{.version = version,
                             .limits = limits_to(settings.simulation.run.limits, engine.checks().limits()),
                             .parameters = {},
                             .switches = {}};
    Result<> added;
    for_each_voter(engine, [&](const engine::StrategySettings& voter, StrategyId id) {
        if (added) added = add_voter(settings, voter, id, engine, out);
    });
    if (!added) return std::unexpected(std::move(added).error());
    if (out.limits.empty() && out.parameters.empty() && out.switches.empty()) return std::nullopt;
    return out;
}

void take_over(const engine::Engine& engine, platform::Settings& settings) {
    auto& disabled = settings.platform.trading.disabled_strategies;
    for (const auto& limit : limits_to(engine.checks().limits(), settings.simulation.run.limits))
        (void)risk::set_limit(settings.simulation.run.limits, limit.name, limit.value);  // the engine has taken it
    for_each_voter(engine, [&](const engine::StrategySettings& voter, StrategyId id) {
        auto* mine = find_strategy(settings, voter);
        if (mine == nullptr) return;
        std::erase(disabled, label_of(voter));
        if (!engine.is_enabled(id)) disabled.push_back(label_of(voter));
        const auto& now = engine.parameters(id);
        const auto same = parameters_to(mine->parameters, now);
        if (!same) return;
        for (const auto& differs : *same)
            for (std::size_t i = 0; i < now.values().size(); ++i)
                if (now.declaration()[i].name == differs.name)
                    mine->parameters[differs.name] = text_of(now.declaration()[i], now.values()[i]);
    });
}

bool CoreApplier::takes(std::string_view path) const { return is_taken_by_core(path); }

bool is_taken_by_core(std::string_view path) {
    return path.starts_with(limits_key) || is_parameter(path) || platform::is_within(path, disabled_key);
}

void CoreApplier::prepare(const platform::Change& change, Answer answer) {
    auto command = command_to(change.after, change.to, parts_.core.engine());
    if (!command) return answer(std::unexpected(std::move(command).error()));
    command_ = std::move(*command);
    if (const auto why = parts_.core.failure(); command_ && why)
        return answer(fail(Errc::unavailable, "the journal cannot keep it: " + *why,
                           "mend the disk, start again and repeat the change"));
    answer({});
}

void CoreApplier::commit() noexcept {
    const auto command = std::exchange(command_, std::nullopt);
    if (!command) return;
    if (const auto done = parts_.core.command(*command); !done && parts_.complain)
        parts_.complain(done.error().describe());
}

void CoreApplier::catch_up(const platform::Settings& settings, std::uint64_t version) {
    auto command = command_to(settings, version, parts_.core.engine());
    if (!command) {
        if (parts_.complain) parts_.complain(command.error().describe());
        return;
    }
    command_ = std::move(*command);
    commit();
}

}  // namespace argosy::services::config
