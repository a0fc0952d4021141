#include "services/config/candidate.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "config/overlay.hpp"
#include "config/read.hpp"
#include "config/write.hpp"
#include "config/yaml.hpp"
#include "services/config/sections.hpp"
#include "services/config/vault.hpp"

namespace argosy::services::config {
namespace {

using argosy::config::Problems;

Node patch_of(const platform::Settings& current, const Proposal& proposal, Problems& problems) {
    Node patch = proposal.yaml.empty() ? proposal.patch : argosy::config::parse_yaml(proposal.yaml, "yaml", problems);
    if (proposal.section == "trading") return trading_patch(current, patch, problems);
    const std::string path = section_path(proposal.section);
    if (path.empty()) return patch;
    return nested(path, std::move(patch));
}

void check_secrets(const std::vector<EnteredSecret>& secrets, Problems& problems) {
    for (const EnteredSecret& s : secrets) {
        if (const auto good = check_secret_name(s.name); !good)
            problems.add(s.place, s.name, std::string(good.error().message()));
        else if (const auto strong = check_secret(s.name, s.value); !s.value.empty() && !strong)
            problems.add(s.place, s.name, std::string(strong.error().message()));
    }
}

/// What a file alone means: its secrets, and settings in which all else is as it is without a file.
Candidate meaning_of(const FileSettings& file) { return propose({}, {.patch = file.tree, .replace = true}, {}); }

bool is_entered(const std::vector<EnteredSecret>& secrets, const EnteredSecret& one) {
    return std::ranges::any_of(
        secrets, [&](const EnteredSecret& s) { return s.name == one.name && s.value.reveal() == one.value.reveal(); });
}

/// Takes over the part that the file does not speak of.
void keep_unmentioned(const FileSettings& file, const platform::Settings& current, platform::Settings& settings) {
    if (file.tree.find("simulation") == nullptr) settings.simulation = current.simulation;
    if (file.tree.find("platform") == nullptr) settings.platform = current.platform;
}

/// Where the strategy of this label stands: "simulation.run.books[0].strategies[2]"; empty: nowhere.
std::string path_of(const platform::Settings& settings, std::string_view label) {
    const auto& books = settings.simulation.run.books;
    for (std::size_t b = 0; b < books.size(); ++b)
        for (std::size_t s = 0; s < books[b].strategies.size(); ++s)
            if (const auto& one = books[b].strategies[s]; (one.label.empty() ? one.name : one.label) == label)
                return fmt::format("simulation.run.books[{}].strategies[{}]", b, s);
    return {};
}

/// The list of those that do not vote, with or without this one.
Node switched(std::vector<std::string> disabled, const std::string& label, bool enabled) {
    std::erase(disabled, label);
    if (!enabled) disabled.push_back(label);
    Node list;
    list.kind = Node::Kind::list;
    for (auto& one : disabled) list.items.push_back(Node::scalar(std::move(one), Node::Style::quoted));
    return nested("platform.trading.disabled_strategies", std::move(list));
}

}  // namespace

Result<Proposal> proposal_of(const platform::Settings& settings, const StrategyWish& wish) {
    const std::string path = path_of(settings, wish.label);
    if (path.empty())
        return fail(Errc::not_found,
                    "the settings in force have no strategy " + wish.label +
                        ": the next session does "
                        "not begin with it",
                    "roll the settings back, or begin that session: argosy up --new");
    Proposal out;
    for (const auto& [name, value] : wish.parameters)
        out.sets.push_back(fmt::format("{}.parameters.{}={}", path, name, value));
    if (wish.enabled) out.patch = switched(settings.platform.trading.disabled_strategies, wish.label, *wish.enabled);
    return out;
}

Candidate propose(const platform::Settings& current, const Proposal& proposal, const Check& check) {
    const TypeInfo& type = type_of<platform::Settings>();
    Candidate out;
    const Node patch = patch_of(current, proposal, out.problems);
    if (out.problems.is_cut()) return out;
    Node tree = argosy::config::to_node(proposal.replace ? platform::Settings{} : current);
    if (patch.kind != Node::Kind::null) tree = overlay(type, std::move(tree), patch);
    argosy::config::apply_sets(tree, proposal.sets, out.problems);
    out.secrets = take_secrets(type, tree);
    read_into(tree, type, &out.settings, "", out.problems);
    check_secrets(out.secrets, out.problems);
    if (!out.problems.empty() || !check) return out;
    if (const auto good = check(out.settings); !good)
        out.problems.add(tree.place, "", std::string(good.error().message()));
    return out;
}

Candidate edited(const platform::Settings& current, const std::optional<FileSettings>& before,
                 const FileSettings& after, const Check& check) {
    Candidate meant = meaning_of(after);
    if (!meant.problems.empty()) return meant;
    if (!before) keep_unmentioned(after, current, meant.settings);
    const Candidate was = before ? meaning_of(*before) : Candidate{};
    Node tree = argosy::config::to_node(meant.settings);
    if (before) tree = merged(argosy::config::to_node(was.settings), tree, argosy::config::to_node(current));
    Candidate out = propose(current, {.patch = std::move(tree), .replace = true}, check);
    for (auto& secret : meant.secrets)
        if (!is_entered(was.secrets, secret)) out.secrets.push_back(std::move(secret));
    return out;
}

Result<FileSettings> read_settings_file(const argosy::config::Sources& sources) {
    FileSettings out;
    ARGOSY_LET(out.tree, load_tree(sources, out.problems), "");
    out.hash = argosy::config::hash_of(out.tree);
    const bool is_simulation_alone = out.tree.kind == Node::Kind::mapping && !out.tree.members.empty() &&
                                     out.tree.find("simulation") == nullptr && out.tree.find("platform") == nullptr;
    if (is_simulation_alone) out.tree = nested("simulation", std::move(out.tree));
    return out;
}

}  // namespace argosy::services::config
