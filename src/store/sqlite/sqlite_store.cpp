#include "store/sqlite/sqlite_store.hpp"

#include <atomic>
#include <fmt/format.h>
#include <mutex>
#include <sqlite3.h>
#include <thread>

#include "base/assert.hpp"
#include "store/sqlite/detail/file_lock.hpp"
#include "store/sqlite/detail/log_check.hpp"
#include "store/sqlite/detail/tables.hpp"
#include "store/sqlite/migrations.hpp"

namespace argosy::store::sqlite {

using namespace detail;

namespace {

constexpr int checkpoint_pages = 1000;  // of the log, before it is copied into the database
constexpr std::size_t idle_readers_max = 4;

std::unexpected<Error> copy_of(const Error& e) { return fail(e.code(), std::string(e.message()), e.hint()); }

class SqliteStore final : public Store {
public:
    /// `writer` is none for a store that is only read.
    SqliteStore(std::filesystem::path file, FileLock lock, std::unique_ptr<Channel> writer)
        : file_(std::move(file)), lock_(std::move(lock)), writer_(std::move(writer)) {
        if (writer_) sqlite3_wal_hook(writer_->connection().handle(), note_log_size, this);
    }

    std::vector<Result<>> write_each(std::span<Work> works) override;
    bool is_failed() const noexcept override { return failed_; }

private:
    /// The right to write, for as long as it lives.
    class Turn {
    public:
        explicit Turn(SqliteStore& store) : store_(store) {
            ARGOSY_ASSERT(store.writing_thread_ != std::this_thread::get_id(), "a write within a write of this thread");
            store_.write_mutex_.lock();
            store_.writing_thread_ = std::this_thread::get_id();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            store_.writing_thread_ = std::thread::id();
            store_.write_mutex_.unlock();
        }

    private:
        SqliteStore& store_;
    };

    Result<> do_write(const WriteFunction& work) override;
    Result<> do_read(const ReadFunction& work) const override;

    // Requires: a Turn.
    [[nodiscard]] Result<> begin();
    [[nodiscard]] Result<> commit();
    void roll_back() noexcept;
    [[nodiscard]] bool in_transaction() const noexcept;
    [[nodiscard]] std::unexpected<Error> undone() const;
    [[nodiscard]] Result<> run_one(Work& work);
    void checkpoint_when_due();
    static int note_log_size(void* self, sqlite3*, const char*, int pages);

    Result<std::unique_ptr<Channel>> borrow() const;
    void give_back(std::unique_ptr<Channel> channel) const;

    // Constant.
    std::filesystem::path file_;
    FileLock lock_;

    // Guarded by write_mutex_.
    std::mutex write_mutex_;
    std::unique_ptr<Channel> writer_;
    int log_pages_ = 0;

    std::atomic<std::thread::id> writing_thread_;
    std::atomic<bool> failed_ = false;  ///< a sync failed: nothing more is written

