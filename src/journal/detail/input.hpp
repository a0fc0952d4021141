#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>

#include "base/error.hpp"

namespace argosy::journal::detail {

/// A file read through a buffer of bounded size. It is not mapped: a writer shortens a segment when it goes on to the
/// next one, and touching a mapped page that is gone ends the process (SIGBUS).
class Input {
public:
    /// Errors: unavailable; invalid_argument when it is no file.
    [[nodiscard]] static Result<Input> open(const std::filesystem::path& path);
    Input() = default;
    Input(Input&& other) noexcept { swap(other); }
    Input& operator=(Input&& other) noexcept { return swap(other), *this; }
    ~Input();

    /// Up to n bytes from offset, fewer where the file ends; valid until the next call. Errors: unavailable.
    [[nodiscard]] Result<std::span<const std::byte>> read(std::uint64_t offset, std::size_t n) {
        if (offset >= begin_ && offset + n <= begin_ + filled_) [[likely]]
            return std::span<const std::byte>(data_.get() + (offset - begin_), n);
        return fill(offset, n);
    }
    /// The next read asks the file again: a writer may have written since.
    void forget() noexcept { filled_ = 0; }
    /// Behind the last byte from `from` on that is not zero; `from` when there is none. Errors: unavailable.
    [[nodiscard]] Result<std::uint64_t> data_end(std::uint64_t from);

private:
    [[nodiscard]] Result<std::span<const std::byte>> fill(std::uint64_t offset, std::size_t n);
    void swap(Input& other) noexcept;

    std::filesystem::path path_;
    int fd_ = -1;
    std::unique_ptr<std::byte[]> data_;
    std::size_t capacity_ = 0;
    std::uint64_t begin_ = 0;  ///< where in the file the buffer begins
    std::size_t filled_ = 0;
};

}  // namespace argosy::journal::detail
