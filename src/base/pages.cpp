#include "base/pages.hpp"

#include <cstdint>
#include <sys/mman.h>

namespace argosy {

void prefer_large_pages(const void* memory, std::size_t size) noexcept {
#ifdef MADV_HUGEPAGE
    constexpr std::uintptr_t large = std::uintptr_t{2} << 20;
    const auto address = reinterpret_cast<std::uintptr_t>(memory);
    const std::uintptr_t first = (address + large - 1) / large * large, last = (address + size) / large * large;
    if (first < last) (void)::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#else
    (void)memory, (void)size;
#endif
}

}  // namespace argosy
