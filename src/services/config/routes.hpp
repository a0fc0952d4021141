#pragma once

#include <optional>
#include <string>

#include "api/endpoint.hpp"
#include "services/config/configuration.hpp"

/// The routes of the service, by topic.
namespace argosy::services::config {

/// A version and what it changed, as the API shows it.
struct VersionView {
    std::uint64_t version = 0;
    VersionKind kind = VersionKind::update;
    std::string author, reason, hash;
    Time time{}, core_time{};
    std::vector<std::string> changed, restart_required;
    std::vector<Difference> differences;
};
void describe(Described<VersionView>& d);
[[nodiscard]] VersionView view_of(const VersionRecord& record);
/// With what differs from the version before it. Errors: those of the store.
[[nodiscard]] Result<VersionView> full_view(const Configuration& configuration, const VersionRecord& record);

enum class Format : std::uint8_t { automatic, json, yaml };
[[nodiscard]] std::string_view to_string(Format) noexcept;

/// The described value as JSON, or YAML when ?format= or Accept asks for it, under the ETag of the version in force.
[[nodiscard]] net::Response answer(const api::Call& call, const Configuration& configuration, Format format,
                                   const TypeInfo& type, const void* value);
[[nodiscard]] std::string etag_of(std::uint64_t version);

/// The version that the caller builds on: of If-Match ("*": whichever is in force), else of its body.
/// A problem: 428 when neither says it, 412 when it is not the one in force.
[[nodiscard]] std::expected<std::optional<std::uint64_t>, api::Problem> expected_version(
    const api::Call& call, const Configuration& configuration, std::optional<std::uint64_t> of_body);
/// All problems of settings as one problem document; every field with its key path.
[[nodiscard]] api::Problem problem_of(const argosy::config::Problems& problems);
/// A problem (403) when these settings need a person who has just signed in, and the caller is not that: they loosen a
/// limit, enter a secret, change the gateway or another way in, or begin to trade with money. The owner of the process
/// needs nothing more.
[[nodiscard]] std::optional<api::Problem> step_up_problem(const Configuration& configuration,
                                                          const Candidate& candidate, const api::Call& call);
/// A problem (409) when these settings begin to trade live, and there is no live venue: the mode would be a promise
/// that nothing keeps.
[[nodiscard]] std::optional<api::Problem> venue_problem(const Configuration& configuration, const Candidate& candidate);
[[nodiscard]] Origin origin_of(const api::Call& call, std::string reason);

/// Of this service, with its canonical path first.
[[nodiscard]] api::Route route(net::Method method, std::vector<std::string> paths, std::string summary,
                               api::Role role = api::Role::viewer);

/// Reading, whole and by section; validating and updating.
void add_settings_routes(api::Router& router, Configuration& configuration);
/// Versions, differences, rollback, and which was in force when.
void add_version_routes(api::Router& router, Configuration& configuration);
/// Secrets: names and fingerprints out, values in only.
void add_secret_routes(api::Router& router, Configuration& configuration, store::Store& store);

}  // namespace argosy::services::config
