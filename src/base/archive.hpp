#pragma once

#include <array>
#include <boost/pfr/core.hpp>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/id.hpp"
#include "base/inline_string.hpp"

/// Whole states as bytes: what a program writes down to be sooner where it was when it starts again.
///
/// A class names what it consists of once, for both directions:
///     void parts(this auto& self, auto& archive) { archive(self.count_, self.values_); }
/// Structs without private members need nothing: their fields are taken in turn. Pointers and views do not compile.
///
/// Invariants: what an ArchiveWriter took, an ArchiveReader of the same program gives back to the last bit.
/// Known limits: no format to keep or to exchange: it has no versions and no names, and another program reads something
///               else. Who stores an archive stores a checksum and whose it is beside it, and checks both first.
namespace argosy {

class ArchiveWriter {
public:
    /// Appends the values, one after the other.
    template <class... T>
    void operator()(const T&... values);
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
    /// Appends these bytes as they are.
    void raw(const void* from, std::size_t size) {
        const auto* const first = static_cast<const std::byte*>(from);
        bytes_.insert(bytes_.end(), first, first + size);
    }

private:
    std::vector<std::byte> bytes_;
};

class ArchiveReader {
public:
    explicit ArchiveReader(std::span<const std::byte> bytes) noexcept : left_(bytes) {}
    /// Reads what the writer was given. After a failure they keep anything.
    template <class... T>
    void operator()(T&... values);
    /// All was there, and nothing is left.
    [[nodiscard]] bool is_complete() const noexcept { return !failed_ && left_.empty(); }
    /// What was read cannot be.
    void fail() noexcept {
        failed_ = true;
        left_ = {};
    }
    /// Takes the next bytes as they are.
    void raw(void* to, std::size_t size) noexcept {
        if (size > left_.size()) return fail();
        if (size > 0) std::memcpy(to, left_.data(), size);
        left_ = left_.subspan(size);
    }
    /// How many elements follow; zero when there cannot be as many.
    [[nodiscard]] std::size_t count() noexcept {
        std::size_t n = 0;
        raw(&n, sizeof n);
        if (n <= left_.size()) return n;
        fail();
        return 0;
    }

private:
    std::span<const std::byte> left_;
    bool failed_ = false;
};

namespace detail {

/// Types whose bytes are their value: no padding and no address.
template <class T>
inline constexpr bool is_plain = std::is_trivially_copyable_v<T> && !std::is_class_v<T> && !std::is_union_v<T> &&
                                 !std::is_pointer_v<T> && !std::is_member_pointer_v<T> && !std::is_array_v<T>;
template <class Tag, int digits, class Rep>
inline constexpr bool is_plain<Decimal<Tag, digits, Rep>> = true;
template <class Tag, class Rep>
inline constexpr bool is_plain<Id<Tag, Rep>> = true;
template <std::size_t n>
inline constexpr bool is_plain<InlineString<n>> = true;
template <class Rep, class Period>
inline constexpr bool is_plain<std::chrono::duration<Rep, Period>> = true;
template <class Clock, class Duration>
inline constexpr bool is_plain<std::chrono::time_point<Clock, Duration>> = true;

template <class T>
inline constexpr bool is_pair = false;
template <class A, class B>
inline constexpr bool is_pair<std::pair<A, B>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class Archive, class T>
void pass(Archive& archive, T& value);

template <class L>
void pass_size(ArchiveWriter& archive, const L& list) {
    const std::size_t n = list.size();
    archive.raw(&n, sizeof n);
}
template <class L>
void pass_size(ArchiveReader& archive, L& list) {
    const std::size_t n = archive.count();
    // Elements that are made from settings cannot be made here: their number is a setting too.
    if constexpr (requires { list.resize(n); } && std::is_default_constructible_v<typename L::value_type>)
        list.resize(n);
    else if (list.size() != n)
        archive.fail();
}

template <class Archive, class L>
void pass_list(Archive& archive, L& list) {
    using Element = typename L::value_type;
    pass_size(archive, list);
    if constexpr (is_plain<Element> && requires { list.data(); })
        archive.raw(list.data(), list.size() * sizeof(Element));
    else
        for (auto& element : list) pass(archive, element);
}

template <class T>
void pass_optional(ArchiveWriter& archive, const std::optional<T>& value) {
    archive(value.has_value());
    if (value) archive(*value);
}
template <class T>
void pass_optional(ArchiveReader& archive, std::optional<T>& value) {
    bool is_there = false;
    archive(is_there);
    if (!is_there) return value.reset();
    if constexpr (std::is_default_constructible_v<T>)
        if (!value) value.emplace();
    value ? archive(*value) : archive.fail();
}

template <class... T>
void pass_variant(ArchiveWriter& archive, const std::variant<T...>& value) {
    archive(value.index());
    std::visit([&](const auto& held) { archive(held); }, value);
}
template <class... T>
void pass_variant(ArchiveReader& archive, std::variant<T...>& value) {
    std::size_t index = 0;
    archive(index);
    const auto take = [&]<std::size_t... i>(std::index_sequence<i...>) {
        return ((index == i && (archive(value.template emplace<i>()), true)) || ...);
    };
    if (!take(std::index_sequence_for<T...>{})) archive.fail();
}

template <class Archive, class T>
void pass(Archive& archive, T& value) {
    using Value = std::remove_const_t<T>;
    if constexpr (requires { value.parts(archive); }) {
        value.parts(archive);
    } else if constexpr (is_plain<Value>) {
        archive.raw(&value, sizeof value);
    } else if constexpr (requires { value.begin(), value.size(), value[0]; }) {
        pass_list(archive, value);
    } else if constexpr (is_pair<Value>) {
        archive(value.first, value.second);
    } else if constexpr (is_optional<Value>) {
        pass_optional(archive, value);
    } else if constexpr (is_variant<Value>) {
        pass_variant(archive, value);
    } else {
        static_assert(std::is_aggregate_v<Value>, "give it a member parts(), see base/archive.hpp");
        boost::pfr::for_each_field(value, [&](auto& field) { pass(archive, field); });
    }
}

}  // namespace detail

template <class... T>
void ArchiveWriter::operator()(const T&... values) {
    (detail::pass(*this, values), ...);
}
template <class... T>
void ArchiveReader::operator()(T&... values) {
    (detail::pass(*this, values), ...);
}

}  // namespace argosy
