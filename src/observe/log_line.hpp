#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.hpp"
#include "base/trace.hpp"

namespace argosy::observe {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// A detail of a log line: {"order", "o-17"}. The key becomes "labels.<key>", unless it is a field of the schema
/// itself, which has a dot: {"url.path", "/health"}.
struct LogField {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;

    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
    LogField(std::string_view k, double v) : key(k), value(v) {}
    LogField(std::string_view k, bool v) : key(k), value(v) {}
    template <std::integral I>
        requires(!std::same_as<I, bool>)
    LogField(std::string_view k, I v) : key(k), value(static_cast<std::int64_t>(v)) {}
};

/// What is logged; views live as long as the call.
struct LogEvent {
    Time time{};
    LogLevel level = LogLevel::info;
    std::string_view component;  ///< the service or library: "risk"
    std::string_view message;
    std::initializer_list<LogField> fields{};
    TraceContext trace{};
};

/// One JSON object in the Elastic Common Schema, without a line break: text from outside cannot start a line of its
/// own. Source: https://www.elastic.co/guide/en/ecs-logging/overview/current/intro.html (version 8.11).
[[nodiscard]] std::string to_ecs(const LogEvent& event);
/// "12:00:00.123 WARN risk: message order=o-17", for terminals; control characters are escaped.
[[nodiscard]] std::string to_text(const LogEvent& event);

[[nodiscard]] std::string_view to_string(LogLevel) noexcept;

}  // namespace argosy::observe
