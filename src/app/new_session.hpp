#pragma once

#include <filesystem>
#include <functional>

#include "base/error.hpp"
#include "services/config/candidate.hpp"

/// What `argosy up --new` does: another session of the core in the same state folder.
namespace argosy::app {

/// Sets journal and store of the session before aside, where they stay, and makes a store that has what the owner
/// decided and nothing of what the session did: the last version of the settings, secrets (sealed as they are),
/// channels and rules of notifications, alert rules and feature sets. People and keys lie in a store of their own.
///
/// Nothing is moved unless store and journal are nobody's; a crash in between leaves the old session, or a state folder
/// that --new begins in again.
/// Errors: unavailable (a process runs there, the disk); those of `check` for the settings that would be carried over;
/// those of `ready`, which is asked when no process runs there.
[[nodiscard]] Result<> begin_new_session(const std::filesystem::path& state, const services::config::Check& check,
                                         const std::function<Result<>()>& ready = {});

}  // namespace argosy::app
