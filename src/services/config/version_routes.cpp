#include "config/write.hpp"
#include "services/config/routes.hpp"

namespace argosy::services::config {
namespace {

using api::Call;
using api::Reply;
using net::Method;

struct ListQuery {
    std::uint64_t limit = 100;
    std::string cursor;
};
void describe(Described<ListQuery>& d) {
    d.name("config_versions_query");
    d.field("limit", &ListQuery::limit, {.min = 1U, .max = 1000U, .unit = "versions"});
    d.field("cursor", &ListQuery::cursor, {.doc = "next_cursor of the page before."});
}

struct VersionList {
    std::vector<VersionView> versions;
    std::string next_cursor;
};
void describe(Described<VersionList>& d) {
    d.name("config_versions").field("versions", &VersionList::versions, {.doc = "The newest first."});
    d.field("next_cursor", &VersionList::next_cursor, {.doc = "Empty: there are no more."});
}

struct OneQuery {
    std::uint64_t version = 0;
};
void describe(Described<OneQuery>& d) { d.name("config_version_query").field("version", &OneQuery::version); }

struct DiffQuery {
    std::uint64_t from = 0;
    std::optional<std::uint64_t> to;
};
void describe(Described<DiffQuery>& d) {
    d.name("config_diff_query").field("from", &DiffQuery::from, {.required = true});
    d.field("to", &DiffQuery::to, {.doc = "Without it: the version in force."});
}

struct DiffView {
    std::uint64_t from = 0, to = 0;
    std::vector<Difference> differences;
};
void describe(Described<DiffView>& d) {
    d.name("config_diff").field("from", &DiffView::from).field("to", &DiffView::to);
    d.field("differences", &DiffView::differences);
}

struct RollbackInput {
    std::uint64_t version = 0;
    std::string reason;
    std::optional<std::uint64_t> base_version;
};
void describe(Described<RollbackInput>& d) {
    using T = RollbackInput;
    d.name("config_rollback").field("version", &T::version, {.required = true, .doc = "Whose settings come back."});
    d.field("reason", &T::reason).field("base_version", &T::base_version, {.doc = "Instead of If-Match."});
}

struct MomentQuery {
    std::optional<Time> at;
};
void describe(Described<MomentQuery>& d) {
    d.name("config_moment_query").field("at", &MomentQuery::at, {.doc = "Time of the core; without it: now."});
}

struct InForce {
    std::uint64_t version = 0;
    std::optional<Time> at;
};
void describe(Described<InForce>& d) {
    d.name("config_in_force").field("version", &InForce::version, {.doc = "0: none was."}).field("at", &InForce::at);
}

void rollback(Configuration& c, const RollbackInput& in, const Call& call, Reply<VersionView> reply) {
    const auto expected = expected_version(call, c, in.base_version);
    if (!expected) return reply.send(to_response(expected.error(), call.trace_id()));
    if (const auto old = find_version(c.store(), in.version)) {
        const Candidate candidate = c.validate({.patch = old->settings, .replace = true});
        if (const auto problem = step_up_problem(c, candidate, call))
            return reply.send(to_response(*problem, call.trace_id()));
    }
    c.rollback(in.version, origin_of(call, in.reason), *expected,
               [&c, reply = std::move(reply)](Result<VersionRecord> made) mutable {
                   if (!made) return reply.send(std::unexpected(std::move(made).error()));
                   reply.send(full_view(c, *made));
               });
}

void add_lists(api::Router& router, const Configuration& c) {
    endpoint(router, route(Method::get, {"/api/v1/config/versions"}, "versions of the settings, newest first"),
             [&c](const ListQuery& in, const Call&) -> Result<VersionList> {
                 ARGOSY_LET(const auto page, list_versions(c.store(), {.limit = in.limit, .cursor = in.cursor}), "");
                 VersionList out{.versions = {}, .next_cursor = page.next};
                 for (const auto& record : page.rows) out.versions.push_back(view_of(record));
                 return out;
             });
    endpoint(router, route(Method::get, {"/api/v1/config/in-force"}, "the version by which a decision was made"),
             [&c](const MomentQuery& in, const Call&) -> Result<InForce> {
                 return InForce{in.at ? c.log().at(*in.at) : c.head().version, in.at};
             });
}

}  // namespace

void add_version_routes(api::Router& router, Configuration& c) {
    add_lists(router, c);
    endpoint(
        router, route(Method::get, {"/api/v1/config/versions/{version}"}, "one version with all settings"),
        [&c](const OneQuery& in, const Call&) -> Result<VersionRecord> { return find_version(c.store(), in.version); });
    endpoint(router, route(Method::get, {"/api/v1/config/diff"}, "what differs between two versions"),
             [&c](const DiffQuery& in, const Call&) -> Result<DiffView> {
                 ARGOSY_LET(const auto from, find_version(c.store(), in.from), "from");
                 ARGOSY_LET(const auto to, find_version(c.store(), in.to.value_or(c.head().version)), "to");
                 return DiffView{from.version, to.version, differences(from.settings, to.settings)};
             });
    endpoint_later(router,
                   route(Method::post, {"/api/v1/config/rollback"}, "the settings of an older version, as a new one",
                         api::Role::admin),
                   [&c](const RollbackInput& in, const Call& call, Reply<VersionView> reply) {
                       rollback(c, in, call, std::move(reply));
                   });
}

}  // namespace argosy::services::config
