#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "domain/command.hpp"
#include "platform/applier.hpp"
#include "runtime/simulation.hpp"

namespace argosy::services::config {

/// Brings the running core to a version of the settings: risk limits, parameters of strategies, and which strategies
/// vote. One command carries all of it and is one record of the journal, so that a crash leaves the core with all of a
/// version or with nothing of it, and a restart repeats it.
class CoreApplier final : public platform::Applier {
public:
    struct Parts {
        runtime::Simulation& core;
        /// Told when the command was refused after all: the version is in force, and its part in the core is not.
        std::function<void(std::string_view)> complain = {};
    };
    explicit CoreApplier(Parts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] std::string_view name() const override { return "trading core"; }
    [[nodiscard]] bool takes(std::string_view path) const override;
    /// Errors: also unavailable, when the journal could not keep what the version asks of the core.
    void prepare(const platform::Change& change, Answer answer) override;
    void commit() noexcept override;
    void abort() noexcept override { command_.reset(); }

    /// Brings a core that has just begun to the version in force: what a crash kept from it, and what was set while
    /// nothing ran. A core that has all of it is asked nothing.
    void catch_up(const platform::Settings& settings, std::uint64_t version);

private:
    Parts parts_;
    std::optional<domain::ApplyVersion> command_;  ///< none: the core has all of it
};

/// The running core takes a change at this key path.
[[nodiscard]] bool is_taken_by_core(std::string_view path);

/// What brings a running engine to these settings; none: it is there. A parameter that they leave out has its default.
/// Strategies are known by their labels; those that do not run wait for the next session. Errors: those of
/// strategy::Parameters::set.
[[nodiscard]] Result<std::optional<domain::ApplyVersion>> command_to(const platform::Settings& settings,
                                                                     std::uint64_t version,
                                                                     const engine::Engine& engine);

/// The other way round, for settings that were lost: what of them a running engine has taken becomes theirs.
void take_over(const engine::Engine& engine, platform::Settings& settings);

}  // namespace argosy::services::config
