#include "observe/log_line.hpp"

#include <algorithm>
#include <utility>

#include "base/json_writer.hpp"

namespace argosy::observe {
namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

void append_value(std::string& out, const LogField& field) {
    std::visit(Overloaded{[&](std::string_view text) { append_json_string(out, text); },
                          [&](std::int64_t number) { out += std::to_string(number); },
                          [&](double number) { append_json_number(out, number); },
                          [&](bool flag) { out += flag ? "true" : "false"; }},
               field.value);
}

void append_field(JsonWriter& w, const LogField& field) {
    std::string value;
    append_value(value, field);
    w.key(field.key).raw(value);
}

bool is_label(const LogField& field) { return !field.key.contains('.'); }

std::string_view short_name(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "DEBUG";
        case LogLevel::info: return "INFO ";
        case LogLevel::warning: return "WARN ";
        case LogLevel::error: return "ERROR";
    }
    std::unreachable();
}

/// Quoted only where a space or a control character would make it ambiguous.
std::string plain(std::string value) {
    const bool is_text = value.size() >= 2 && value.front() == '"';
    const bool is_simple = is_text && value.find_first_of(" \\=") == std::string::npos;
    return is_simple ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

std::string to_ecs(const LogEvent& event) {
    JsonWriter w;
    w.begin_object().field("@timestamp", to_iso8601(event.time)).field("log.level", to_string(event.level));
    w.field("message", event.message).field("ecs.version", "8.11.0").field("service.name", "argosy");
    w.field("log.logger", event.component);
    if (!event.trace.is_none())
        w.field("trace.id", trace_id_hex(event.trace)).field("span.id", span_id_hex(event.trace.span));
    for (const auto& field : event.fields)
        if (!is_label(field)) append_field(w, field);
    if (std::ranges::any_of(event.fields, is_label)) {
        w.key("labels").begin_object();
        for (const auto& field : event.fields)
            if (is_label(field)) append_field(w, field);
        w.end_object();
    }
    w.end_object();
    return std::move(w).take();
}

std::string to_text(const LogEvent& event) {
    std::string message;
    append_json_string(message, event.message);
    std::string out = to_iso8601(event.time).substr(11);
    ((out += ' ') += short_name(event.level)) += ' ';
    (out += event.component) += ": ";
    out += message.substr(1, message.size() - 2);
    for (const auto& field : event.fields) {
        std::string value;
        append_value(value, field);
        (((out += ' ') += field.key) += '=') += plain(std::move(value));
    }
    return out;
}

std::string_view to_string(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
    }
    std::unreachable();
}

}  // namespace argosy::observe
