#include "services/ledger/audit.hpp"

#include "config/json.hpp"
#include "config/read.hpp"
#include "services/ledger/answers.hpp"

namespace argosy::services::ledger {
namespace {

using api::Call;

struct AuditQuery {
    std::string actor, action;
    std::optional<Time> from, to;
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<AuditQuery>& d) {
    using Q = AuditQuery;
    d.name("audit_query").field("actor", &Q::actor, {.doc = "user:ada"});
    d.field("action", &Q::action, {.doc = "trade.record"}).field("from", &Q::from).field("to", &Q::to);
    d.field("limit", &Q::limit, {.min = 1, .max = 1000, .unit = "entries"}).field("cursor", &Q::cursor);
}

struct AuditRow {
    std::uint64_t sequence = 0;
    Time time{};
    std::string actor, action, target, trace;
    config::Node details;
    std::string hash;
};
void describe(Described<AuditRow>& d) {
    using A = AuditRow;
    d.name("audit_entry").field("sequence", &A::sequence).field("time", &A::time).field("actor", &A::actor);
    d.field("action", &A::action).field("target", &A::target).field("trace", &A::trace);
    d.field("details", &A::details, {.doc = "Method, path, result, and the change itself."});
    d.field("hash", &A::hash, {.doc = "Of this entry and the one before."});
}

struct AuditPage {
    std::vector<AuditRow> entries;
    std::optional<std::string> next_cursor;
};
void describe(Described<AuditPage>& d) {
    d.name("audit_page").field("entries", &AuditPage::entries).field("next_cursor", &AuditPage::next_cursor);
}

struct VerifyQuery {
    std::string head;
};
void describe(Described<VerifyQuery>& d) {
    d.name("audit_verify_query");
    d.field("head", &VerifyQuery::head, {.doc = "A head that was noted earlier: proves that nothing was cut off."});
}

struct Verified {
    bool ok = false;
    std::uint64_t entries = 0;
    std::string head;
    std::optional<std::uint64_t> broken_at;
    std::string problem;
};
void describe(Described<Verified>& d) {
    using V = Verified;
    d.name("audit_check").field("ok", &V::ok).field("entries", &V::entries, {.doc = "That are proved."});
    d.field("head", &V::head, {.doc = "Of these; note it down elsewhere."}).field("broken_at", &V::broken_at);
    d.field("problem", &V::problem);
}

AuditRow row_of(const store::AuditEntry& e) {
    return {.sequence = e.sequence,
            .time = e.time,
            .actor = e.actor,
            .action = e.action,
            .target = e.target,
            .trace = e.trace,
            .details = config::json_tree(e.details, "details").value_or(config::Node::mapping()),
            .hash = store::to_hex(e.hash)};
}

Result<AuditPage> read(const store::Store& store, const store::AuditFilter& filter, const store::PageRequest& page) {
    ARGOSY_LET(const auto rows, store.read([&](const store::Tables& t) { return t.audit().list(filter, page); }),
               "audit");
    AuditPage out;
    for (const auto& entry : rows.rows) out.entries.push_back(row_of(entry));
    if (!rows.next.empty()) out.next_cursor = rows.next;
    return out;
}

Result<Verified> checked(const store::Store& store, const std::optional<store::AuditHead>& anchor) {
    ARGOSY_LET(const auto check, store.read([&](const store::Tables& t) { return store::verify(t.audit(), anchor); }),
               "audit");
    Verified out{.ok = check.problem.empty(),
                 .entries = check.entries,
                 .head = to_string(check.head),
                 .broken_at = {},
                 .problem = check.problem};
    if (check.broken_at != 0) out.broken_at = check.broken_at;
    return out;
}

}  // namespace

void add_audit_routes(const Parts& parts, Keeper& keeper) {
    endpoint_later(
        parts.router,
        {.path = "/api/v1/audit",
         .summary = "who changed what, newest first",
         .role = api::Role::risk,
         .service = "ledger",
         .aliases = {}},
        [&parts, &keeper](const AuditQuery& in, const Call&, api::Reply<AuditPage> reply) {
            store::AuditFilter filter{in.actor, in.action, {in.from.value_or(Time::min()), in.to.value_or(time_max)}};
            store::PageRequest page{static_cast<std::size_t>(in.limit), in.cursor};
            keeper.when_written([&parts, filter = std::move(filter), page = std::move(page),
                                 reply = std::move(reply)]() mutable { reply.send(read(parts.store, filter, page)); });
        });
    endpoint_later(parts.router,
                   {.path = "/api/v1/audit/verify",
                    .summary = "compute the chain again",
                    .role = api::Role::risk,
                    .service = "ledger",
                    .aliases = {}},
                   [&parts](const VerifyQuery& in, const Call& call, api::Reply<Verified> reply) {
                       std::optional<store::AuditHead> anchor;
                       if (!in.head.empty()) {
                           const auto parsed = store::parse_audit_head(in.head);
                           if (!parsed) return refuse(reply, parsed.error(), call.trace_id());
                           anchor = *parsed;
                       }
                       const auto shared = std::make_shared<api::Reply<Verified>>(std::move(reply));
                       const auto taken = parts.worker.run([&parts, anchor, shared] {
                           auto out = checked(parts.store, anchor);
                           parts.loop.post([shared, out = std::move(out)] { shared->send(out); });
                       });
                       if (!taken) refuse(*shared, taken.error(), call.trace_id());
                   });
}

}  // namespace argosy::services::ledger
