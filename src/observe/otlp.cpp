#include "observe/otlp.hpp"

#include "base/json_writer.hpp"

namespace argosy::observe {
namespace {

constexpr int kind_internal = 1, status_error = 2;

void write_attribute(JsonWriter& w, std::string_view key, std::string_view value) {
    w.begin_object()
        .field("key", key)
        .key("value")
        .begin_object()
        .field("stringValue", value)
        .end_object()
        .end_object();
}

void write_span(JsonWriter& w, const Span& span) {
    w.begin_object().field("traceId", trace_id_hex(span.context)).field("spanId", span_id_hex(span.context.span));
    if (span.parent != 0) w.field("parentSpanId", span_id_hex(span.parent));
    w.field("name", span.name).field("kind", kind_internal);
    w.field("startTimeUnixNano", std::to_string(to_ns(span.start)));
    w.field("endTimeUnixNano", std::to_string(to_ns(span.end)));
    w.key("attributes").begin_array();
    for (const auto& [key, value] : span.attributes) write_attribute(w, key, value);
    w.end_array().key("status").begin_object();
    if (span.is_error) w.field("code", status_error);
    w.end_object().end_object();
}

}  // namespace

std::string to_otlp(std::span<const Span> spans, std::string_view service, std::string_view version) {
    JsonWriter w;
    w.begin_object().key("resourceSpans").begin_array().begin_object();
    w.key("resource").begin_object().key("attributes").begin_array();
    write_attribute(w, "service.name", service);
    write_attribute(w, "service.version", version);
    w.end_array().end_object();
    w.key("scopeSpans").begin_array().begin_object().key("scope").begin_object().field("name", "argosy").end_object();
    w.key("spans").begin_array();
    for (const auto& span : spans) write_span(w, span);
    w.end_array().end_object().end_array().end_object().end_array().end_object();
    return std::move(w).take();
}

}  // namespace argosy::observe
