#include "store/sqlite/detail/connection.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <sqlite3.h>

#include "base/assert.hpp"
#include "store/sqlite/detail/checksum_vfs.hpp"

namespace argosy::store::sqlite::detail {
namespace {

/// What the caller can do about a result code of SQLite: https://www.sqlite.org/rescode.html
struct Meaning {
    Errc code;
    std::string_view what, hint;
};

constexpr std::string_view restore =
    "run argosy store check, keep the damaged files, and restore the newest backup (docs/store.md)";

Meaning io_meaning(int code, int system_error) {
    if (code == SQLITE_IOERR_DATA) return {Errc::corrupt, "stored bytes are damaged", restore};
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        return {Errc::unavailable, "the disk could not keep what was written",
                "mend the disk, then start again: nothing more is written until then"};
    if (system_error == ENOSPC || system_error == EDQUOT)
        return {Errc::unavailable, "the disk is full",
                "free some space there, or raise the file size limit (ulimit -f)"};
    return {Errc::unavailable, "the disk failed", "check the disk (dmesg), then start again"};
}

Meaning constraint_meaning(int code) {
    if (code == SQLITE_CONSTRAINT_TRIGGER) return {Errc::rejected, "the store forbids that", ""};
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
        return {Errc::rejected, "it is there already", "choose another id"};
    return {Errc::invalid_argument, "a rule of the table does not hold", ""};
}

Meaning meaning(int code, int system_error) {
    switch (code & 0xff) {
        case SQLITE_FULL: return io_meaning(SQLITE_IOERR_WRITE, ENOSPC);
        case SQLITE_IOERR: return io_meaning(code, system_error);
        case SQLITE_CONSTRAINT: return constraint_meaning(code);
        case SQLITE_CORRUPT: return {Errc::corrupt, "the database is damaged", restore};
        case SQLITE_NOTADB: return {Errc::corrupt, "this is no store", "check that the path names a store of argosy"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {Errc::unavailable, "another process holds the database", "end that process, or wait for it"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return {Errc::unavailable, "the file cannot be opened", "check that the path is right and its rights"};
        case SQLITE_TOOBIG: return {Errc::invalid_argument, "too large", "a row may have 1 GB at most"};
        default: return {Errc::internal, "the database refused", ""};
    }
}

int flags_of(Connection::Role role) {
    switch (role) {
        case Connection::Role::owner:
        case Connection::Role::draft: return SQLITE_OPEN_READWRITE;
        case Connection::Role::reader: return SQLITE_OPEN_READONLY;
        case Connection::Role::copy: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    std::unreachable();
}

int bind(sqlite3_stmt* statement, int index, const Value& value, sqlite3_destructor_type how) {
    struct Visitor {
        sqlite3_stmt* statement;
        int index;
        sqlite3_destructor_type how;
        int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
        int operator()(std::int64_t n) const { return sqlite3_bind_int64(statement, index, n); }
        int operator()(const std::string& text) const {
            return sqlite3_bind_text64(statement, index, text.data(), text.size(), how, SQLITE_UTF8);
        }
    };
    return std::visit(Visitor{statement, index, how}, value);
}

}  // namespace

// ---- Query

Query::~Query() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

Result<bool> Query::next() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return connection_.error(code);
}

bool Query::is_null(int column) const noexcept { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Query::number(int column) const noexcept { return sqlite3_column_int64(statement_, column); }
std::string_view Query::bytes(int column) const noexcept {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data == nullptr ? "" : data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::unexpected<Error> Query::bad(int column) const {
    return fail(Errc::corrupt,
                fmt::format("{}: column {} holds \"{}\"", connection_.file().string(),
                            sqlite3_column_name(statement_, column), bytes(column)),
                restore);
}

// ---- Connection

Result<Connection> Connection::open(const std::filesystem::path& file, Role role) {
    Connection c(file);
    static_cast<void>(take_damage());  // of an earlier error
    const int code = sqlite3_open_v2(file.c_str(), &c.db_, flags_of(role) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                     checksum_vfs());
    if (code != SQLITE_OK) return c.error(code);
    ARGOSY_TRY(c.configure(role), "");
    return c;
}

Result<> Connection::configure(Role role) {
    sqlite3_busy_timeout(db_, 5'000);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    if (role == Role::copy) return {};
    ARGOSY_TRY(execute("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON"), "");
    if (role == Role::reader) return execute("PRAGMA query_only = ON");
    int reserved = reserved_bytes;
    sqlite3_file_control(db_, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);  // of a file that is still empty
    // FULL: the log is synced at every commit. SqliteStore copies it into the database; then it shrinks to 16 MiB.
    ARGOSY_TRY(execute(role == Role::draft ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL"), "");
    ARGOSY_TRY(execute("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; "
                       "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 16777216"),
               "");
    std::string mode;
    ARGOSY_LET([[maybe_unused]] const bool found, first(query("PRAGMA journal_mode"), mode), "");
    if (mode == "wal") return {};
    return fail(Errc::unavailable, fmt::format("{}: no log can be kept beside it (mode {})", file_.string(), mode),
                "put the store on a local disk: the log needs shared memory");
}

Connection::Connection(Connection&& other) noexcept
    : file_(std::move(other.file_)),
      db_(std::exchange(other.db_, nullptr)),
      statements_(std::exchange(other.statements_, {})) {}

Connection& Connection::operator=(Connection&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(db_, other.db_);
    std::swap(statements_, other.statements_);
    return *this;
}

Connection::~Connection() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
}

Result<> Connection::execute(const char* script) {
    const int code = sqlite3_exec(db_, script, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error(code);
    return {};
}

Result<sqlite3_stmt*> Connection::prepare(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) return error(code);
    statements_.emplace(sql, statement);
    return statement;
}

Result<Query> Connection::bound(std::string_view sql, std::span<const Value> values, Lifetime lifetime) {
    ARGOSY_LET(sqlite3_stmt* const statement, prepare(sql), "");
    ARGOSY_ASSERT(sqlite3_bind_parameter_count(statement) == static_cast<int>(values.size()),
                  "a statement got another number of values than it has places");
    ARGOSY_ASSERT(sqlite3_stmt_busy(statement) == 0, "a statement is used while it is in use");
    Query query(*this, statement);
    // SQLITE_STATIC and SQLITE_TRANSIENT, without their C casts.
    const auto how = lifetime == Lifetime::kept ? nullptr : reinterpret_cast<sqlite3_destructor_type>(-1);
    int index = 0;
    for (const Value& value : values)
        if (const int code = bind(statement, ++index, value, how); code != SQLITE_OK) return error(code);
    return query;
}

Result<std::uint64_t> Connection::run_all(Result<Query> query) {
    if (!query) return std::unexpected(std::move(query).error());
    for (;;) {
        ARGOSY_LET(const bool more, query->next(), "");
        if (!more) return static_cast<std::uint64_t>(sqlite3_changes64(db_));
    }
}

std::unexpected<Error> Connection::error(int code) const {
    if (db_ != nullptr && sqlite3_extended_errcode(db_) != SQLITE_OK) code = sqlite3_extended_errcode(db_);
    const Meaning m = meaning(code, db_ != nullptr ? sqlite3_system_errno(db_) : 0);
    std::string detail = take_damage();
    if (detail.empty()) detail = db_ != nullptr ? sqlite3_errmsg(db_) : sqlite3_errstr(code);
    return fail(m.code, fmt::format("{}: {} ({})", file_.string(), m.what, detail), m.hint);
}

}  // namespace argosy::store::sqlite::detail
