#include "auth/detail/json.hpp"

#include <algorithm>
#include <simdjson.h>

namespace argosy::auth::detail {
namespace {

constexpr std::size_t text_max = 1u << 20, depth_max = 16;

Result<Json> convert(const simdjson::dom::element& from);

Result<Json> convert_array(const simdjson::dom::array& from) {
    Json out{.kind = Json::Kind::array};
    for (const auto element : from) {
        ARGOSY_LET(auto item, convert(element), "");
        out.items.push_back(std::move(item));
    }
    return out;
}

Result<Json> convert_object(const simdjson::dom::object& from) {
    Json out{.kind = Json::Kind::object};
    for (const auto [key, value] : from) {
        ARGOSY_LET(auto member, convert(value), "");
        out.keys.emplace_back(key);
        out.items.push_back(std::move(member));
    }
    std::vector<std::string_view> sorted(out.keys.begin(), out.keys.end());
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) return fail(Errc::parse, "a key is written twice");
    return out;
}

Json real(double number) { return {.kind = Json::Kind::real, .real = number}; }

Result<Json> convert(const simdjson::dom::element& from) {
    using Type = simdjson::dom::element_type;
    switch (from.type()) {
        case Type::ARRAY: return convert_array(from.get_array().value_unsafe());
        case Type::OBJECT: return convert_object(from.get_object().value_unsafe());
        case Type::INT64: return Json{.kind = Json::Kind::whole, .whole = from.get_int64().value_unsafe()};
        case Type::UINT64: return real(static_cast<double>(from.get_uint64().value_unsafe()));
        case Type::DOUBLE: return real(from.get_double().value_unsafe());
        case Type::STRING:
            return Json{.kind = Json::Kind::text, .string = std::string(from.get_string().value_unsafe())};
        case Type::BOOL: return Json{.kind = Json::Kind::boolean, .flag = from.get_bool().value_unsafe()};
        case Type::NULL_VALUE: return Json{};
    }
    return fail(Errc::parse, "a value of an unknown kind");
}

}  // namespace

const Json* Json::find(std::string_view key) const noexcept {
    const auto at = std::ranges::find(keys, key);
    return at == keys.end() ? nullptr : &items[static_cast<std::size_t>(at - keys.begin())];
}

std::string Json::text(std::string_view key) const {
    const auto* found = get<std::string>(key);
    return found == nullptr ? std::string() : *found;
}

Result<Json> parse_json_object(std::string_view text) {
    if (text.size() > text_max) return fail(Errc::parse, "larger than 1 MiB");
    simdjson::dom::parser parser;
    if (parser.allocate(std::max<std::size_t>(text.size(), 32), depth_max) != simdjson::SUCCESS)
        return fail(Errc::unavailable, "no memory to read it");
    simdjson::dom::element root;
    if (text.empty()) text = " ";  // simdjson copies it, and null cannot be copied from
    if (const auto error = parser.parse(text.data(), text.size()).get(root))
        return fail(Errc::parse, "not JSON: " + std::string(simdjson::error_message(error)));
    if (!root.is_object()) return fail(Errc::parse, "expected a JSON object");
    return convert(root);
}

}  // namespace argosy::auth::detail
