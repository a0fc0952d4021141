#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/prng.hpp"

namespace argosy {

/// Where in a distributed trace something happens: W3C Trace Context, level 1. All zeros mean "not traced".
struct TraceContext {
    std::uint64_t trace_high = 0, trace_low = 0;  ///< the trace: the same from tick to fill
    std::uint64_t span = 0;                       ///< the step in it
    bool is_sampled = false;                      ///< somebody upstream records this trace

    [[nodiscard]] constexpr bool is_none() const noexcept { return (trace_high | trace_low) == 0 || span == 0; }
    friend constexpr bool operator==(const TraceContext&, const TraceContext&) = default;
};

/// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01". Requires: not none.
[[nodiscard]] std::string to_traceparent(const TraceContext& context);
/// Errors: parse. A version above 00 is read as far as it has the fields of 00; ff and ids of zeros are refused.
/// Source: https://www.w3.org/TR/trace-context/#traceparent-header-field-values
[[nodiscard]] Result<TraceContext> parse_traceparent(std::string_view text);

/// The 32 and 16 hexadecimal digits that logs and OTLP show.
[[nodiscard]] std::string trace_id_hex(const TraceContext& context);
[[nodiscard]] std::string span_id_hex(std::uint64_t span);

/// A step below `parent`; the first of a new, unsampled trace when the parent is none.
[[nodiscard]] TraceContext child_of(const TraceContext& parent, Prng& prng) noexcept;

}  // namespace argosy
