#include <fmt/format.h>

#include "store/sqlite/detail/select.hpp"
#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::string_view select_audit =
    "SELECT sequence, time, actor, action, target, trace, details, hash FROM audit";

Result<> set_hash(std::uint64_t sequence, const std::string& hex, Digest& hash) {
    // A hash that is none cannot be right: it becomes zeros, and verify names the entry.
    const auto head = parse_audit_head(fmt::format("{}:{}", sequence, hex));
    hash = head ? head->hash : Digest{};
    return {};
}

Result<> read_entry(const Query& row, AuditEntry& e) {
    std::string hash;
    ARGOSY_TRY(row.into(e.sequence, e.time, e.actor, e.action, e.target, e.trace, e.details, hash), "");
    return set_hash(e.sequence, hash, e.hash);
}

}  // namespace

Result<AuditHead> SqliteAudit::append(const AuditEntry& given) {
    if (given.actor.empty() || given.action.empty())
        return fail(Errc::invalid_argument, "an audit entry without actor or action");
    ARGOSY_LET(const auto before, head(), "audit log");
    AuditEntry e = given;
    e.sequence = before.sequence + 1;
    e.hash = audit_hash(before.hash, e);
    const std::string hex = to_hex(e.hash);
    ARGOSY_TRY(db_.run("INSERT INTO audit (sequence, time, actor, action, target, trace, details, hash) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                       e.sequence, e.time, e.actor, e.action, e.target, e.trace, e.details, hex),
               "audit log");
    ARGOSY_TRY(db_.run("INSERT OR REPLACE INTO audit_head (one, sequence, hash) VALUES (1, ?, ?)", e.sequence, hex),
               "audit log");
    return AuditHead{e.sequence, e.hash};
}

Result<AuditHead> SqliteAudit::head() const {
    AuditHead head;
    std::string hash;
    ARGOSY_LET(const bool found, db_.first(db_.query("SELECT sequence, hash FROM audit_head"), head.sequence, hash),
               "");
    if (found) ARGOSY_TRY(set_hash(head.sequence, hash, head.hash), "");
    return head;
}

Result<Page<AuditEntry>> SqliteAudit::list(const AuditFilter& filter, const PageRequest& page) const {
    Select select(select_audit);
    select.where_given("actor = ?", filter.actor).where_given("action = ?", filter.action).within("time", filter.time);
    return read_page<AuditEntry>(db_, std::move(select), {.list = "audit", .order = "sequence", .id = ""}, page,
                                 read_entry,
                                 [](const AuditEntry& e) { return Cursor{static_cast<std::int64_t>(e.sequence), ""}; });
}

Result<> SqliteAudit::scan(const std::function<bool(const AuditEntry&)>& visit) const {
    ARGOSY_LET(auto rows, db_.query(std::string(select_audit) + " ORDER BY sequence"), "");
    AuditEntry entry;
    for (;;) {
        ARGOSY_LET(const bool more, rows.next(), "");
        if (!more) return {};
        ARGOSY_TRY(read_entry(rows, entry), "");
        if (!visit(entry)) return {};
    }
}

}  // namespace argosy::store::sqlite::detail
