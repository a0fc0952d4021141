#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "domain/command.hpp"
#include "platform/applier.hpp"
#include "runtime/simulation.hpp"

namespace argosy::services::config {

/// Changes of the settings that the running core takes, as commands: risk limits, parameters of strategies, and which
/// strategies vote. They are journaled, so that a restart of the core repeats them.
class CoreApplier final : public platform::Applier {
public:
    struct Parts {
        runtime::Simulation& core;
        /// Told when a command was refused after all: the version is in force, and this part of it is not.
        std::function<void(std::string_view)> complain = {};
        /// Told when the core has all of this version, and its journal too. Not told: the next start must catch up.
        std::function<void(std::uint64_t version)> taken = {};
    };
    explicit CoreApplier(Parts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] std::string_view name() const override { return "trading core"; }
    [[nodiscard]] bool takes(std::string_view path) const override;
    void prepare(const platform::Change& change, Answer answer) override;
    void commit() noexcept override;
    void abort() noexcept override { commands_.clear(); }

    /// Commands what a crash kept from the core, and what was set while nothing ran; then switches off what the
    /// settings switch off. For a core that has just begun: `missed` is the change from the version that it has to the
    /// one in force.
    void begin(const platform::Change& missed);

private:
    void switch_off(const std::vector<std::string>& labels);

    Parts parts_;
    std::vector<domain::Command> commands_;
    std::uint64_t version_ = 0;  ///< that the commands lead to
};

/// The running core takes a change at this key path.
[[nodiscard]] bool is_taken_by_core(std::string_view path);

/// What a change means for a running engine. Only what differs is commanded: what people switched by hand stays as it
/// is; a parameter that is left out goes back to its default. Parameters of other voters than those that run wait for
/// the next session. Errors: not_found for a strategy that does not run.
[[nodiscard]] Result<std::vector<domain::Command>> commands_of(const platform::Change& change,
                                                               const engine::Engine& engine);

}  // namespace argosy::services::config
