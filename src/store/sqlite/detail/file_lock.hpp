#pragma once

#include <filesystem>
#include <utility>

#include "base/error.hpp"
#include "base/time.hpp"

namespace argosy::store::sqlite::detail {

/// Holds "<file>.lock" until it is destroyed or the process dies. A file of its own: opening and closing the database
/// beside SQLite would drop SQLite's locks on it (POSIX gives them to the process, not to the descriptor).
class FileLock {
public:
    /// Waits for a process that is just ending. Errors: unavailable, naming the process that has it.
    [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& file, Duration patience = {});

    /// Whether some process holds it now. Asking takes nothing, so that it never gets in an owner's way.
    [[nodiscard]] static bool is_held(const std::filesystem::path& file) noexcept;

    FileLock() = default;
    FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileLock& operator=(FileLock&& other) noexcept { return std::swap(fd_, other.fd_), *this; }
    ~FileLock();

private:
    int fd_ = -1;
};

/// Makes the folder of the file (0700) when it is missing. Errors: unavailable.
[[nodiscard]] Result<> make_folder(const std::filesystem::path& file);
/// Makes the file (0600) when it is missing, and takes the rights of others from it.
/// Requires: nobody in this process has the file open. Errors: unavailable.
[[nodiscard]] Result<> make_private(const std::filesystem::path& file);

/// Waits until the disk has the bytes of a file or the names of a folder. Errors: unavailable.
[[nodiscard]] Result<> sync(const std::filesystem::path& path);
/// Makes the name of a new file durable. Errors: unavailable.
[[nodiscard]] Result<> sync_name(const std::filesystem::path& file);

/// "opening PATH: no such file", with what to do.
[[nodiscard]] std::unexpected<Error> system_error(const char* doing, const std::filesystem::path& path, int error);

}  // namespace argosy::store::sqlite::detail
