#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>

#include "base/error.hpp"

/// Files of the operating system: every failure is an Error with the path and the reason.
namespace argosy::data::detail {

/// An open file, closed when it goes. Errors: unavailable; a full disk names the path and says what to do.
class File {
public:
    enum class Mode : std::uint8_t { read, update, create_new };
    [[nodiscard]] static Result<File> open(const std::filesystem::path& path, Mode mode);
    File(File&& other) noexcept : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}
    File& operator=(File&& other) noexcept;
    ~File();

    [[nodiscard]] Result<std::uint64_t> size() const;
    [[nodiscard]] Result<> write(std::uint64_t offset, std::span<const std::byte> bytes);
    [[nodiscard]] Result<> truncate(std::uint64_t size);
    /// Everything written so far survives a power failure.
    [[nodiscard]] Result<> sync();
    /// Waits for no one: false when another process holds the lock, which lasts as long as the File.
    [[nodiscard]] Result<bool> try_lock();
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    File(std::filesystem::path path, int fd) : path_(std::move(path)), fd_(fd) {}
    std::filesystem::path path_;
    int fd_ = -1;
};

/// A file mapped for reading.
class Mapping {
public:
    [[nodiscard]] static Result<Mapping> open(const std::filesystem::path& path);
    Mapping(Mapping&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Mapping& operator=(Mapping&&) = delete;
    ~Mapping();
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

private:
    Mapping(const std::byte* data, std::size_t size) : data_(data), size_(size) {}
    const std::byte* data_;
    std::size_t size_;
};

/// A rename or removal in this folder survives a power failure.
[[nodiscard]] Result<> sync_folder(const std::filesystem::path& folder);
/// The reason of errno as an Error for this path.
[[nodiscard]] std::unexpected<Error> system_failure(const char* doing, const std::filesystem::path& path);

}  // namespace argosy::data::detail
