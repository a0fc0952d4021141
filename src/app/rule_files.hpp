#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "engine/settings.hpp"
#include "strategy/catalogue.hpp"

/// Rule files (docs/strategies/rules.md) and model files (docs/models.md) as strategies of a run. Where it says rule
/// file, a name that ends in .json is that of a model file.
namespace argosy::app {

/// Whether a strategy named on the command line is a file: dip.yaml, rules/dip, ./dip, momentum.json.
[[nodiscard]] bool is_rule_file(std::string_view name) noexcept;

/// The strategies that come with the program.
[[nodiscard]] strategy::Catalogue built_in_strategies();

/// What reports will call a voter: its label, else its name, which a rule file's voter has in its file. The path as it
/// was written when that file cannot be read.
[[nodiscard]] std::string name_of_voter(const engine::StrategySettings& voter, const std::filesystem::path& folder);

/// Adds the strategy that a file describes. Returns its name and the SHA-256 of the file.
/// Errors: not_found and unavailable for the file; parse with every mistake in it, by line and column;
///         invalid_argument when another strategy has its name.
struct RuleFile {
    std::string name, checksum;
};
[[nodiscard]] Result<RuleFile> add_rule_file(const std::filesystem::path& file, strategy::Catalogue& catalogue);

/// The built-in strategies and those of the rule files that the voters name. Settles what the voters leave open: the
/// name of a rule file's strategy, its checksum and the timeframe that a strategy is written for.
///
/// A relative path is sought in `folder` (of the settings file), then in the working directory.
/// Errors: those of add_rule_file, and not_found, naming book and voter; invalid_argument when a file is not the one
///         that name or checksum expect.
[[nodiscard]] Result<strategy::Catalogue> settle_strategies(std::vector<engine::BookSettings>& books,
                                                            const std::filesystem::path& folder = {});

}  // namespace argosy::app
