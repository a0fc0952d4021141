#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "config/problems.hpp"
#include "domain/command.hpp"
#include "platform/settings.hpp"
#include "services/config/tree.hpp"

namespace argosy::services::config {

/// Settings that somebody proposes, with everything that is wrong with them.
struct Candidate {
    platform::Settings settings;
    std::vector<EnteredSecret> secrets;
    argosy::config::Problems problems;  ///< empty: they can come into force
};

/// What goes beyond single fields: platform::check. Errors: of the first contradiction.
using Check = std::function<Result<>(const platform::Settings&)>;

/// What somebody wants changed. All parts may be empty.
struct Proposal {
    Node patch;                     ///< a part of the settings, or all of them
    std::string yaml;               ///< the same as text; wins
    std::vector<std::string> sets;  ///< "simulation.run.limits.open_orders_max=5", over the patch
    /// The patch stands below this key path, or is a section of the API ("web-ui"); empty: the root.
    std::string section;
    bool replace = false;  ///< what the patch leaves out has its default, instead of staying as it is
};

/// What one strategy of the run is to be; what is left out stays.
struct StrategyWish {
    std::string label;
    std::optional<bool> enabled;
    std::vector<domain::NamedValue> parameters;
};
/// The wish as a change of these settings. Errors: not_found, when they do not have the strategy.
[[nodiscard]] Result<Proposal> proposal_of(const platform::Settings& settings, const StrategyWish& wish);

/// Lays the proposal over the settings and checks the whole. Secrets that are good are in `secrets` and nowhere else.
[[nodiscard]] Candidate propose(const platform::Settings& current, const Proposal& proposal, const Check& check);

/// A settings file with its environment. A file without `simulation:` and `platform:` is a simulation's alone, as
/// `argosy up` has always read it. Errors: not_found, unavailable for the file itself.
struct FileSettings {
    Node tree;
    argosy::config::Problems problems;
    std::string hash;  ///< of what was read
};
[[nodiscard]] Result<FileSettings> read_settings_file(const argosy::config::Sources& sources);

/// The settings after somebody edited the file: what differs between `before` and `after` is laid over the current
/// ones. Without `before` everything differs below those of `simulation` and `platform` that the file has. Secrets that
/// the edit did not touch are not entered again.
[[nodiscard]] Candidate edited(const platform::Settings& current, const std::optional<FileSettings>& before,
                               const FileSettings& after, const Check& check);

}  // namespace argosy::services::config
