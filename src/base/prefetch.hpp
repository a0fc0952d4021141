#pragma once

#include <cstddef>
#include <cstdint>

namespace argosy {

/// Asks for the line of memory that lies so many bytes behind an address, so that it is there when it is read. Any
/// address will do, beyond the end of an array too.
inline void will_read(const void* from, std::size_t behind) noexcept {
    __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(from) + behind));
}

}  // namespace argosy
