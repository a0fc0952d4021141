#include "bus/envelope.hpp"

#include <mutex>
#include <set>
#include <simdjson.h>

#include "base/json_writer.hpp"

namespace argosy::bus {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t bytes_max = 16u << 20, names_max = 4096;

Result<std::string_view> text_of(const dom::object& message, std::string_view key) {
    std::string_view text;
    if (message[key].get(text) != simdjson::SUCCESS) return fail(Errc::parse, "expected a string");
    return text;
}

/// Null and a missing field are the same: not set.
template <class Parse>
Result<> read_optional(const dom::object& message, std::string_view key, Parse&& parse) {
    dom::element value;
    if (message[key].get(value) != simdjson::SUCCESS || value.is_null()) return {};
    ARGOSY_LET(const auto text, text_of(message, key), "field");
    return parse(text);
}

template <class T>
auto into(T& target, Result<T> (*parse)(std::string_view)) {
    return [&target, parse](std::string_view text) -> Result<> {
        auto parsed = parse(text);
        if (!parsed) return std::unexpected(std::move(parsed).error());
        target = *parsed;
        return {};
    };
}

Result<Envelope> read_envelope(const dom::object& message) {
    Envelope out;
    ARGOSY_LET(const auto id, text_of(message, "id"), "id");
    ARGOSY_LET(out.id, parse_uuid(id), "id");
    ARGOSY_LET(const auto time, text_of(message, "time"), "time");
    ARGOSY_LET(out.time, parse_iso8601(time), "time");
    ARGOSY_LET(const auto source, text_of(message, "source"), "source");
    ARGOSY_LET(out.source, intern(source), "source");
    ARGOSY_TRY(read_optional(message, "cause", into(out.cause, &parse_uuid)), "cause");
    ARGOSY_TRY(read_optional(message, "trace", into(out.trace, &parse_traceparent)), "trace");
    return out;
}

}  // namespace

std::string seal(const Envelope& envelope, std::string_view type, std::string_view data) {
    JsonWriter w;
    w.begin_object().field("type", type).field("id", to_string(envelope.id)).field("time", to_iso8601(envelope.time));
    w.field("source", envelope.source).key("cause");
    if (envelope.cause.is_none())
        w.null();
    else
        w.value(to_string(envelope.cause));
    w.key("trace");
    if (envelope.trace.is_none())
        w.null();
    else
        w.value(to_traceparent(envelope.trace));
    w.key("data").raw(data).end_object();
    return std::move(w).take();
}

Result<Sealed> unseal(std::string_view json) {
    thread_local dom::parser parser(bytes_max);
    dom::object message;
    dom::element data;
    if (json.empty()) json = " ";  // simdjson copies it, and null cannot be copied from
    if (const auto error = parser.parse(json.data(), json.size()).get(message))
        return fail(Errc::parse, std::string("not a JSON object: ") + simdjson::error_message(error));
    Sealed out;
    ARGOSY_LET(const auto type, text_of(message, "type"), "type");
    out.type = type;
    ARGOSY_LET(out.envelope, read_envelope(message), "envelope");
    if (message["data"].get(data) != simdjson::SUCCESS || !data.is_object())
        return fail(Errc::parse, "data: expected an object");
    out.data = simdjson::minify(data);
    return out;
}

Result<std::string_view> intern(std::string_view name) {
    static std::mutex mutex;
    static std::set<std::string, std::less<>> names;
    const std::lock_guard lock(mutex);
    if (const auto known = names.find(name); known != names.end()) return std::string_view(*known);
    if (names.size() >= names_max) return fail(Errc::invalid_argument, "more than 4096 different names");
    return std::string_view(*names.emplace(name).first);
}

}  // namespace argosy::bus
