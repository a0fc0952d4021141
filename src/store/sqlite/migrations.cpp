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
    ARGOSY_TRY(db.execute("BEGIN IMMEDIATE"), "");
    auto done = [&]() -> Result<> {
        ARGOSY_TRY(db.execute(std::string(step.sql).c_str()), "");
        ARGOSY_TRY(db.run("INSERT INTO migrations VALUES (?, ?, ?)", static_cast<std::uint64_t>(version), step.name,
                          std::string_view(sha256_hex(step.sql))),
                   "");
        return db.execute("COMMIT");
    }();
    if (!done) static_cast<void>(db.execute("ROLLBACK"));
    return done;
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
    if (applied.empty())
        ARGOSY_TRY(
            connection.execute("CREATE TABLE IF NOT EXISTS migrations "
                               "(version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT"),
            "");
    for (std::size_t i = applied.size(); i < steps.size(); ++i)
        ARGOSY_TRY(apply(connection, i + 1, steps[i]), fmt::format("upgrade of the store by {}", steps[i].name));
    return {};
}

}  // namespace argosy::store::sqlite
