#include "journal/detail/disk.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace argosy::journal::detail {
namespace {

class RealFile final : public File {
public:
    RealFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
    RealFile(const RealFile&) = delete;
    RealFile& operator=(const RealFile&) = delete;
    ~RealFile() override { ::close(fd_); }

    Result<> reserve(std::uint64_t size) override {
        if (::fallocate(fd_, 0, 0, static_cast<off_t>(size)) == 0) return {};
        if (errno != EOPNOTSUPP) return disk_error("reserving room in", path_, errno);
        return fill_with_zeros(size);
    }
    Result<> write(std::uint64_t offset, std::span<const std::byte> bytes) override {
        while (!bytes.empty()) {
            const auto n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return disk_error("writing", path_, n == 0 ? EIO : errno);
            bytes = bytes.subspan(static_cast<std::size_t>(n));
            offset += static_cast<std::uint64_t>(n);
        }
        return {};
    }
    Result<> sync() override {
        if (::fdatasync(fd_) == 0) return {};
        return disk_error("syncing", path_, errno);
    }
    Result<> truncate(std::uint64_t size) override {
        if (::ftruncate(fd_, static_cast<off_t>(size)) == 0) return {};
        return disk_error("shortening", path_, errno);
    }

private:
    /// For file systems without fallocate. Only what lies behind the present end, which is what reserve promises.
    Result<> fill_with_zeros(std::uint64_t size) {
        struct stat info{};
        if (::fstat(fd_, &info) != 0) return disk_error("reading the size of", path_, errno);
        const std::vector<std::byte> zeros(1 << 16);
        for (auto at = static_cast<std::uint64_t>(info.st_size); at < size;) {
            const auto n = std::min<std::uint64_t>(zeros.size(), size - at);
            ARGOSY_TRY(write(at, std::span(zeros).first(n)), "reserving room");
            at += n;
        }
        return {};
    }

    int fd_;
    std::filesystem::path path_;
};

class RealDisk final : public Disk {
public:
    Result<std::unique_ptr<File>> open(const std::filesystem::path& path, bool create) override {
        const int flags = O_RDWR | O_CLOEXEC | (create ? O_CREAT | O_EXCL : 0);
        const int fd = ::open(path.c_str(), flags, 0640);
        if (fd < 0) return disk_error(create ? "making" : "opening", path, errno);
        return std::make_unique<RealFile>(fd, path);
    }
    Result<> publish(const std::filesystem::path& from, const std::filesystem::path& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return disk_error("naming", to, errno);
        const auto folder = to.parent_path();
        const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0) return disk_error("opening", folder, errno);
        const int failed = ::fsync(fd) == 0 ? 0 : errno;
        ::close(fd);
        if (failed != 0) return disk_error("syncing", folder, failed);
        return {};
    }
};

/// The process number that the holder of a lock file wrote into it; empty when it cannot be read.
std::string holder(int fd) {
    char text[32];
    const auto n = ::pread(fd, text, sizeof text, 0);
    const std::string_view pid(text, n > 0 ? static_cast<std::size_t>(n) : 0);
    return std::string(pid.substr(0, pid.find('\n')));
}

}  // namespace

std::unique_ptr<Disk> real_disk() { return std::make_unique<RealDisk>(); }

std::unexpected<Error> disk_error(const char* doing, const std::filesystem::path& path, int error) {
    const bool is_full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    const std::string why = error == EFBIG ? "the file size limit is reached"
                            : is_full      ? "the disk is full"
                                           : std::strerror(error);
    return fail(Errc::unavailable, std::string(doing) + " " + path.string() + ": " + why,
                is_full
                    ? "make room on the file system of " + path.parent_path().string() + ", then start again"
                    : "check the disk and the permissions of " + path.parent_path().string() + ", then start again");
}

Result<Lock> Lock::take(const std::filesystem::path& folder) {
    const auto path = folder / "lock";
    Lock lock;
    lock.fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (lock.fd_ < 0) return disk_error("opening", path, errno);
    // Of the open file, like flock: it goes when the process dies, and only that can be asked about without taking it.
    struct flock whole{.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
    if (::fcntl(lock.fd_, F_OFD_SETLK, &whole) != 0) {
        if (errno != EAGAIN && errno != EACCES) return disk_error("locking", path, errno);
        return fail(Errc::unavailable, "the journal " + folder.string() + " is in use by process " + holder(lock.fd_),
                    "stop that process first: two writers would destroy the journal");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    // The number only helps the message above; a full disk must not keep anybody from opening the journal.
    if (::ftruncate(lock.fd_, 0) == 0) [[maybe_unused]]
        const auto n = ::pwrite(lock.fd_, pid.data(), pid.size(), 0);
    return lock;
}

bool Lock::is_held(const std::filesystem::path& folder) noexcept {
    const int fd = ::open((folder / "lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    struct flock asked{.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 0, .l_pid = 0};
    const bool answered = ::fcntl(fd, F_OFD_GETLK, &asked) == 0;
    ::close(fd);
    return answered && asked.l_type != F_UNLCK;
}

Lock::~Lock() {
    if (fd_ >= 0) ::close(fd_);
}

}  // namespace argosy::journal::detail
