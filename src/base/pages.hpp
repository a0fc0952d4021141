#pragma once

#include <cstddef>
#include <vector>

namespace argosy {

/// Asks for large pages behind this memory: the system makes one of them at a small part of what five hundred usual
/// ones cost, and in a program that fills memory by the megabyte that is much of the time. It is a wish: where there
/// are none, or the memory is small, nothing happens. What is in it stays.
void prefer_large_pages(const void* memory, std::size_t size) noexcept;

/// Room for more in a vector that grows for as long as a program runs; unlike push_back alone it copies each element
/// once in eight times, not in two. Room that nothing was written to takes no memory.
template <class T>
void make_room(std::vector<T>& values) {
    if (values.size() < values.capacity()) [[likely]]
        return;
    values.reserve(values.size() < 8 ? 64 : values.size() * 8);
    prefer_large_pages(values.data(), values.capacity() * sizeof(T));
}

}  // namespace argosy
