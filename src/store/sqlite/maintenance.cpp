#include "store/sqlite/maintenance.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/sqlite/detail/connection.hpp"
#include "store/sqlite/detail/file_lock.hpp"
#include "store/sqlite/detail/log_check.hpp"
#include "store/sqlite/migrations.hpp"

namespace argosy::store::sqlite {

using namespace detail;

namespace {

Result<Connection> open_existing(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file))
        return fail(Errc::not_found, "there is no store " + file.string(), "check the path (--store FILE)");
    return Connection::open(file, Connection::Role::reader);
}

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code ec;
    const auto size = std::filesystem::file_size(file, ec);
    return ec ? 0 : size;
}

/// The texts of one column.
Result<std::vector<std::string>> texts(Connection& db, std::string_view sql) {
    ARGOSY_LET(auto rows, db.query(sql), "");
    std::vector<std::string> out;
    for (;;) {
        ARGOSY_LET(const bool more, rows.next(), "");
        if (!more) return out;
        ARGOSY_TRY(rows.into(out.emplace_back()), "");
    }
}

/// What an integrity check says, or why it cannot go on; empty: all is right.
std::vector<std::string> problems_of(Connection& db, std::string_view pragma) {
    auto found = texts(db, pragma);
    if (!found) return {std::string(found.error().message())};
    std::erase(*found, "ok");
    return std::move(*found);
}

constexpr std::string_view all_tables =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";

void check_table(Connection& db, const std::string& table, CheckReport& report) {
    for (const auto& problem : problems_of(db, fmt::format("PRAGMA integrity_check(\"{}\")", table)))
        report.problems.push_back(fmt::format("table {}: {}", table, problem));
    std::uint64_t rows = 0;
    if (db.first(db.query(fmt::format("SELECT count(*) FROM \"{}\"", table)), rows))
        report.rows.emplace_back(table, rows);
}

/// Table by table, so that damage in one does not hide what is wrong with the others.
void check_content(Connection& db, CheckReport& report) {
    const auto whole = problems_of(db, "PRAGMA integrity_check");
    if (const auto tables = texts(db, all_tables))
        for (const auto& table : *tables) check_table(db, table, report);
    if (report.problems.empty()) report.problems = whole;
}

Result<> copy_pages(Connection& from, Connection& to) {
    sqlite3_backup* copy = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    if (copy == nullptr) return to.error(sqlite3_errcode(to.handle()));
    const int stepped = sqlite3_backup_step(copy, -1);  // in one step: one state, whatever is written meanwhile
    const int finished = sqlite3_backup_finish(copy);
    if (stepped != SQLITE_DONE) return from.error(stepped);
    if (finished != SQLITE_OK) return to.error(finished);
    return {};
}

Result<> copy_and_check(const std::filesystem::path& file, const std::filesystem::path& copy) {
    ARGOSY_LET(auto from, open_existing(file), "");
    ARGOSY_TRY(check_log(file), "");
    ARGOSY_TRY(check_schema(from), "");
    ARGOSY_TRY(make_private(copy), "");
    ARGOSY_LET(auto to, Connection::open(copy, Connection::Role::copy), "");
    ARGOSY_TRY(copy_pages(from, to), "");
    const auto problems = problems_of(to, "PRAGMA integrity_check");
    if (problems.empty()) return {};
    return fail(Errc::corrupt, fmt::format("the copy is not whole: {}", problems.front()),
                "run argosy store check: the store itself may be damaged");
}

/// Copies the log into the database and cuts it to nothing. Errors: unavailable while somebody reads; corrupt.
Result<> fold_log(const std::filesystem::path& file) {
    ARGOSY_LET(auto db, Connection::open(file, Connection::Role::owner), "");
    std::int64_t busy = 0;
    ARGOSY_LET([[maybe_unused]] const bool found, db.first(db.query("PRAGMA wal_checkpoint(TRUNCATE)"), busy), "");
    if (busy == 0) return {};
    return fail(Errc::unavailable, "somebody reads the store " + file.string(), "wait for it to end, then try again");
}

/// A log belongs to its database: beside another one it would be played into that.
Result<> move_log(const std::filesystem::path& file, const std::filesystem::path& kept) {
    for (const char* suffix : {"-wal", "-shm"}) {
        const auto from = std::filesystem::path(file).concat(suffix);
        if (!std::filesystem::exists(from)) continue;
        std::error_code ec;
        std::filesystem::rename(from, std::filesystem::path(kept).concat(suffix), ec);
        if (ec) return system_error("moving", from, ec.value());
    }
    return {};
}

}  // namespace

Result<CheckReport> check(const std::filesystem::path& file) {
    ARGOSY_LET(auto db, open_existing(file), "");
    CheckReport report{.bytes = size_of(file), .log_bytes = size_of(std::filesystem::path(file).concat("-wal"))};
    check_content(db, report);
    if (const auto log = check_log(file); !log) report.problems.emplace_back(log.error().message());
    if (auto version = schema_version(db)) report.version = *version;
    auto schema = check_schema(db);
    if (schema || !report.problems.empty()) return report;
    if (schema.error().code() != Errc::corrupt) return std::unexpected(std::move(schema).error());
    report.problems.emplace_back(schema.error().message());
    return report;
}

Result<BackupReport> backup(const std::filesystem::path& file, const std::filesystem::path& target) {
    if (std::filesystem::exists(target))
        return fail(Errc::invalid_argument, target.string() + " is there already",
                    "choose another name: a backup never replaces one");
    const auto part = std::filesystem::path(target).concat(".part");
    auto done = copy_and_check(file, part);
    std::error_code ec;
    if (!done) {
        std::filesystem::remove(part, ec);
        return std::unexpected(std::move(done).error());
    }
    std::filesystem::rename(part, target, ec);
    if (ec) return system_error("renaming", part, ec.value());
    ARGOSY_TRY(sync_name(target), "");
    return BackupReport{.bytes = size_of(target)};
}

Result<> replace(const std::filesystem::path& file, const std::filesystem::path& by,
                 const std::filesystem::path& kept) {
    ARGOSY_LET(const auto lock, FileLock::take(file), "");
    auto folded = check_log(file);
    if (folded) folded = fold_log(file);
    if (!folded && folded.error().code() == Errc::unavailable) return folded;
    std::error_code ec;
    std::filesystem::create_hard_link(file, kept, ec);
    if (ec) std::filesystem::rename(file, kept, ec);  // a file system without links
    if (ec) return system_error("keeping", file, ec.value());
    ARGOSY_TRY(move_log(file, kept), "");
    std::filesystem::rename(by, file, ec);
    if (ec) return system_error("renaming", by, ec.value());
    return sync_name(file);
}

}  // namespace argosy::store::sqlite
