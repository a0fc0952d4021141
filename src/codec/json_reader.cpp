#include "codec/detail/json_reader.hpp"

#include "base/suggest.hpp"

namespace argosy::codec::detail {
namespace {

constexpr std::size_t text_max = 16u << 20;

std::string_view kind_of(const simdjson::dom::element& e) {
    switch (e.type()) {
        case simdjson::dom::element_type::ARRAY: return "an array";
        case simdjson::dom::element_type::OBJECT: return "an object";
        case simdjson::dom::element_type::INT64:
        case simdjson::dom::element_type::UINT64:
        case simdjson::dom::element_type::DOUBLE: return "a number";
        case simdjson::dom::element_type::STRING: return "a string";
        case simdjson::dom::element_type::BOOL: return "a truth value";
        case simdjson::dom::element_type::NULL_VALUE: return "null";
    }
    return "something else";
}

}  // namespace

bool JsonReader::parse(std::string_view json, simdjson::dom::element& root) {
    thread_local simdjson::dom::parser parser(text_max);
    if (json.empty()) json = " ";  // simdjson copies it, and null cannot be copied from
    const auto error = parser.parse(json.data(), json.size()).get(root);
    if (error == simdjson::SUCCESS) return true;
    if (error == simdjson::CAPACITY) return refuse("larger than 16 MiB");
    return refuse("not JSON: " + std::string(simdjson::error_message(error)));
}

bool JsonReader::refuse(std::string what) {
    if (!fault_.empty()) return false;
    const std::string at = pointer();
    fault_ = at.empty() ? std::move(what) : at + ": " + what;
    return false;
}

bool JsonReader::refuse_unknown(std::string_view kind, std::string_view name, const std::vector<std::string>& known) {
    const std::string_view meant = nearest(name, known);
    return refuse("unknown " + std::string(kind) + " \"" + std::string(name.substr(0, 40)) + "\", " +
                  (meant.empty() ? "expected one of " + join(known, 30) : "did you mean " + std::string(meant) + "?"));
}

bool JsonReader::expected(std::string_view what, const simdjson::dom::element& got) {
    return refuse("expected " + std::string(what) + ", got " + std::string(kind_of(got)));
}

bool JsonReader::text(const simdjson::dom::element& e, std::string_view& out) {
    return e.get(out) == simdjson::SUCCESS || expected("a string", e);
}

bool JsonReader::number(const simdjson::dom::element& e, std::uint64_t max, std::uint64_t& out) {
    if (e.get(out) != simdjson::SUCCESS) return expected("a whole number from 0", e);
    return out <= max || refuse("too large, the most is " + std::to_string(max));
}

bool JsonReader::type_and_data(const simdjson::dom::element& e, simdjson::dom::element& type,
                               simdjson::dom::element& data) {
    simdjson::dom::object object;
    if (e.get(object) != simdjson::SUCCESS) return expected("an object", e);
    bool has_type = false, has_data = false;
    for (const auto [key, value] : object) {
        const auto step = enter(key);
        bool& seen = key == "type" ? has_type : has_data;
        if (key != "type" && key != "data") return refuse("unknown key, expected type and data");
        if (std::exchange(seen, true)) return refuse("the key is written twice");
        (key == "type" ? type : data) = value;
    }
    return (has_type && has_data) || refuse("expected an object with type and data");
}

Error JsonReader::error() const { return Error(Errc::parse, fault_); }

std::string JsonReader::pointer() const {
    std::string out;
    for (const auto& step : path_) {
        out += '/';
        if (const auto* index = std::get_if<std::size_t>(&step)) {
            out += std::to_string(*index);
            continue;
        }
        for (const char c : std::get<std::string_view>(step)) {  // RFC 6901: ~ and / are escaped
            if (c == '~')
                out += "~0";
            else if (c == '/')
                out += "~1";
            else
                out += c;
        }
    }
    return out;
}

}  // namespace argosy::codec::detail
