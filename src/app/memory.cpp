#include "app/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace argosy::app {
namespace {

/// The whole pages of a part of a file that is mapped for reading only: nothing in them can have been changed, so they
/// are what the file says when they are read again.
void give_back(const dl_phdr_info& object, const ElfW(Phdr) & part, std::size_t page) noexcept {
    const auto begin = (object.dlpi_addr + part.p_vaddr + page - 1) / page * page;
    const auto end = (object.dlpi_addr + part.p_vaddr + part.p_memsz) / page * page;
    if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

int visit(dl_phdr_info* object, std::size_t, void* page) noexcept {
    for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
        const auto& part = object->dlpi_phdr[i];
        if (part.p_type == PT_LOAD && (part.p_flags & PF_W) == 0)
            give_back(*object, part, *static_cast<const std::size_t*>(page));
    }
    return 0;
}

}  // namespace

void give_back_start_memory() noexcept {
    ::malloc_trim(0);
    auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    ::dl_iterate_phdr(&visit, &page);
}

}  // namespace argosy::app