    // Guarded by readers_mutex_. Closed before the writer, which then can fold the log into the database.
    mutable std::mutex readers_mutex_;
    mutable std::vector<std::unique_ptr<Channel>> idle_readers_;
};

// ---- Writing

Result<> SqliteStore::begin() {
    if (!writer_) return fail(Errc::unavailable, file_.string() + " is open for reading only");
    if (failed_)
        return fail(Errc::unavailable, file_.string() + ": a sync failed, nothing more is written",
                    "mend the disk, then start again");
    return writer_->connection().execute("BEGIN IMMEDIATE");
}

/// SQLite rolls back by itself after some errors of the disk. A work that went on in spite of them must not count.
std::unexpected<Error> SqliteStore::undone() const {
    return fail(Errc::unavailable, file_.string() + ": the database undid the transaction",
                "check the disk, then retry");
}

Result<> SqliteStore::commit() {
    if (!in_transaction()) return undone();
    auto done = writer_->connection().execute("COMMIT");
    if (!done) {
        const int code = sqlite3_extended_errcode(writer_->connection().handle());
        failed_ = failed_ || code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
        roll_back();
        return done;
    }
    checkpoint_when_due();
    return {};
}

bool SqliteStore::in_transaction() const noexcept {
    return sqlite3_get_autocommit(writer_->connection().handle()) == 0;
}

void SqliteStore::roll_back() noexcept {
    if (in_transaction()) static_cast<void>(writer_->connection().execute("ROLLBACK"));
}

Result<> SqliteStore::do_write(const WriteFunction& work) {
    const Turn turn(*this);
    ARGOSY_TRY(begin(), "");
    if (auto done = work(writer_->tables()); !done) {
        roll_back();
        return done;
    }
    return commit();
}

Result<> SqliteStore::run_one(Work& work) {
    auto& db = writer_->connection();
    ARGOSY_TRY(db.run("SAVEPOINT one"), "");
    auto done = work(writer_->tables());
    if (!done && in_transaction()) ARGOSY_TRY(db.run("ROLLBACK TO one"), "");
    if (in_transaction()) ARGOSY_TRY(db.run("RELEASE one"), "");
    return done;
}

std::vector<Result<>> SqliteStore::write_each(std::span<Work> works) {
    const Turn turn(*this);
    std::vector<Result<>> results(works.size());
    auto whole = begin();
    for (std::size_t i = 0; whole && i < works.size(); ++i) {
        results[i] = run_one(works[i]);
        if (!in_transaction()) whole = results[i] ? undone() : copy_of(results[i].error());
    }
    if (whole) whole = commit();
    if (!whole)
        for (auto& r : results) r = copy_of(whole.error());
    return results;
}

int SqliteStore::note_log_size(void* self, sqlite3*, const char*, int pages) {
    static_cast<SqliteStore*>(self)->log_pages_ = pages;
    return SQLITE_OK;
}

/// Copies the log into the database as far as no reader needs it. An error costs nothing but room, because the log has
/// everything; only a failed sync must stop the store.
void SqliteStore::checkpoint_when_due() {
    if (log_pages_ < checkpoint_pages) return;
    sqlite3* db = writer_->connection().handle();
    if (sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) == SQLITE_OK) return;
    if (sqlite3_extended_errcode(db) == SQLITE_IOERR_FSYNC) failed_ = true;
}

// ---- Reading

Result<std::unique_ptr<Channel>> SqliteStore::borrow() const {
    {
        const std::lock_guard guard(readers_mutex_);
        if (!idle_readers_.empty()) {
            auto channel = std::move(idle_readers_.back());
            idle_readers_.pop_back();
            return channel;
        }
    }
    ARGOSY_LET(auto connection, Connection::open(file_, Connection::Role::reader), "");
    return std::make_unique<Channel>(std::move(connection));
}

void SqliteStore::give_back(std::unique_ptr<Channel> channel) const {
    const std::lock_guard guard(readers_mutex_);
    if (idle_readers_.size() < idle_readers_max) idle_readers_.push_back(std::move(channel));
}

Result<> SqliteStore::do_read(const ReadFunction& work) const {
    ARGOSY_LET(auto channel, borrow(), "");
    ARGOSY_TRY(channel->connection().execute("BEGIN"), "");
    auto done = work(std::as_const(channel->tables()));
    if (auto ended = channel->connection().execute("ROLLBACK"); ended) give_back(std::move(channel));
    return done;
}

// ---- Opening

Result<> claim(Connection& db) {
    std::int64_t id = 0;
    ARGOSY_LET([[maybe_unused]] const bool found, db.first(db.query("PRAGMA application_id"), id), "");
    if (id == 0) return db.execute(fmt::format("PRAGMA application_id = {}", application_id).c_str());
    if (id == application_id) return {};
    return fail(Errc::corrupt, db.file().string() + " is not a store of argosy", "check the path");
}

Result<Connection> open_tables(const std::filesystem::path& file, Connection::Role role) {
    ARGOSY_LET(auto connection, Connection::open(file, role), "");
    ARGOSY_TRY(claim(connection), "");
    ARGOSY_TRY(migrate(connection), "");
    return connection;
}

/// Makes a store beside its place and gives it its name when the disk has all of it: after a crash there is none, or
/// the whole. Table by table in its place it would wait for the disk eight times.
Result<> make_new(const std::filesystem::path& file) {
    const auto draft = std::filesystem::path(file).concat(".new");
    std::error_code ec;
    for (const char* suffix : {"", "-wal", "-shm"})  // of a start that was cut off
        std::filesystem::remove(std::filesystem::path(draft).concat(suffix), ec);
    ARGOSY_TRY(make_private(draft), "");
    ARGOSY_TRY(open_tables(draft, Connection::Role::draft), "");
    ARGOSY_TRY(sync(draft), "");
    std::filesystem::rename(draft, file, ec);
    if (ec) return system_error("naming", file, ec.value());
    return sync_name(file);
}

/// A log without its database is somebody's mistake, which SQLite looks at.
bool is_new(const std::filesystem::path& file) {
    return !std::filesystem::exists(file) && !std::filesystem::exists(std::filesystem::path(file).concat("-wal"));
}

}  // namespace

Result<std::unique_ptr<Store>> open(const Settings& settings) {
    const auto& file = settings.file;
    ARGOSY_TRY(make_folder(file), "");
    ARGOSY_TRY(check_log(file), "");
    ARGOSY_LET(auto lock, FileLock::take(file, settings.patience), "");
    if (is_new(file)) ARGOSY_TRY(make_new(file), "");
    ARGOSY_TRY(make_private(file), "");  // nobody in this process has it open: we have the lock
    ARGOSY_LET(auto connection, open_tables(file, Connection::Role::owner), "");
    return std::make_unique<SqliteStore>(file, std::move(lock), std::make_unique<Channel>(std::move(connection)));
}

Result<std::unique_ptr<Store>> open_for_reading(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file))
        return fail(Errc::not_found, "there is no store " + file.string(), "check the path (--store FILE)");
    ARGOSY_TRY(check_log(file), "");
    ARGOSY_LET(auto connection, Connection::open(file, Connection::Role::reader), "");
    ARGOSY_TRY(check_schema(connection), "");
    return std::make_unique<SqliteStore>(file, FileLock(), nullptr);
}

}  // namespace argosy::store::sqlite
