#include "journal/detail/input.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/detail/disk.hpp"
#include "journal/detail/frame.hpp"

namespace argosy::journal::detail {
namespace {

constexpr std::size_t usual_capacity = 256u << 10;

/// Behind the last byte that is not zero.
std::size_t end_of_data(std::span<const std::byte> bytes) {
    std::size_t n = bytes.size();
    while (n >= 8 && load<std::uint64_t>(bytes.data() + n - 8) == 0) n -= 8;
    while (n > 0 && bytes[n - 1] == std::byte{0}) --n;
    return n;
}

}  // namespace

Result<Input> Input::open(const std::filesystem::path& path) {
    Input in;
    in.path_ = path;
    in.fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (in.fd_ < 0) return disk_error("opening", path, errno);
    struct stat info{};
    if (::fstat(in.fd_, &info) != 0) return disk_error("reading the size of", path, errno);
    if (!S_ISREG(info.st_mode)) return fail(Errc::invalid_argument, path.string() + " is not a file");
    return in;
}

Input::~Input() {
    if (fd_ >= 0) ::close(fd_);
}

void Input::swap(Input& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(fd_, other.fd_);
    std::swap(data_, other.data_);
    std::swap(capacity_, other.capacity_);
    std::swap(begin_, other.begin_);
    std::swap(filled_, other.filled_);
}

Result<std::span<const std::byte>> Input::fill(std::uint64_t offset, std::size_t n) {
    if (capacity_ < std::max(n, usual_capacity)) {
        capacity_ = std::max(n, usual_capacity);
        data_ = std::make_unique_for_overwrite<std::byte[]>(capacity_);
    }
    begin_ = offset;
    filled_ = 0;
    while (filled_ < n) {
        const auto got = ::pread(fd_, data_.get() + filled_, capacity_ - filled_, static_cast<off_t>(offset + filled_));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return disk_error("reading", path_, errno);
        if (got == 0) break;
        filled_ += static_cast<std::size_t>(got);
    }
    return std::span<const std::byte>(data_.get(), std::min(n, filled_));
}

Result<std::uint64_t> Input::data_end(std::uint64_t from) {
    std::uint64_t end = from;
    for (std::uint64_t at = from;;) {
        ARGOSY_LET(const auto bytes, read(at, usual_capacity), "");
        if (bytes.empty()) return end;
        if (const std::size_t n = end_of_data(bytes); n > 0) end = at + n;
        at += bytes.size();
    }
}

}  // namespace argosy::journal::detail
