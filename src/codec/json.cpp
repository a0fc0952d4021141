#include "codec/json.hpp"

#include <charconv>
#include <vector>

#include "base/enum.hpp"
#include "base/json_writer.hpp"
#include "base/suggest.hpp"
#include "codec/detail/json_reader.hpp"
#include "codec/detail/types.hpp"

namespace argosy::codec {
namespace {

using namespace detail;

// ---- Writing

class Writer {
public:
    Writer(std::string& out, const Names& names) : out_(out), names_(names) {}

    void operator()(std::string_view name, const auto& value) {
        if (out_.back() != '{') out_ += ',';
        ((out_ += '"') += name) += "\":";
        put(value);
    }

    template <class T>
    void put(const T& v) {
        if constexpr (std::is_same_v<T, bool>)
            out_ += v ? "true" : "false";
        else if constexpr (std::is_enum_v<T>)
            quoted(to_string(v));
        else if constexpr (std::is_same_v<T, double>)
            append_json_number(out_, v);
        else if constexpr (std::is_integral_v<T>)
            number(v);
        else if constexpr (is_id<T>)
            id(v);
        else if constexpr (is_decimal<T>)
            quoted(to_string(v));
        else if constexpr (std::is_same_v<T, Time>)
            time(v);
        else if constexpr (std::is_same_v<T, Duration>)
            quoted(v == Duration{} ? "0s" : to_string(v));
        else if constexpr (std::is_same_v<T, domain::Currency>)
            quoted(v.code());
        else if constexpr (std::is_same_v<T, std::string>)
            append_json_string(out_, v);
        else {
            out_ += '{';
            fields(*this, v);
            out_ += '}';
        }
    }
    template <std::size_t N>
    void put(const InlineString<N>& v) {
        append_json_string(out_, v.view());
    }
    template <class E>
    void put(const std::vector<E>& v) {
        out_ += '[';
        for (const E& e : v) {
            if (&e != v.data()) out_ += ',';
            put(e);
        }
        out_ += ']';
    }
    template <class... A>
    void put(const std::variant<A...>& v) {
        std::visit(
            [this]<class T>(const T& held) {
                ((out_ += R"({"type":")") += tag_of<T>.name) += R"(","data":)";
                put(held);
            },
            v);
        out_ += '}';
    }

private:
    /// Text that needs no escape.
    void quoted(std::string_view text) { ((out_ += '"') += text) += '"'; }

    void number(std::uint64_t v) {
        char text[24];
        const auto [end, ec] = std::to_chars(text, text + sizeof text, v);
        out_.append(text, end);
    }
    void time(Time t) {
        if (t == Time{})
            out_ += "null";
        else
            quoted(to_iso8601(t));
    }
    template <class Tag, class Rep>
    void id(Id<Tag, Rep> v) {
        if (v.is_none())
            out_ += "null";
        else
            number(v.value());
    }
    void id(InstrumentId v) {
        const auto* table = names_.instruments;
        if (v.is_none() || !table || v.value() >= table->size()) return id<InstrumentTag, std::uint32_t>(v);
        const domain::Instrument& i = (*table)[v];
        append_json_string(out_, table->find(i.symbol) == v ? i.symbol : i.symbol + "@" + i.venue);
    }
    void id(StrategyId v) {
        if (v.is_none() || v.value() >= names_.strategies.size()) return id<StrategyTag, std::uint16_t>(v);
        append_json_string(out_, names_.strategies[v.value()]);
    }

    std::string& out_;
    const Names& names_;
};

// ---- Reading: JsonReader knows JSON, these know the types.

using Element = simdjson::dom::element;

template <class T>
bool read(JsonReader& r, const Element& e, T& out);

bool read_instrument(JsonReader& r, std::string_view name, InstrumentId& out) {
    const auto* table = r.names().instruments;
    if (!table) return r.refuse("a symbol, but no instruments are known here: expected a number");
    const auto at = name.rfind('@');
    out = table->find(name.substr(0, at), at == name.npos ? std::string_view() : name.substr(at + 1));
    if (!out.is_none()) return true;
    std::vector<std::string> known;
    for (const auto& i : *table) known.push_back(i.symbol);
    return r.refuse_unknown("instrument", name, known);
}

bool read_strategy(JsonReader& r, std::string_view name, StrategyId& out) {
    const auto names = r.names().strategies;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return out = StrategyId(static_cast<std::uint16_t>(i)), true;
    return r.refuse_unknown("strategy", name, {names.begin(), names.end()});
}

template <class I>
bool read_id(JsonReader& r, const Element& e, I& out) {
    if (e.is_null()) return out = I{}, true;
    if constexpr (std::is_same_v<I, InstrumentId> || std::is_same_v<I, StrategyId>)
        if (std::string_view name; e.get(name) == simdjson::SUCCESS) {
            if constexpr (std::is_same_v<I, InstrumentId>)
                return read_instrument(r, name, out);
            else
                return read_strategy(r, name, out);
        }
    std::uint64_t n = 0;
    if (!r.number(e, I{}.value() - 1u, n)) return false;
    return out = I(static_cast<typename I::rep>(n)), true;
}

/// A text read by one of base's parsers; its message says what was expected.
template <class T, class Parse>
bool read_text(JsonReader& r, const Element& e, T& out, Parse parse) {
    std::string_view text;
    if (!r.text(e, text)) return false;
    auto value = parse(text);
    if (!value) return r.refuse(std::string(value.error().message()));
    return out = *value, true;
}

template <class E>
bool read_enum(JsonReader& r, const Element& e, E& out) {
    std::string_view text;
    if (!r.text(e, text)) return false;
    if (const auto value = parse_enum<E>(text)) return out = *value, true;
    std::vector<std::string> names;
    for (const E each : enumerators<E>) names.emplace_back(to_string(each));
    return r.refuse_unknown("value", text, names);
}

Result<Duration> parse_length(std::string_view text) {
    if (text == "0s") return Duration{};
    return parse_duration(text);
}

Result<domain::Currency> parse_code(std::string_view text) {
    if (text.empty()) return domain::Currency();
    return domain::parse_currency(text);
}

/// Visits the listed fields: collects their names, or reads the one called `key`.
struct NameList {
    std::vector<std::string>& names;
    void operator()(std::string_view name, const auto&) { names.emplace_back(name); }
};
struct FieldReader {
    JsonReader& reader;
    const Element& element;
    std::string_view key;
    std::uint64_t& seen;
    int index = 0;
    bool found = false, ok = true;
    void operator()(std::string_view name, auto& member) {
        const std::uint64_t bit = std::uint64_t{1} << index++;
        if (name != key) return;
        found = true;
        ok = (seen & bit) == 0 ? read(reader, element, member) : reader.refuse("the key is written twice");
        seen |= bit;
    }
};
struct MissingField {
    std::uint64_t seen;
    int index = 0;
    std::string_view name{};
    void operator()(std::string_view field, const auto&) {
        if (((seen >> index++) & 1) == 0 && name.empty()) name = field;
    }
};

template <class T>
bool read_struct(JsonReader& r, const Element& e, T& out) {
    simdjson::dom::object object;
    if (e.get(object) != simdjson::SUCCESS) return r.expected("an object", e);
    std::uint64_t seen = 0;
    for (const auto [key, value] : object) {
        const auto step = r.enter(key);
        FieldReader f{r, value, key, seen};
        fields(f, out);
        if (!f.ok) return false;
        if (f.found) continue;
        std::vector<std::string> names;
        NameList list{names};
        fields(list, out);
        return r.refuse_unknown("key", key, names);
    }
    MissingField missing{seen};
    fields(missing, out);
    if (may_omit_fields<T> || missing.name.empty()) return true;
    const auto step = r.enter(missing.name);
    return r.refuse("missing");
}

template <class E>
bool read_list(JsonReader& r, const Element& e, std::vector<E>& out) {
    simdjson::dom::array array;
    if (e.get(array) != simdjson::SUCCESS) return r.expected("an array", e);
    out.clear();
    std::size_t i = 0;
    for (const auto item : array) {
        const auto step = r.enter(i++);
        if (!read(r, item, out.emplace_back())) return false;
    }
    return true;
}

template <class... A>
bool read_variant(JsonReader& r, const Element& e, std::variant<A...>& out) {
    Element type, data;
    if (!r.type_and_data(e, type, data)) return false;
    std::string_view name;
    {
        const auto step = r.enter("type");
        if (!r.text(type, name)) return false;
        if (!((name == tag_of<A>.name) || ...)) return r.refuse_unknown("type", name, {std::string(tag_of<A>.name)...});
    }
    const auto step = r.enter("data");
    bool ok = false;
    static_cast<void>(((name == tag_of<A>.name && (ok = read(r, data, out.template emplace<A>()), true)) || ...));
    return ok;
}

template <class T>
inline constexpr bool is_list = false;
template <class E>
inline constexpr bool is_list<std::vector<E>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... A>
inline constexpr bool is_variant<std::variant<A...>> = true;
template <class T>
inline constexpr std::size_t inline_size = 0;
template <std::size_t N>
inline constexpr std::size_t inline_size<InlineString<N>> = N;

template <class T>
bool read_inline(JsonReader& r, const Element& e, T& out) {
    std::string_view text;
    if (!r.text(e, text)) return false;
    if (text.size() >= inline_size<T>)
        return r.refuse("text of " + std::to_string(text.size()) + " bytes, at most " +
                        std::to_string(inline_size<T> - 1) + " fit");
    return out = T(text), true;
}

template <class T>
bool read(JsonReader& r, const Element& e, T& out) {
    if constexpr (std::is_same_v<T, bool>)
        return e.get(out) == simdjson::SUCCESS || r.expected("true or false", e);
    else if constexpr (std::is_enum_v<T>)
        return read_enum(r, e, out);
    else if constexpr (std::is_same_v<T, double>)
        return e.get(out) == simdjson::SUCCESS || r.expected("a number", e);
    else if constexpr (std::is_integral_v<T>) {
        std::uint64_t n = 0;
        return r.number(e, std::numeric_limits<T>::max(), n) && (out = static_cast<T>(n), true);
    } else if constexpr (is_id<T>)
        return read_id(r, e, out);
    else if constexpr (is_decimal<T>)
        return read_text(r, e, out, [](std::string_view text) { return parse_decimal<T>(text); });
    else if constexpr (std::is_same_v<T, Time>)
        return e.is_null() ? (out = Time{}, true) : read_text(r, e, out, parse_iso8601);
    else if constexpr (std::is_same_v<T, Duration>)
        return read_text(r, e, out, parse_length);
    else if constexpr (std::is_same_v<T, domain::Currency>)
        return read_text(r, e, out, parse_code);
    else if constexpr (std::is_same_v<T, std::string>)
        return read_text(r, e, out, [](std::string_view text) { return Result<std::string>(text); });
    else if constexpr (inline_size<T> != 0)
        return read_inline(r, e, out);
    else if constexpr (is_list<T>)
        return read_list(r, e, out);
    else if constexpr (is_variant<T>)
        return read_variant(r, e, out);
    else
        return read_struct(r, e, out);
}

}  // namespace

template <class T>
void append_json(std::string& out, const T& value, const Names& names) {
    Writer(out, names).put(value);
}

template <class T>
Result<T> from_json(std::string_view json, const Names& names) {
    Result<T> out{std::in_place};
    JsonReader r(names);
    Element root;
    if (!r.parse(json, root) || !read(r, root, *out)) return std::unexpected(r.error());
    return out;
}

template <class V>
std::string_view type_name(const V& variant) noexcept {
    return std::visit([]<class T>(const T&) { return tag_of<T>.name; }, variant);
}

#define ARGOSY_INSTANTIATE(T)                                                \
    template void append_json(std::string&, const domain::T&, const Names&); \
    template Result<domain::T> from_json(std::string_view, const Names&);
ARGOSY_CODEC_VARIANTS(ARGOSY_INSTANTIATE)
ARGOSY_CODEC_STRUCTS(ARGOSY_INSTANTIATE)
#define ARGOSY_INSTANTIATE_NAME(V) template std::string_view type_name(const domain::V&) noexcept;
ARGOSY_CODEC_VARIANTS(ARGOSY_INSTANTIATE_NAME)

}  // namespace argosy::codec
