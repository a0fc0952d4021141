#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "domain/command.hpp"
#include "net/loop.hpp"
#include "platform/applier.hpp"
#include "platform/version_log.hpp"
#include "services/config/candidate.hpp"
#include "services/config/vault.hpp"
#include "services/config/versions.hpp"

namespace argosy::services::config {

/// Who asks for a version, and why.
struct Origin {
    std::string author, reason, trace;
};

/// The settings in force, and the only way to change them: every change is a new version.
///
/// A change is checked, then put before every applier. When all of them are ready it is written to the store, and then
/// all commit; a refusal, a late answer or a failing store leaves everybody on the version before. A crash after the
/// write is no in-between either: the next start begins with the new version.
///
/// Thread safety: the loop's thread. Versions are only made here while this process owns the store.
class Configuration {
public:
    struct Parts {
        store::Store& store;
        const Vault& vault;
        net::Loop& loop;
        std::function<Time()> clock;  ///< wall time
        Check check = {};             ///< what the program can run; empty: fields are checked alone
        std::optional<FileSettings> file =
            {};                  ///< the settings file as this process began with it; none: there is none
        Duration deadline = 5s;  ///< for the answers of all appliers
    };
    /// Continues with the last version of the store; a new store begins with `initial` as version 1.
    /// Errors: those of the store; corrupt when the last version does not fit this program.
    [[nodiscard]] static Result<std::unique_ptr<Configuration>> open(Parts parts, const platform::Settings& initial);

    ~Configuration();
    Configuration(const Configuration&) = delete;
    Configuration& operator=(const Configuration&) = delete;

    [[nodiscard]] const platform::Settings& settings() const noexcept { return *settings_; }
    [[nodiscard]] const VersionRecord& head() const noexcept { return head_; }
    [[nodiscard]] const platform::VersionLog& log() const noexcept { return log_; }
    [[nodiscard]] const Vault& vault() const noexcept { return parts_.vault; }
    [[nodiscard]] const store::Store& store() const noexcept { return parts_.store; }
    [[nodiscard]] Time now() const { return parts_.clock(); }
    /// Register here what changes with the settings.
    [[nodiscard]] platform::Appliers& appliers() noexcept { return appliers_; }
    /// Whose time tags decisions; asked when a version is about to be written. Its error refuses the version.
    void follow(std::function<Result<Time>()> core_now) { core_now_ = std::move(core_now); }
    /// Told of every version after it came into force; one listener, none when empty.
    void on_version(std::function<void(const VersionRecord&)> told) { told_ = std::move(told); }

    /// Checks a proposal and changes nothing.
    [[nodiscard]] Candidate validate(const Proposal& proposal) const;
    /// Called once, with the version that is in force then: a proposal that changes nothing makes none.
    using Answer = std::move_only_function<void(Result<VersionRecord>)>;
    /// Errors: parse with every problem; rejected when an applier refuses, was too slow or another change is under way,
    /// or when `expected` is given and is not the version in force; those of the store.
    void update(const Proposal& proposal, Origin origin, std::optional<std::uint64_t> expected, Answer answer);
    /// Other risk limits, by their names. Errors: those of update.
    void set_limits(const domain::SetLimits& limits, Origin origin, Answer answer);
    /// One strategy switched, or with other parameters. Errors: those of update; not_found, when the settings in force
    /// do not have it, because the next session begins without it.
    void change_strategy(const StrategyWish& wish, Origin origin, Answer answer);
    /// The settings of an older version as a new one. Secrets are not versioned and stay. Errors: also not_found.
    void rollback(std::uint64_t version, Origin origin, std::optional<std::uint64_t> expected, Answer answer);
    /// What SIGHUP asks for: what was edited in the file since it was read last, as a new version. What the edit did
    /// not touch stays as people have set it meanwhile; a key that was taken out goes back to its default. A file that
    /// was never read before counts whole, in those of `simulation` and `platform` that it has. Errors: also those of
    /// the file.
    void reload_from_file(const argosy::config::Sources& sources, Origin origin, Answer answer);

private:
    struct Round;
    explicit Configuration(Parts parts);
    void make(Candidate candidate, VersionRecord record, std::string trace, Answer answer);
    [[nodiscard]] Result<> check_expected(std::optional<std::uint64_t> expected) const;
    [[nodiscard]] VersionRecord draft(VersionKind kind, Origin origin) const;
    void ask_all();
    void answered(std::uint64_t round, std::string_view who, Result<> answer);
    void finish();
    [[nodiscard]] Result<> write(Round& round);

    Parts parts_;
    std::unique_ptr<platform::Settings> settings_;
    VersionRecord head_;
    platform::VersionLog log_;
    platform::Appliers appliers_;
    std::function<Result<Time>()> core_now_;
    std::function<void(const VersionRecord&)> told_;
    std::unique_ptr<Round> round_;  ///< the change under way
    std::uint64_t rounds_ = 0;
};

/// What the last version in a store says, before anything runs on it; `otherwise` for a new store.
[[nodiscard]] Result<platform::Settings> stored_settings(const store::Store& store, platform::Settings otherwise);
/// Those that the newest session of the core began with: its journal repeats with these and with no others, for later
/// changes are commands in it.
[[nodiscard]] Result<platform::Settings> session_settings(const store::Store& store, platform::Settings otherwise);
/// Before the first record of a new journal: these settings become the version in force, unless they are, and it is
/// written down that a session begins with it. Errors: those of the store.
[[nodiscard]] Result<> begin_session(store::Store& store, const platform::Settings& settings,
                                     const std::optional<FileSettings>& file, Time now);
/// The same for a journal whose store is gone: `began` are the settings that it repeats with, and what the core has
/// taken since (`has`) is the version after it. Errors: those of the store.
[[nodiscard]] Result<> resume_session(store::Store& store, const platform::Settings& began,
                                      const platform::Settings& has, const std::optional<FileSettings>& file, Time now);
/// The settings of an older version as a new one, in a store that nobody runs on: they are in force at the next start.
/// Errors: not_found; corrupt, when they do not fit this program; those of `check`.
[[nodiscard]] Result<VersionRecord> roll_back(store::Store& store, std::uint64_t version, Origin origin,
                                              const Check& check, Time now);

}  // namespace argosy::services::config
