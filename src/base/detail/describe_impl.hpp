#pragma once

#include <limits>

#include "base/describe.hpp"

// The templates behind base/describe.hpp. Reading and writing are ordinary functions over TypeInfo
// (config/), so this is all that is instantiated per described type.

namespace argosy {
namespace detail {

// Texts of scalars, defined and instantiated in describe.cpp.
[[nodiscard]] Result<bool> read_bool(std::string_view text);
[[nodiscard]] Result<double> read_real(std::string_view text);
[[nodiscard]] std::string print_real(double value);
[[nodiscard]] Result<std::int64_t> read_integer(std::string_view text, std::int64_t min, std::int64_t max);
[[nodiscard]] Result<std::uint64_t> read_unsigned(std::string_view text, std::uint64_t max);
[[nodiscard]] Result<Duration> read_duration(std::string_view text);
[[nodiscard]] std::string print_duration(Duration d);
[[nodiscard]] std::unexpected<Error> not_one_of(std::string_view text, const std::vector<std::string>& values);

template <class T>
Result<T> read_scalar(std::string_view text) {
    if constexpr (std::is_same_v<T, bool>) {
        return read_bool(text);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return std::string(text);
    } else if constexpr (std::is_floating_point_v<T>) {
        return read_real(text);
    } else if constexpr (std::is_signed_v<T> && std::is_integral_v<T>) {
        auto v = read_integer(text, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
        if (!v) return std::unexpected(std::move(v).error());
        return static_cast<T>(*v);
    } else if constexpr (std::is_integral_v<T>) {
        auto v = read_unsigned(text, std::numeric_limits<T>::max());
        if (!v) return std::unexpected(std::move(v).error());
        return static_cast<T>(*v);
    } else if constexpr (std::is_same_v<T, Time>) {
        return parse_iso8601(text);
    } else if constexpr (std::is_same_v<T, Duration>) {
        return read_duration(text);
    } else {
        return parse_decimal<T>(text);
    }
}

template <class T>
std::string print_scalar(const T& value) {
    if constexpr (std::is_same_v<T, bool>)
        return value ? "true" : "false";
    else if constexpr (std::is_same_v<T, std::string>)
        return value;
    else if constexpr (std::is_floating_point_v<T>)
        return print_real(value);
    else if constexpr (std::is_integral_v<T>)
        return std::to_string(value);
    else if constexpr (std::is_same_v<T, Time>)
        return to_iso8601(value);
    else if constexpr (std::is_same_v<T, Duration>)
        return print_duration(value);
    else
        return std::string(to_string(value));
}

template <class T>
TypeInfo make_scalar(TypeInfo::Kind kind, std::string name) {
    TypeInfo info = scalar_info(kind, std::move(name));
    info.parse = [](std::string_view text, void* out) -> Result<> {
        auto value = read_scalar<T>(text);
        if (!value) return std::unexpected(std::move(value).error());
        *static_cast<T*>(out) = std::move(*value);
        return {};
    };
    info.print = [](const void* v) { return print_scalar(*static_cast<const T*>(v)); };
    return info;
}

template <class E>
TypeInfo make_enumeration() {
    TypeInfo info = scalar_info(TypeInfo::Kind::enumeration, "choice");
    for (const E e : enumerators<E>) info.values.emplace_back(to_string(e));
    info.parse = [names = info.values](std::string_view text, void* out) -> Result<> {
        const auto e = parse_enum<E>(text);
        if (!e) return not_one_of(text, names);
        *static_cast<E*>(out) = *e;
        return {};
    };
    info.print = [](const void* v) { return std::string(to_string(*static_cast<const E*>(v))); };
    return info;
}

template <class T>
struct Builder {
    static TypeInfo build() {
        using Kind = TypeInfo::Kind;
        if constexpr (std::is_same_v<T, bool>)
            return make_scalar<T>(Kind::boolean, "true or false");
        else if constexpr (std::is_same_v<T, std::string>)
            return make_scalar<T>(Kind::text, "text");
        else if constexpr (std::is_integral_v<T>)
            return make_scalar<T>(Kind::integer, "integer");
        else if constexpr (std::is_floating_point_v<T>)
            return make_scalar<T>(Kind::real, "number");
        else if constexpr (is_decimal<T>)
            return make_scalar<T>(Kind::decimal, "decimal");
        else if constexpr (std::is_same_v<T, Time>)
            return make_scalar<T>(Kind::time, "time");
        else if constexpr (std::is_same_v<T, Duration>)
            return make_scalar<T>(Kind::duration, "duration");
        else if constexpr (std::is_enum_v<T>)
            return make_enumeration<T>();
        else {
            TypeInfo info;
            info.kind = TypeInfo::Kind::structure;
            Described<T> described(info);
            describe(described);
            return info;
        }
    }
};

/// What optional, vector and map share.
template <class C, class E>
TypeInfo make_container(TypeInfo::Kind kind, std::string name) {
    TypeInfo info;
    info.kind = kind;
    info.name = std::move(name);
    info.element = &type_of<E>;
    info.clear = [](void* c) { *static_cast<C*>(c) = C{}; };
    return info;
}

template <class E>
struct Builder<std::optional<E>> {
    using C = std::optional<E>;
    static TypeInfo build() {
        TypeInfo info = make_container<C, E>(TypeInfo::Kind::optional, "optional");
        info.size = [](const void* c) { return std::size_t{static_cast<const C*>(c)->has_value()}; };
        info.insert = [](void* c, std::string_view) -> void* { return &static_cast<C*>(c)->emplace(); };
        info.visit = [](const void* c, const std::function<void(std::string_view, const void*)>& f) {
            if (const auto& value = *static_cast<const C*>(c)) f({}, &*value);
        };
        return info;
    }
};

template <class E>
struct Builder<std::vector<E>> {
    static_assert(!std::is_same_v<E, bool>, "vector<bool> has no elements to point at");
    using C = std::vector<E>;
    static TypeInfo build() {
        TypeInfo info = make_container<C, E>(TypeInfo::Kind::list, "list");
        info.size = [](const void* c) { return static_cast<const C*>(c)->size(); };
        info.insert = [](void* c, std::string_view) -> void* { return &static_cast<C*>(c)->emplace_back(); };
        info.visit = [](const void* c, const std::function<void(std::string_view, const void*)>& f) {
            for (const E& e : *static_cast<const C*>(c)) f({}, &e);
        };
        return info;
    }
};

template <class E>
struct Builder<std::map<std::string, E>> {
    using C = std::map<std::string, E>;
    static TypeInfo build() {
        TypeInfo info = make_container<C, E>(TypeInfo::Kind::map, "map");
        info.size = [](const void* c) { return static_cast<const C*>(c)->size(); };
        info.insert = [](void* c, std::string_view key) -> void* {
            return &static_cast<C*>(c)->insert_or_assign(std::string(key), E{}).first->second;
        };
        info.visit = [](const void* c, const std::function<void(std::string_view, const void*)>& f) {
            for (const auto& [key, e] : *static_cast<const C*>(c)) f(key, &e);
        };
        return info;
    }
};

template <class... A>
struct Builder<std::variant<A...>> {
    using V = std::variant<A...>;
    static TypeInfo build() {
        TypeInfo info;
        info.kind = TypeInfo::Kind::variant;
        info.name = "choice";
        info.alternatives = {
            Alternative{&type_of<A>, [](void* v) -> void* { return &static_cast<V*>(v)->template emplace<A>(); }}...};
        info.index = [](const void* v) { return static_cast<const V*>(v)->index(); };
        info.held = [](const void* v) {
            return std::visit([](const auto& a) -> const void* { return &a; }, *static_cast<const V*>(v));
        };
        return info;
    }
};

template <class Bound>
Bounds make_bounds(const std::optional<Bound>& min, const std::optional<Bound>& max, const std::optional<Bound>& above,
                   const std::optional<Bound>& below) {
    Bounds b;
    if constexpr (!std::is_same_v<Bound, Unbounded>) {
        b.min_excluded = above.has_value();
        b.max_excluded = below.has_value();
        if (min || above) b.min = print_scalar(above ? *above : *min);
        if (max || below) b.max = print_scalar(below ? *below : *max);
        if (b.is_open()) return b;
        b.holds = [=](const void* p) {
            const Bound& v = *static_cast<const Bound*>(p);
            return (!min || v >= *min) && (!max || v <= *max) && (!above || v > *above) && (!below || v < *below);
        };
    }
    return b;
}

}  // namespace detail

template <class T>
const TypeInfo& type_of() {
    static const TypeInfo info = [] {
        TypeInfo i = detail::Builder<T>::build();
        i.make = [] { return std::shared_ptr<void>(std::make_shared<T>()); };
        return i;
    }();
    return info;
}

template <class T>
template <class M, class Base>
Described<T>& Described<T>::field(std::string_view name, M Base::* member, std::type_identity_t<FieldSpec<M>> spec) {
    const T object{};
    Field f;
    f.name = name;
    f.doc = spec.doc;
    f.unit = spec.unit;
    f.is_required = spec.required;
    f.is_secret = spec.secret;
    f.offset = static_cast<std::size_t>(reinterpret_cast<const std::byte*>(&(object.*member)) -
                                        reinterpret_cast<const std::byte*>(&object));
    f.type = &type_of<M>;
    f.bounds = detail::make_bounds(spec.min, spec.max, spec.above, spec.below);
    f.bounds.items_min = spec.items_min;
    f.bounds.items_max = spec.items_max;
    info_.fields.push_back(std::move(f));
    return *this;
}

extern template const TypeInfo& type_of<bool>();
extern template const TypeInfo& type_of<int>();
extern template const TypeInfo& type_of<std::int64_t>();
extern template const TypeInfo& type_of<std::uint32_t>();
extern template const TypeInfo& type_of<std::uint64_t>();
extern template const TypeInfo& type_of<double>();
extern template const TypeInfo& type_of<std::string>();
extern template const TypeInfo& type_of<Price>();
extern template const TypeInfo& type_of<Qty>();
extern template const TypeInfo& type_of<Money>();
extern template const TypeInfo& type_of<Ratio>();
extern template const TypeInfo& type_of<Time>();
extern template const TypeInfo& type_of<Duration>();
extern template const TypeInfo& type_of<std::vector<std::string>>();
extern template const TypeInfo& type_of<std::optional<Duration>>();
extern template const TypeInfo& type_of<std::optional<Time>>();

}  // namespace argosy
