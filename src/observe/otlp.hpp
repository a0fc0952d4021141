#pragma once

#include <span>
#include <string>
#include <string_view>

#include "observe/span.hpp"

namespace argosy::observe {

/// The body of a POST to <collector>/v1/traces (application/json).
/// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: ids in hexadecimal, times as strings.
[[nodiscard]] std::string to_otlp(std::span<const Span> spans, std::string_view service, std::string_view version);

}  // namespace argosy::observe
