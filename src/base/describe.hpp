#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/enum.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

/// Settings described once: reading, writing, defaults, documentation and schema all walk the same
/// TypeInfo (config/).
///
///     struct Limits { std::int64_t orders_max = 10; Ratio loss_max = "0.02"_ratio; };
///     void describe(Described<Limits>& d);                       // header;
///     "base/describe_fwd.hpp" is enough there
///
///     void describe(Described<Limits>& d) {                      // source
///         d.name("limits").doc("What a run may do at most.");
///         d.field("orders_max", &Limits::orders_max, {.min = 1, .max = 1000, .unit = "orders",
///         .doc = "Open orders."}); d.field("loss_max", &Limits::loss_max, {.above = Ratio{}, .doc
///         = "Loss of a day, as a fraction of equity."}); d.check([](const Limits& x) -> Result<> {
///         ... });      // rules between fields
///     }
///
/// Fields may be bool, integers, double, std::string, enumerations with a to_string, decimals,
/// Time, Duration, described structs and scalars (domain::Currency), and std::optional,
/// std::vector, std::map<std::string, T> of all these; std::variant of described structs is chosen
/// by a `type:` key that holds the struct's name. It lives in base so that the pure libraries
/// describe their settings without knowing files or YAML.
///
/// Thread safety: type_of is safe; a TypeInfo does not change once made.
/// Known limits: described types are default constructible; no virtual bases.
namespace argosy {

struct TypeInfo;
/// A type that is looked up when needed, so that a type may contain itself.
using TypeRef = const TypeInfo& (*)();

/// The limits of a number, for messages (as text) and for checking. Applies to the elements of
/// containers.
struct Bounds {
    std::string min, max;  ///< empty: none
    bool min_excluded = false, max_excluded = false;
    std::function<bool(const void*)> holds;  ///< empty: everything is allowed
    std::size_t items_min = 0;               ///< of lists and maps
    std::size_t items_max = SIZE_MAX;

    [[nodiscard]] bool is_open() const noexcept { return min.empty() && max.empty(); }
    /// "from 1 to 100", "above 0", "at most 5"; empty when nothing bounds it.
    [[nodiscard]] std::string text() const;
};

struct Field {
    std::string name;
    std::string doc;
    std::string unit;
    bool is_required = false;  ///< has no usable default: must be written
    bool is_secret = false;    ///< printed as ***
    std::size_t offset = 0;
    TypeRef type = nullptr;
    Bounds bounds;
};

/// One struct a variant can hold, chosen by `type: <name of the struct>`.
struct Alternative {
    TypeRef type = nullptr;
    void* (*emplace)(void* variant) = nullptr;
};

/// What a type is and how to handle a value of it through a void pointer.
struct TypeInfo {
    enum class Kind : std::uint8_t {
        boolean,
        integer,
        real,
        text,
        enumeration,
        decimal,
        time,
        duration,
        scalar,  ///< another type written as text
        optional,
        list,
        map,
        structure,
        variant,
        raw,  ///< a subtree kept as it is, for a reader that knows more (config::Node)
    };
    Kind kind = Kind::text;
    std::string name;  ///< "integer", "limits"; what messages and documents call it
    std::string doc;
    std::function<std::shared_ptr<void>()> make;  ///< a value with its defaults

    // Scalars.
    std::function<Result<>(std::string_view, void*)> parse;
    std::function<std::string(const void*)> print;
    std::vector<std::string> values;  ///< what an enumeration allows

    // optional, list and map: how many elements (optional: 0 or 1) and which.
    TypeRef element = nullptr;
    std::size_t (*size)(const void*) = nullptr;
    void (*clear)(void*) = nullptr;
    void (*visit)(const void*, const std::function<void(std::string_view key, const void*)>&) = nullptr;
    void* (*insert)(void*, std::string_view key) = nullptr;  ///< a new default element; lists ignore the key

