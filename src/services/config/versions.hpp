#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/node.hpp"
#include "platform/settings.hpp"
#include "platform/version_log.hpp"
#include "store/store.hpp"

namespace argosy::services::config {

using argosy::config::Node;

/// How a version came to be.
enum class VersionKind : std::uint8_t { start, update, file, rollback };
[[nodiscard]] std::string_view to_string(VersionKind) noexcept;

/// One version of the configuration, as the store keeps it: never edited.
struct VersionRecord {
    std::uint64_t version = 0;  ///< the sequence of its entry
    VersionKind kind = VersionKind::update;
    std::string author, reason;
    std::string hash;  ///< of the settings, defaults included, secrets left out
    Time time{};
    Time core_time{};  ///< of the core when it came into force; the epoch: there was no core
    std::vector<std::string> changed, restart_required;
    std::string file_hash;  ///< of the settings file that was read last
    Node settings = Node::mapping();
};
void describe(Described<VersionRecord>& d);

/// The tree that versions keep and show: without secrets.
[[nodiscard]] Node tree_of(const platform::Settings& settings);
/// Errors: corrupt, when a version cannot be read as settings of this program any more.
[[nodiscard]] Result<platform::Settings> settings_of(const VersionRecord& record);

/// The versions in a store. Free functions: `argosy config versions|diff` reads a store that nobody runs on.

/// Appends it as version `after` + 1. Errors: rejected, when another one has come meanwhile.
[[nodiscard]] Result<std::uint64_t> append_version(store::Tables& tables, const VersionRecord& record,
                                                   std::uint64_t after);
/// Errors: not_found, naming the newest there is.
[[nodiscard]] Result<VersionRecord> find_version(const store::Store& store, std::uint64_t version);
/// None: the store is new.
[[nodiscard]] Result<std::optional<VersionRecord>> last_version(const store::Store& store);
/// The newest first. Errors: invalid_argument (limit, cursor).
[[nodiscard]] Result<store::Page<VersionRecord>> list_versions(const store::Store& store,
                                                               const store::PageRequest& page);
/// A session of the core begins with this version.
[[nodiscard]] Result<> note_session(store::Tables& tables, std::uint64_t version, Time now);
/// Which version was in force when, in the newest session. None has begun: as if one began with the first version.
[[nodiscard]] Result<platform::VersionLog> read_version_log(const store::Store& store);

}  // namespace argosy::services::config
