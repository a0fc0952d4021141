#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

/// Numbers as little-endian bytes.
namespace argosy::data::detail {

static_assert(std::endian::native == std::endian::little, "the files are mapped as they are");

template <class T>
    requires std::is_trivially_copyable_v<T>
void append_value(std::vector<std::byte>& out, const T& value) {
    const auto* p = reinterpret_cast<const std::byte*>(&value);
    out.insert(out.end(), p, p + sizeof value);
}

template <class T>
    requires std::is_trivially_copyable_v<T>
[[nodiscard]] T load_value(const std::byte* p) noexcept {
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

/// Takes a value off the front. Requires: sizeof(T) bytes are there.
template <class T>
[[nodiscard]] T take_value(std::span<const std::byte>& bytes) noexcept {
    const T value = load_value<T>(bytes.data());
    bytes = bytes.subspan(sizeof(T));
    return value;
}

}  // namespace argosy::data::detail
