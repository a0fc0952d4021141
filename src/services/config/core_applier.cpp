#include "services/config/core_applier.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <map>

#include "engine/engine.hpp"
#include "services/config/tree.hpp"
#include "services/config/versions.hpp"

namespace argosy::services::config {
namespace {

constexpr std::string_view limits_key = "simulation.run.limits.", books_key = "simulation.run.books[",
                           strategies_key = "].strategies[", parameters_key = "].parameters.",
                           disabled_key = "platform.trading.disabled_strategies";

/// A parameter of a strategy, as its key path names it.
struct ParameterPath {
    std::size_t book = 0, strategy = 0;
    std::string_view name;
};

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take_number(std::string_view& text, std::size_t& out) {
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return ec == std::errc{};
}

std::optional<ParameterPath> parameter_path(std::string_view path) {
    ParameterPath out;
    const bool fits = take(path, books_key) && take_number(path, out.book) && take(path, strategies_key) &&
                      take_number(path, out.strategy) && take(path, parameters_key);
    if (!fits) return std::nullopt;
    out.name = path;
    return out;
}

/// Voters are numbered through all books.
StrategyId id_of(const platform::Settings& settings, const ParameterPath& path) {
    const auto& books = settings.simulation.run.books;
    std::size_t id = path.strategy;
    for (std::size_t b = 0; b < path.book; ++b) id += books[b].strategies.size();
    return StrategyId(static_cast<StrategyId::rep>(id));
}

std::size_t voters_of(const platform::Settings& settings) {
    std::size_t count = 0;
    for (const auto& book : settings.simulation.run.books) count += book.strategies.size();
    return count;
}

std::string default_of(const strategy::Parameters& parameters, std::string_view name) {
    for (const auto& spec : parameters.declaration()) {
        if (spec.name != name) continue;
        if (spec.type == strategy::ParameterType::boolean) return spec.default_value != 0 ? "true" : "false";
        return fmt::format("{}", spec.default_value);
    }
    return {};  // no such parameter: whoever makes the strategy refuses it
}

/// The text at this path; none: it is left out.
std::optional<std::string> text_at(const Node& tree, std::string_view path) {
    const Node* value = find_path(tree, path);
    if (value == nullptr || value->kind != Node::Kind::scalar) return std::nullopt;
    return value->text;
}

using Labels = std::vector<std::string>;

Labels without(const Labels& these, const Labels& those) {
    Labels out;
    for (const auto& label : these)
        if (std::ranges::find(those, label) == those.end()) out.push_back(label);
    return out;
}

Result<> switch_all(const Labels& labels, bool enabled, const Labels& strategies, std::vector<domain::Command>& out) {
    for (const auto& label : labels) {
        const auto at = std::ranges::find(strategies, label);
        if (at == strategies.end()) return fail(Errc::not_found, "no strategy " + label + " runs");
        const StrategyId id(static_cast<StrategyId::rep>(at - strategies.begin()));
        out.emplace_back(domain::EnableStrategy{.strategy = id, .enabled = enabled});
    }
    return {};
}

}  // namespace

Result<std::vector<domain::Command>> commands_of(const platform::Change& change, const engine::Engine& engine) {
    const Node tree = tree_of(change.after);
    const bool are_the_running_ones = voters_of(change.after) == engine.voters();
    domain::SetLimits limits;
    std::map<StrategyId, domain::SetParameters> parameters;
    for (const std::string& path : change.paths) {
        const auto text = text_at(tree, path);
        if (path.starts_with(limits_key)) {
            limits.values.push_back({path.substr(limits_key.size()), text.value_or("0")});
        } else if (const auto at = parameter_path(path); at && are_the_running_ones) {
            const StrategyId id = id_of(change.after, *at);
            parameters[id].strategy = id;
            parameters[id].values.push_back(
                {std::string(at->name), text ? *text : default_of(engine.parameters(id), at->name)});
        }
    }
    std::vector<domain::Command> out;
    if (!limits.values.empty()) out.emplace_back(std::move(limits));
    for (auto& [id, command] : parameters) out.emplace_back(std::move(command));
    const Labels &before = change.before.platform.trading.disabled_strategies,
                 &after = change.after.platform.trading.disabled_strategies;
    ARGOSY_TRY(switch_all(without(after, before), false, engine.strategy_names(), out), "");
    ARGOSY_TRY(switch_all(without(before, after), true, engine.strategy_names(), out), "");
    return out;
}

bool CoreApplier::takes(std::string_view path) const { return is_taken_by_core(path); }

bool is_taken_by_core(std::string_view path) {
    return path.starts_with(limits_key) || parameter_path(path) || platform::is_within(path, disabled_key);
}

void CoreApplier::prepare(const platform::Change& change, Answer answer) {
    auto commands = commands_of(change, parts_.core.engine());
    if (!commands) return answer(std::unexpected(std::move(commands).error()));
    commands_ = std::move(*commands);
    version_ = change.to;
    answer({});
}

void CoreApplier::commit() noexcept {
    bool is_kept = true;
    for (const auto& command : std::exchange(commands_, {})) {
        const auto done = parts_.core.command(command);
        if (!done && parts_.complain) parts_.complain(done.error().describe());
        is_kept = is_kept && (done || done.error().code() != Errc::unavailable);  // asked again, a refusal stays one
    }
    if (is_kept && parts_.taken) parts_.taken(version_);
}

void CoreApplier::begin(const platform::Change& missed) {
    prepare(missed, [this](const Result<>& ready) {
        if (!ready && parts_.complain) parts_.complain(ready.error().describe());
    });
    version_ = missed.to;
    switch_off(missed.after.platform.trading.disabled_strategies);
    commit();
}

void CoreApplier::switch_off(const std::vector<std::string>& labels) {
    const auto& names = parts_.core.engine().strategy_names();
    for (const auto& label : labels) {
        const auto at = std::ranges::find(names, label);
        if (at == names.end()) continue;
        const StrategyId id(static_cast<StrategyId::rep>(at - names.begin()));
        if (parts_.core.engine().is_enabled(id))
            commands_.push_back(domain::EnableStrategy{.strategy = id, .enabled = false});
    }
}

}  // namespace argosy::services::config
