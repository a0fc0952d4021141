#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

#include "base/error.hpp"

namespace argosy::codec {

/// Bytes that grow by doubling and keep their memory when cleared: nothing is allocated per event once warm.
class ByteBuffer {
public:
    [[nodiscard]] std::span<const std::byte> view() const noexcept { return {data_.get(), size_}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    void clear() noexcept { size_ = 0; }
    /// Room for n more bytes at the end; commit() says how many were used.
    [[nodiscard]] std::byte* room(std::size_t n) {
        if (capacity_ - size_ < n) grow(n);
        return data_.get() + size_;
    }
    void commit(std::size_t n) noexcept { size_ += n; }
    void append(std::span<const std::byte> bytes) {
        if (bytes.empty()) return;
        std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
        commit(bytes.size());
    }

private:
    void grow(std::size_t n);
    std::unique_ptr<std::byte[]> data_;
    std::size_t size_ = 0, capacity_ = 0;
};

/// Appends the compact byte form of a value: a version byte, then the fields in the order of detail/fields.hpp.
/// Integers, ids, decimals and durations are variable-length (7 bits a byte, signs folded), times and doubles 8 bytes
/// little-endian, enumerations and truth values one byte, texts and lists a length and their content; a variant is
/// a tag byte and what it holds. docs/journal.md has the layout.
/// T: every struct and variant of domain/.
template <class T>
void append_bytes(ByteBuffer& out, const T& value);

/// Reads exactly what append_bytes wrote; equal values have equal bytes. Safe for hostile bytes.
/// Errors: parse, with the offset: another version, cut, something behind the end, a number out of range, an unknown
///         enumerator or tag, a longer form than needed.
template <class T>
[[nodiscard]] Result<T> from_bytes(std::span<const std::byte> bytes);
/// The same into an object that is there already: replay moves nothing. After an error `out` holds anything.
template <class T>
[[nodiscard]] Result<> read_bytes(std::span<const std::byte> bytes, T& out);

}  // namespace argosy::codec
