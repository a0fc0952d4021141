#include "services/config/candidate.hpp"

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

}  // namespace

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
