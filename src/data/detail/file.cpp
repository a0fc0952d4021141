#include "data/detail/file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace argosy::data::detail {
namespace {

const char* hint_for(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            return "free space on that disk and run the same command again; what was stored before is untouched";
        case EFBIG:
            return "the file system or a limit (ulimit -f) allows no larger file; raise it and run the command again";
        case EACCES:
        case EPERM:
        case EROFS: return "choose another folder with --data-dir, or change the permissions";
        case EMFILE: return "raise the limit of open files (ulimit -n)";
        default: return "";
    }
}

}  // namespace

std::unexpected<Error> system_failure(const char* doing, const std::filesystem::path& path) {
    const int error = errno;
    const auto code = error == ENOENT ? Errc::not_found : Errc::unavailable;
    return fail(code, std::string(doing) + " " + path.string() + ": " + std::strerror(error), hint_for(error));
}

Result<File> File::open(const std::filesystem::path& path, Mode mode) {
    const int flags = mode == Mode::read ? O_RDONLY : mode == Mode::update ? O_RDWR : O_RDWR | O_CREAT | O_EXCL;
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
    if (fd < 0) return system_failure("open", path);
    return File(path, fd);
}

File& File::operator=(File&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(fd_, other.fd_);
    return *this;
}

File::~File() {
    if (fd_ >= 0) ::close(fd_);
}

Result<std::uint64_t> File::size() const {
    struct stat s{};
    if (::fstat(fd_, &s) != 0) return system_failure("read the size of", path_);
    return static_cast<std::uint64_t>(s.st_size);
}

Result<> File::write(std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return system_failure("write", path_);
        bytes = bytes.subspan(static_cast<std::size_t>(n));
        offset += static_cast<std::uint64_t>(n);
    }
    return {};
}

Result<> File::truncate(std::uint64_t size) {
    if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) return system_failure("cut", path_);
    return {};
}

Result<> File::sync() {
    if (::fdatasync(fd_) != 0) return system_failure("sync", path_);
    return {};
}

Result<bool> File::try_lock() {
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    return system_failure("lock", path_);
}

Result<Mapping> Mapping::open(const std::filesystem::path& path) {
    ARGOSY_LET(const File file, File::open(path, File::Mode::read), "map");
    ARGOSY_LET(const auto size, file.size(), "map");
    if (size == 0) return Mapping(nullptr, 0);
    void* p = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.fd(), 0);
    if (p == MAP_FAILED) return system_failure("map", path);
    return Mapping(static_cast<const std::byte*>(p), size);
}

Mapping::~Mapping() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

Result<> sync_folder(const std::filesystem::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return system_failure("open", folder);
    const int rc = ::fsync(fd);
    const int error = errno;
    ::close(fd);
    errno = error;
    if (rc != 0) return system_failure("sync", folder);
    return {};
}

}  // namespace argosy::data::detail
