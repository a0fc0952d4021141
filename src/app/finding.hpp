#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace argosy::app {

/// How a check of `argosy doctor` came out.
enum class Verdict : std::uint8_t { good, warning, bad };
[[nodiscard]] constexpr std::string_view to_string(Verdict v) noexcept {
    return v == Verdict::good ? "ok" : v == Verdict::warning ? "warning" : "FAILED";
}

/// One thing that was looked at, and what to do about it unless it is good.
struct Finding {
    std::string what;
    Verdict verdict = Verdict::good;
    std::string detail, next;
};

[[nodiscard]] inline Finding found(std::string what, const Error& error) {
    return {.what = std::move(what),
            .verdict = Verdict::bad,
            .detail = std::string(error.message()),
            .next = std::string(error.hint())};
}

}  // namespace argosy::app
