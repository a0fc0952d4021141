#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "config/read.hpp"

namespace argosy::config {

/// Where settings come from; later ones win: defaults, file, environment, command line.
struct Sources {
    std::filesystem::path file;            ///< .json is read as JSON, everything else as YAML; empty: none
    std::vector<std::string> environment;  ///< "ARGOSY_RISK__MAX_ORDERS=5"; entries with another prefix are ignored
    std::vector<std::string> sets;         ///< "risk.max_orders=5"
};

/// The tree of all sources together. Errors: not_found, invalid_argument and unavailable for the
/// file itself; what is wrong inside goes to problems. defaults: as in overlay.hpp.
[[nodiscard]] Result<Node> load_tree(const Sources& sources, Problems& problems, const Node& defaults = {});

/// Reads all sources into the value of type `type` at `out`, which holds the defaults. Errors: those of load_tree, and
/// parse with all problems.
[[nodiscard]] Result<> load_into(const Sources& sources, const TypeInfo& type, void* out);
template <class T>
[[nodiscard]] Result<T> load(const Sources& sources) {
    T value{};
    if (auto r = load_into(sources, type_of<T>(), &value); !r) return std::unexpected(std::move(r).error());
    return value;
}

/// The variables of this process that start with ARGOSY_, but for ARGOSY_DATA, which is no setting.
[[nodiscard]] std::vector<std::string> process_environment();

}  // namespace argosy::config
