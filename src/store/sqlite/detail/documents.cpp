#include <fmt/format.h>

#include "base/assert.hpp"
#include "store/sqlite/detail/select.hpp"
#include "store/sqlite/detail/tables.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr std::string_view select_documents =
    R"(SELECT collection, key, "group", body, expires, updated, revision FROM documents)";

Result<> read_document(const Query& row, Document& d) {
    return row.into(d.collection, d.key, d.group, d.body, d.expires, d.updated, d.revision);
}

Select live(std::string_view collection, Time now) {
    Select select(select_documents);
    select.where("collection = ?", collection).where("(expires IS NULL OR expires > ?)", now);
    return select;
}

}  // namespace

Result<> SqliteDocuments::require(std::string_view collection, std::string_view key, Expect expect, Time now) const {
    ARGOSY_LET(const auto found, find(collection, key, now), "");
    const std::uint64_t current = found ? found->revision : 0;
    if (expect.holds(current)) return {};
    return fail(Errc::rejected,
                current == 0
                    ? fmt::format("{}/{} is not there any more", collection, key)
                    : fmt::format("{}/{} was changed by somebody else: it has revision {}", collection, key, current),
                "read it again and decide anew");
}

Result<std::uint64_t> SqliteDocuments::put(const Document& d, Expect expect) {
    if (d.collection.empty() || d.key.empty())
        return fail(Errc::invalid_argument, "a document without collection or key");
    if (!expect.is_anything()) ARGOSY_TRY(require(d.collection, d.key, expect, d.updated), "");
    ARGOSY_LET(const auto revision, count_up(db_, "revision"), "");
    auto done = db_.run(
        R"(INSERT INTO documents (collection, key, "group", body, expires, updated, revision) )"
        R"(VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET "group" = excluded."group", )"
        "body = excluded.body, expires = excluded.expires, updated = excluded.updated, revision = excluded.revision",
        d.collection, d.key, d.group, d.body, d.expires, d.updated, revision);
    ARGOSY_TRY(std::move(done), fmt::format("document {}/{}", d.collection, d.key));
    return revision;
}

Result<bool> SqliteDocuments::erase(std::string_view collection, std::string_view key, Expect expect, Time now) {
    ARGOSY_TRY(require(collection, key, expect, now), "");
    ARGOSY_LET(const auto found, find(collection, key, now), "");
    ARGOSY_TRY(db_.run("DELETE FROM documents WHERE collection = ? AND key = ?", collection, key), "");
    return found.has_value();
}

Result<std::uint64_t> SqliteDocuments::erase_group(std::string_view collection, std::string_view group) {
    ARGOSY_ASSERT(!group.empty(), "the documents without a group are no group");
    return db_.run(R"(DELETE FROM documents WHERE collection = ? AND "group" = ? AND "group" <> '')", collection,
                   group);
}

Result<std::uint64_t> SqliteDocuments::erase_expired(Time now, std::size_t limit) {
    return db_.run("DELETE FROM documents WHERE rowid IN (SELECT rowid FROM documents WHERE expires <= ? LIMIT ?)", now,
                   static_cast<std::uint64_t>(limit));
}

Result<std::optional<Document>> SqliteDocuments::find(std::string_view collection, std::string_view key,
                                                      Time now) const {
    return read_one<Document>(live(collection, now).where("key = ?", key).run(db_), read_document);
}

Result<Page<Document>> SqliteDocuments::list(const DocumentFilter& filter, const PageRequest& page, Time now) const {
    Select select = live(filter.collection, now);
    if (!filter.group.empty()) select.where(R"("group" = ? AND "group" <> '')", filter.group);
    // Keys are UTF-8, which has no byte above f4: the text behind all those with the prefix.
    if (!filter.key_prefix.empty()) select.where("key >= ? AND key < ?", filter.key_prefix, filter.key_prefix + "\xff");
    ARGOSY_TRY(check(page), "");
    Cursor behind;
    if (!page.cursor.empty()) {
        ARGOSY_LET(behind, parse_cursor("documents", page.cursor), "");
        select.where("key > ?", behind.id);
    }
    select.then(fmt::format(" ORDER BY key LIMIT {}", page.limit + 1));
    return read_rows<Document>(db_, select, "documents", page.limit, read_document,
                               [](const Document& d) { return Cursor{0, d.key}; });
}

}  // namespace argosy::store::sqlite::detail