    std::vector<Field> fields;
    std::vector<std::function<Result<>(const void*)>> rules;  ///< between fields, after all fields are good

    std::vector<Alternative> alternatives;
    std::size_t (*index)(const void*) = nullptr;
    const void* (*held)(const void*) = nullptr;

    [[nodiscard]] bool is_scalar() const noexcept { return kind <= Kind::scalar; }
};

template <class T>
class Described;

namespace detail {
template <class T>
struct ElementOf {
    using type = T;
};
template <class T>
struct ElementOf<std::optional<T>> : ElementOf<T> {};
template <class T>
struct ElementOf<std::vector<T>> : ElementOf<T> {};
template <class T>
struct ElementOf<std::map<std::string, T>> : ElementOf<T> {};

template <class T>
inline constexpr bool is_decimal = false;
template <class Tag, int D, class R>
inline constexpr bool is_decimal<Decimal<Tag, D, R>> = true;
/// A number that can be bounded.
template <class T>
inline constexpr bool is_measure = (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) || is_decimal<T> ||
                                   std::is_same_v<T, Time> || std::is_same_v<T, Duration>;
struct Unbounded {};
template <class T>
using bound_t = std::conditional_t<is_measure<typename ElementOf<T>::type>, typename ElementOf<T>::type, Unbounded>;
}  // namespace detail

/// What a field's declaration says beside its name: designated initialisers, in this order.
template <class M>
struct FieldSpec {
    using Bound = detail::bound_t<M>;
    std::optional<Bound> min{}, max{};      ///< inclusive
    std::optional<Bound> above{}, below{};  ///< exclusive
    std::size_t items_min = 0, items_max = SIZE_MAX;
    bool required = false;
    bool secret = false;
    std::string_view unit{};
    std::string_view doc{};
};

/// The description of T. Requires for structs: `void describe(Described<T>&)` found by
/// argument-dependent lookup.
template <class T>
[[nodiscard]] const TypeInfo& type_of();

namespace detail {
template <class T>
[[nodiscard]] std::string print_scalar(const T& value);
[[nodiscard]] TypeInfo scalar_info(TypeInfo::Kind kind, std::string name);
}  // namespace detail

/// Collects the description of one struct or scalar.
template <class T>
class Described {
public:
    explicit Described(TypeInfo& info) : info_(info) {}

    /// snake_case; also the tag that selects T in a variant.
    Described& name(std::string_view text) { return info_.name = text, *this; }
    Described& doc(std::string_view text) { return info_.doc = text, *this; }

    template <class M, class Base>
    Described& field(std::string_view name, M Base::* member, std::type_identity_t<FieldSpec<M>> spec = {});

    /// A rule between fields; its message should name the fields.
    Described& check(Result<> (*rule)(const T&)) {
        info_.rules.emplace_back([rule](const void* v) { return rule(*static_cast<const T*>(v)); });
        return *this;
    }

    /// T is written as text: how to read and print it. The description of a type that is no struct.
    Described& scalar(std::string_view name, Result<T> (*parse)(std::string_view), std::string (*print)(const T&)) {
        info_.kind = TypeInfo::Kind::scalar;
        info_.name = name;
        info_.parse = [parse](std::string_view text, void* out) -> Result<> {
            auto value = parse(text);
            if (!value) return std::unexpected(std::move(value).error());
            *static_cast<T*>(out) = std::move(*value);
            return {};
        };
        info_.print = [print](const void* v) { return print(*static_cast<const T*>(v)); };
        return *this;
    }

    /// For those who list the fields in another way (codec/schema.cpp).
    [[nodiscard]] TypeInfo& info() noexcept { return info_; }

    /// T keeps the subtree as written (config::Node).
    Described& raw() { return info_.kind = TypeInfo::Kind::raw, *this; }

private:
    TypeInfo& info_;
};

}  // namespace argosy

#include "base/detail/describe_impl.hpp"
