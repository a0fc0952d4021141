#pragma once

#include <source_location>
#include <string_view>

namespace argosy {

/// Prints the broken rule and where it stands to standard error, then aborts.
/// Wrong money is worse than a stopped process, so assertions stay on in release.
[[noreturn]] void assertion_failed(const char* condition, std::string_view message,
                                   std::source_location where = std::source_location::current()) noexcept;

}  // namespace argosy

/// A rule of our own program: ARGOSY_ASSERT(filled <= quantity, "an order filled beyond its quantity").
#define ARGOSY_ASSERT(condition, message)                    \
    do {                                                     \
        if (!(condition)) [[unlikely]]                       \
            ::argosy::assertion_failed(#condition, message); \
    } while (false)
