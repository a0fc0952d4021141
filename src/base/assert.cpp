#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace argosy {

void assertion_failed(const char* condition, std::string_view message, std::source_location where) noexcept {
    std::fprintf(stderr, "argosy: assertion failed: %.*s (%s) at %s:%u\n", static_cast<int>(message.size()),
                 message.data(), condition, where.file_name(), where.line());
    std::abort();
}

}  // namespace argosy
