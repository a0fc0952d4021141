#pragma once

namespace argosy::testing {

/// This program is compiled with a sanitizer, and so some twenty times slower: what repeats the same at many sizes or
/// places may take fewer of them. Nothing is left out altogether.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool is_instrumented = true;
#elif defined(__has_feature)
inline constexpr bool is_instrumented = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool is_instrumented = false;
#endif

}  // namespace argosy::testing
