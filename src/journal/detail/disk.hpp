#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/error.hpp"

namespace argosy::journal::detail {

/// One open file that is written front to back.
class File {
public:
    virtual ~File() = default;
    /// Reserves room up to size, so that a later write cannot find the disk full. Reserved bytes read as zero.
    [[nodiscard]] virtual Result<> reserve(std::uint64_t size) = 0;
    [[nodiscard]] virtual Result<> write(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
    [[nodiscard]] virtual Result<> sync() = 0;
    [[nodiscard]] virtual Result<> truncate(std::uint64_t size) = 0;
};

/// The system calls of the writer, so that tests can let them fail.
class Disk {
public:
    virtual ~Disk() = default;
    /// Opens for writing; with `create`, makes it and refuses when it is there.
    [[nodiscard]] virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& path, bool create) = 0;
    /// Renames and makes the new name durable.
    [[nodiscard]] virtual Result<> publish(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
};

[[nodiscard]] std::unique_ptr<Disk> real_disk();

/// "disk full while ...: path" and the like, from errno, with what to do.
[[nodiscard]] std::unexpected<Error> disk_error(const char* doing, const std::filesystem::path& path, int error);

/// Holds `<folder>/lock` for this process until it is destroyed.
class Lock {
public:
    /// Errors: unavailable, naming the process that has it.
    [[nodiscard]] static Result<Lock> take(const std::filesystem::path& folder);
    /// Whether some process holds it now. Asking takes nothing, so that it never gets in a writer's way.
    [[nodiscard]] static bool is_held(const std::filesystem::path& folder) noexcept;
    Lock() = default;
    Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Lock& operator=(Lock&& other) noexcept { return std::swap(fd_, other.fd_), *this; }
    ~Lock();

private:
    int fd_ = -1;
};

}  // namespace argosy::journal::detail
