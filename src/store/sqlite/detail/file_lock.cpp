#include "store/sqlite/detail/file_lock.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace argosy::store::sqlite::detail {
namespace {

std::string holder(int fd) {
    std::array<char, 16> text{};
    const auto n = ::pread(fd, text.data(), text.size(), 0);
    std::string pid(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
    while (!pid.empty() && pid.back() == '\n') pid.pop_back();
    return pid.empty() ? "unknown" : pid;
}

constexpr Duration pause = 20ms;  // between two attempts

/// Of the open file, not of the process: it goes when the process dies.
constexpr struct flock whole_file{.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};

std::filesystem::path lock_path(const std::filesystem::path& file) {
    return std::filesystem::path(file).concat(".lock");
}

void write_pid(int fd) {
    const std::string pid = std::to_string(::getpid()) + "\n";
    // The number only helps the message; a full disk must not keep anybody from opening the store.
    if (::ftruncate(fd, 0) == 0) [[maybe_unused]]
        const auto n = ::pwrite(fd, pid.data(), pid.size(), 0);
}

}  // namespace

std::unexpected<Error> system_error(const char* doing, const std::filesystem::path& path, int error) {
    std::string message = std::string(doing) + " " + path.string() + ": " + std::generic_category().message(error);
    if (error == ENOSPC || error == EDQUOT)
        return fail(Errc::unavailable, std::move(message), "free some space on that disk, then try again");
    return fail(Errc::unavailable, std::move(message), "check that the path is right and may be written");
}

Result<FileLock> FileLock::take(const std::filesystem::path& file, Duration patience) {
    const auto path = lock_path(file);
    FileLock lock;
    lock.fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock.fd_ < 0) return system_error("opening", path, errno);
    for (struct flock whole = whole_file; ::fcntl(lock.fd_, F_OFD_SETLK, &whole) != 0; patience -= pause) {
        if (errno != EAGAIN && errno != EACCES) return system_error("locking", path, errno);
        if (patience <= Duration{})
            return fail(Errc::unavailable, "the store " + file.string() + " is in use by process " + holder(lock.fd_),
                        "stop that process first: a store has one owner");
        std::this_thread::sleep_for(pause);
    }
    write_pid(lock.fd_);
    return lock;
}

bool FileLock::is_held(const std::filesystem::path& file) noexcept {
    const int fd = ::open(lock_path(file).c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    struct flock asked = whole_file;
    const bool answered = ::fcntl(fd, F_OFD_GETLK, &asked) == 0;
    ::close(fd);
    return answered && asked.l_type != F_UNLCK;
}

FileLock::~FileLock() {
    if (fd_ >= 0) ::close(fd_);
}

Result<> make_folder(const std::filesystem::path& file) {
    const auto folder = std::filesystem::absolute(file).parent_path();
    std::error_code ec;
    if (std::filesystem::create_directories(folder, ec))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ec);
    if (ec) return system_error("making", folder, ec.value());
    return {};
}

Result<> make_private(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return system_error("opening", file, errno);
    const int failed = ::fchmod(fd, 0600) == 0 ? 0 : errno;
    ::close(fd);
    if (failed != 0) return system_error("protecting", file, failed);
    return {};
}

Result<> sync(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const int failed = fd >= 0 && ::fsync(fd) == 0 ? 0 : errno;
    if (fd >= 0) ::close(fd);
    if (failed != 0) return system_error("syncing", path, failed);
    return {};
}

Result<> sync_name(const std::filesystem::path& file) { return sync(std::filesystem::absolute(file).parent_path()); }

}  // namespace argosy::store::sqlite::detail
