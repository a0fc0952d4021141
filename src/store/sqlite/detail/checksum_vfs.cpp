#include "store/sqlite/detail/checksum_vfs.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <new>
#include <span>
#include <sqlite3.h>

#include "base/hash.hpp"

namespace argosy::store::sqlite::detail {
namespace {

constexpr int smallest_page = 512;  // SQLite reads less than this only of the header

thread_local std::string damage;  // NOLINT: what take_damage gives

/// Our part of an open file; that of the layer below follows it in memory.
struct File : sqlite3_file {
    bool has_checksums = false;  ///< the database itself, not its log
    bool is_failed = false;      ///< a sync failed
};

File& self(sqlite3_file* f) { return *static_cast<File*>(f); }
sqlite3_file* below(sqlite3_file* f) { return reinterpret_cast<sqlite3_file*>(&self(f) + 1); }
sqlite3_vfs* system_vfs = nullptr;  // NOLINT: constant after registering

using Page = std::span<std::byte, page_size>;

std::uint64_t checksum_of(Page page, sqlite3_int64 offset) {
    return checksum64(page.first<page_size - reserved_bytes>(), static_cast<std::uint64_t>(offset));
}

std::uint64_t stored_checksum(Page page) {
    std::uint64_t sum = 0;
    std::memcpy(&sum, page.data() + page_size - reserved_bytes, sizeof sum);
    return sum;
}

/// Page 1 names the program: a database of somebody else is not a damaged one of ours.
std::string describe(Page page, sqlite3_int64 number) {
    static constexpr std::size_t id_at = 68;  // https://www.sqlite.org/fileformat.html#the_database_header
    static constexpr std::array id{std::byte{'A'}, std::byte{'R'}, std::byte{'G'}, std::byte{'S'}};
    if (number == 1 && !std::ranges::equal(page.subspan<id_at, id.size()>(), id)) return "it is not a store of argosy";
    return fmt::format("page {} does not carry its checksum", number);
}

int read(sqlite3_file* f, void* to, int amount, sqlite3_int64 offset) {
    const int rc = below(f)->pMethods->xRead(below(f), to, amount, offset);
    if (rc != SQLITE_OK || !self(f).has_checksums || amount < smallest_page) return rc;
    if (amount % page_size != 0 || offset % page_size != 0) {
        damage = "the header does not name the size of its pages";
        return SQLITE_IOERR_DATA;
    }
    for (int at = 0; at < amount; at += page_size) {
        const Page page(static_cast<std::byte*>(to) + at, page_size);
        if (checksum_of(page, offset + at) == stored_checksum(page)) continue;
        damage = describe(page, (offset + at) / page_size + 1);
        return SQLITE_IOERR_DATA;
    }
    return rc;
}

/// A file that may not grow (ulimit -f) is like a disk that is full.
int write_below(sqlite3_file* f, const void* from, int amount, sqlite3_int64 offset) {
    const int rc = below(f)->pMethods->xWrite(below(f), from, amount, offset);
    return rc == SQLITE_IOERR_WRITE && errno == EFBIG ? SQLITE_FULL : rc;
}

int write_page(sqlite3_file* f, const std::byte* from, sqlite3_int64 offset) {
    alignas(8) std::array<std::byte, page_size> copy;
    std::memcpy(copy.data(), from, page_size);
    const std::uint64_t sum = checksum_of(copy, offset);
    std::memcpy(copy.data() + page_size - reserved_bytes, &sum, sizeof sum);
    return write_below(f, copy.data(), page_size, offset);
}

int write(sqlite3_file* f, const void* from, int amount, sqlite3_int64 offset) {
    if (self(f).is_failed) return SQLITE_IOERR_FSYNC;
    if (!self(f).has_checksums) return write_below(f, from, amount, offset);
    if (amount % page_size != 0 || offset % page_size != 0) return SQLITE_IOERR_WRITE;  // SQLite writes whole pages
    for (int at = 0; at < amount; at += page_size)
        if (const int rc = write_page(f, static_cast<const std::byte*>(from) + at, offset + at); rc != SQLITE_OK)
            return rc;
    return SQLITE_OK;
}

int sync(sqlite3_file* f, int flags) {
    if (self(f).is_failed) return SQLITE_IOERR_FSYNC;
    const int rc = below(f)->pMethods->xSync(below(f), flags);
    self(f).is_failed = rc != SQLITE_OK;
    return rc;
}

// What passes through.
int close(sqlite3_file* f) { return below(f)->pMethods->xClose(below(f)); }
int truncate(sqlite3_file* f, sqlite3_int64 n) { return below(f)->pMethods->xTruncate(below(f), n); }
int file_size(sqlite3_file* f, sqlite3_int64* n) { return below(f)->pMethods->xFileSize(below(f), n); }
int lock(sqlite3_file* f, int level) { return below(f)->pMethods->xLock(below(f), level); }
int unlock(sqlite3_file* f, int level) { return below(f)->pMethods->xUnlock(below(f), level); }
int check_reserved(sqlite3_file* f, int* out) { return below(f)->pMethods->xCheckReservedLock(below(f), out); }
int control(sqlite3_file* f, int op, void* arg) { return below(f)->pMethods->xFileControl(below(f), op, arg); }
int sector_size(sqlite3_file* f) { return below(f)->pMethods->xSectorSize(below(f)); }
int characteristics(sqlite3_file* f) { return below(f)->pMethods->xDeviceCharacteristics(below(f)); }
int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
    return below(f)->pMethods->xShmMap(below(f), region, size, extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
    return below(f)->pMethods->xShmLock(below(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) { below(f)->pMethods->xShmBarrier(below(f)); }
int shm_unmap(sqlite3_file* f, int remove) { return below(f)->pMethods->xShmUnmap(below(f), remove); }

/// Version 2: shared memory for the log, and no mapping of the file, which would go around the checksums.
constexpr sqlite3_io_methods methods{.iVersion = 2,
                                     .xClose = close,
                                     .xRead = read,
                                     .xWrite = write,
                                     .xTruncate = truncate,
                                     .xSync = sync,
                                     .xFileSize = file_size,
                                     .xLock = lock,
                                     .xUnlock = unlock,
                                     .xCheckReservedLock = check_reserved,
                                     .xFileControl = control,
                                     .xSectorSize = sector_size,
                                     .xDeviceCharacteristics = characteristics,
                                     .xShmMap = shm_map,
                                     .xShmLock = shm_lock,
                                     .xShmBarrier = shm_barrier,
                                     .xShmUnmap = shm_unmap,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* flags_out) {
    if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
        return system_vfs->xOpen(system_vfs, name, f, flags, flags_out);
    auto* file = new (f) File{};
    file->has_checksums = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    const int rc = system_vfs->xOpen(system_vfs, name, below(f), flags, flags_out);
    // SQLite closes whatever has methods, opened or not.
    if (below(f)->pMethods != nullptr) file->pMethods = &methods;
    return rc;
}

sqlite3_vfs make_vfs() {
    system_vfs = sqlite3_vfs_find(nullptr);
    sqlite3_vfs vfs = *system_vfs;
    vfs.pNext = nullptr;
    vfs.zName = "argosy";
    vfs.szOsFile += static_cast<int>(sizeof(File));
    vfs.xOpen = open;
    return vfs;
}

}  // namespace

const char* checksum_vfs() {
    // Counting its memory costs SQLite a lock for each piece of it. Before the first use, or it is refused.
    [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static sqlite3_vfs vfs = make_vfs();
    [[maybe_unused]] static const int registered = sqlite3_vfs_register(&vfs, 0);
    return vfs.zName;
}

std::string take_damage() { return std::exchange(damage, {}); }

}  // namespace argosy::store::sqlite::detail
