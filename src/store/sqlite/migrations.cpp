#include "store/sqlite/migrations.hpp"

#include <fmt/format.h>
#include <vector>

#include "base/hash.hpp"
#include "store/sqlite/detail/connection.hpp"

namespace argosy::store::sqlite {

using detail::Connection;

namespace {

struct Applied {
    std::string name, checksum;
};

Result<bool> has_table(Connection& db) {
    std::int64_t one = 0;
    return db.first(db.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'"), one);
}

Result<std::vector<Applied>> applied_steps(Connection& db) {
    std::vector<Applied> steps;
    ARGOSY_LET(const bool is_there, has_table(db), "");
    if (!is_there) return steps;
    ARGOSY_LET(auto rows, db.query("SELECT name, checksum FROM migrations ORDER BY version"), "");
    for (;;) {
        ARGOSY_LET(const bool more, rows.next(), "");
        if (!more) return steps;
        ARGOSY_TRY(rows.into(steps.emplace_back().name, steps.back().checksum), "");
    }
}

/// The applied steps are the beginning of ours.
Result<> compare(const std::vector<Applied>& applied, std::span<const Migration> ours, const Connection& db) {
    const std::string file = db.file().string();
    if (applied.size() > ours.size())
        return fail(Errc::unavailable,
                    fmt::format("{} has version {} of the tables ({}), this program knows {}", file, applied.size(),
                                applied.back().name, ours.size()),
                    "start the newer program that wrote it, or restore the backup made before the upgrade");
    for (std::size_t i = 0; i < applied.size(); ++i)
        if (applied[i].name != ours[i].name || applied[i].checksum != sha256_hex(ours[i].sql))
            return fail(
                Errc::corrupt,
                fmt::format("{}: step {} of the tables was made by another text of {} than this program has ({})", file,
                            i + 1, applied[i].name, ours[i].name),
                "start the program that made this store: steps that were applied are never edited");
    return {};
}

Result<> apply(Connection& db, std::size_t version, const Migration& step) {
    ARGOSY_TRY(db.execute("SAVEPOINT step"), "");
    auto done = [&]() -> Result<> {
        ARGOSY_TRY(db.execute(std::string(step.sql).c_str()), "");
        ARGOSY_TRY(db.run("INSERT INTO migrations VALUES (?, ?, ?)", static_cast<std::uint64_t>(version), step.name,
                          std::string_view(sha256_hex(step.sql))),
                   "");
        return {};
    }();
    if (!done) static_cast<void>(db.execute("ROLLBACK TO step"));  // nothing is left to take back when the disk failed
    auto released = db.execute("RELEASE step");
    return done ? std::move(released) : std::move(done);
}

constexpr const char* make_table =
    "CREATE TABLE IF NOT EXISTS migrations "
    "(version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT";

Result<> apply_from(Connection& db, std::size_t from, std::span<const Migration> steps) {
    if (from == 0) ARGOSY_TRY(db.execute(make_table), "");
    for (std::size_t i = from; i < steps.size(); ++i)
        ARGOSY_TRY(apply(db, i + 1, steps[i]), fmt::format("upgrade of the store by {}", steps[i].name));
    return {};
}

}  // namespace

Result<std::uint64_t> schema_version(Connection& connection) {
    ARGOSY_LET(const auto steps, applied_steps(connection), "");
    return steps.size();
}

Result<> check_schema(Connection& connection, std::span<const Migration> steps) {
    ARGOSY_LET(const auto applied, applied_steps(connection), "");
    ARGOSY_TRY(compare(applied, steps, connection), "");
    if (applied.size() == steps.size()) return {};
    return fail(Errc::unavailable,
                fmt::format("{} has version {} of the tables, this program needs {}", connection.file().string(),
                            applied.size(), steps.size()),
                "start argosy once: it brings the tables up to date");
}

Result<> migrate(Connection& connection, std::span<const Migration> steps) {
    ARGOSY_LET(const auto applied, applied_steps(connection), "");
    ARGOSY_TRY(compare(applied, steps, connection), "");
    if (applied.size() == steps.size() && !applied.empty()) return {};
    // One transaction for all steps, and so one wait for the disk; a step that fails takes nothing back but itself.
    ARGOSY_TRY(connection.execute("BEGIN IMMEDIATE"), "");
    auto done = apply_from(connection, applied.size(), steps);
    if (auto kept = connection.execute("COMMIT"); !kept) {
        static_cast<void>(connection.execute("ROLLBACK"));
        if (done) done = std::move(kept);
    }
    return done;
}

}  // namespace argosy::store::sqlite
