#include <array>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "base/enum.hpp"
#include "base/prng.hpp"
#include "base/utf8.hpp"
#include "codec/bytes.hpp"
#include "codec/detail/types.hpp"
#include "codec/json.hpp"

// Properties that hold for every type with a wire form.

namespace argosy::codec {
namespace {

using testing::HasSubstr;

// ---- The lists of fields are complete: a struct has as many members as its list.

struct Anything {
    template <class T>
    constexpr operator T() const;
};
template <class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), Anything{})...}; };
}
template <class T, std::size_t N = 0>
consteval std::size_t member_count() {
    if constexpr (!takes<T>(std::make_index_sequence<N + 1>{}))
        return N;
    else
        return member_count<T, N + 1>();
}

struct Counter {
    std::size_t count = 0;
    void operator()(std::string_view, const auto&) { ++count; }
};
template <class T>
void expect_complete() {
    Counter c;
    const T value{};
    detail::fields(c, value);
    EXPECT_EQ(c.count, member_count<T>())
        << "codec/detail/fields.hpp does not list every member of " << __PRETTY_FUNCTION__;
}
template <class... A>
void expect_complete(const std::variant<A...>*) {
    (expect_complete<A>(), ...);
}

TEST(Fields, list_every_member) {
#define X(T) expect_complete<domain::T>();
    ARGOSY_CODEC_STRUCTS(X)
#undef X
#define X(T) expect_complete(static_cast<const domain::T*>(nullptr));
    ARGOSY_CODEC_VARIANTS(X)
#undef X
    expect_complete<domain::NamedValue>();
    expect_complete<domain::BookLevel>();
    expect_complete<domain::Vote>();
    expect_complete<domain::FeeTier>();
    expect_complete<domain::MarginTier>();
}

template <class... A>
void expect_distinct_tags(const std::variant<A...>*) {
    std::array numbers{detail::tag_of<A>.number...};
    std::ranges::sort(numbers);
    EXPECT_EQ(std::ranges::adjacent_find(numbers), numbers.end());
    EXPECT_NE(numbers[0], 0);
}

TEST(Fields, alternatives_of_a_variant_have_tags_of_their_own) {
#define X(T) expect_distinct_tags(static_cast<const domain::T*>(nullptr));
    ARGOSY_CODEC_VARIANTS(X)
#undef X
}

// ---- Any value.

/// Fills every field with something that a correct program can hold.
class Filler {
public:
    explicit Filler(Prng& prng) : prng_(prng) {}
    void operator()(std::string_view, auto& v) { fill(v); }

    template <class T>
    void fill(T& v) {
        if constexpr (std::is_same_v<T, bool>)
            v = prng_.below(2) == 1;
        else if constexpr (std::is_enum_v<T>)
            v = enumerators<T>[prng_.below(enumerators<T>.size())];
        else if constexpr (std::is_same_v<T, double>)
            v = std::ldexp(prng_.uniform() - 0.5, static_cast<int>(prng_.below(200)) - 100);
        else if constexpr (std::is_integral_v<T>)
            v = static_cast<T>(bits());
        else if constexpr (detail::is_id<T>)
            v = prng_.below(4) == 0 ? T{} : T(static_cast<typename T::rep>(bits()));
        else if constexpr (detail::is_decimal<T>)
            v = T::from_raw(static_cast<typename T::rep>(signed_bits<typename T::rep>()));
        else if constexpr (std::is_same_v<T, Time>)
            v = time_from_ns(signed_bits<std::int64_t>());
        else if constexpr (std::is_same_v<T, Duration>)
            v = Duration{static_cast<std::int64_t>(bits() >> 1)};
        else if constexpr (std::is_same_v<T, domain::Currency>) {
            static constexpr const char* codes[] = {"USDT", "BTC", "1000SHIB", "ABCDEFGHIJ12345"};
            v = prng_.below(5) == 0 ? T{} : T(codes[prng_.below(4)]);
        } else if constexpr (std::is_same_v<T, std::string>)
            v = text(40);
        else
            detail::fields(*this, v);
    }
    template <std::size_t N>
    void fill(InlineString<N>& v) {
        v = InlineString<N>(text(N - 1));
    }
    template <class E>
    void fill(std::vector<E>& v) {
        v.resize(prng_.below(4));
        for (E& e : v) fill(e);
    }
    template <class... A>
    void fill(std::variant<A...>& v) {
        std::size_t i = prng_.below(sizeof...(A));
        ((i-- == 0 ? fill(v.template emplace<A>()) : void()), ...);
    }

private:
    /// Small numbers as often as huge ones.
    std::uint64_t bits() { return prng_.next() >> prng_.below(64); }
    template <class R>
    R signed_bits() {
        if constexpr (sizeof(R) == 16) {
            const auto wide = static_cast<uint128>(prng_.next()) << 64 | prng_.next();
            const auto positive = static_cast<int128>(wide >> (1 + prng_.below(127)));
            return prng_.below(2) == 0 ? positive : -positive;
        } else {
            const auto positive = static_cast<R>(bits() >> 1);
            return prng_.below(2) == 0 ? positive : -positive;
        }
    }
    std::string text(std::size_t longest) {
        static constexpr char32_t letters[] = {'a', 'Z', '"', '\\', '\n', '/', 0x1F, 0x7F, 0xE9, 0x20AC, 0x1F600, ' '};
        std::string s, next;
        for (std::size_t n = prng_.below(longest); s.size() < n; s += next) {
            next.clear();
            append_utf8(next, letters[prng_.below(std::size(letters))]);
            if (s.size() + next.size() > longest) break;
        }
        return s;
    }
    Prng& prng_;
};

template <class T>
T any(Prng& prng) {
    T v{};
    Filler(prng).fill(v);
    return v;
}

std::string bytes_of(const ByteBuffer& b) { return {reinterpret_cast<const char*>(b.view().data()), b.size()}; }
template <class T>
std::string to_bytes(const T& v) {
    ByteBuffer b;
    append_bytes(b, v);
    return bytes_of(b);
}
template <class T>
Result<T> of_bytes(std::string_view s) {
    return from_bytes<T>(std::as_bytes(std::span(s)));
}

template <class T>
struct Wire : testing::Test {};
#define X(T) , domain::T
template <class First, class... Rest>
using TypesOf = testing::Types<Rest...>;
using AllTypes = TypesOf<void ARGOSY_CODEC_VARIANTS(X) ARGOSY_CODEC_STRUCTS(X)>;
#undef X
TYPED_TEST_SUITE(Wire, AllTypes);

TYPED_TEST(Wire, bytes_and_json_give_back_the_value) {
    Prng prng(7);
    for (int i = 0; i < 500; ++i) {
        const auto value = any<TypeParam>(prng);
        const std::string bytes = to_bytes(value), json = to_json(value);
        const auto from_b = of_bytes<TypeParam>(bytes);
        ASSERT_TRUE(from_b) << from_b.error().message() << "\n" << json;
        EXPECT_EQ(to_json(*from_b), json);
        const auto from_j = from_json<TypeParam>(json);
        ASSERT_TRUE(from_j) << from_j.error().message() << "\n" << json;
        EXPECT_EQ(to_bytes(*from_j), bytes) << json;
    }
}

TYPED_TEST(Wire, every_cut_and_every_extra_byte_is_refused) {
    Prng prng(8);
    for (int i = 0; i < 20; ++i) {
        const std::string bytes = to_bytes(any<TypeParam>(prng));
        for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(of_bytes<TypeParam>(bytes.substr(0, n)));
        EXPECT_FALSE(of_bytes<TypeParam>(bytes + '\0'));
        const std::string json = to_json(any<TypeParam>(prng));
        for (std::size_t n = 0; n < json.size(); ++n) EXPECT_FALSE(from_json<TypeParam>(json.substr(0, n)));
    }
}

TYPED_TEST(Wire, changed_bytes_are_refused_or_are_another_value_with_one_form) {
    Prng prng(9);
    for (int i = 0; i < 300; ++i) {
        std::string bytes = to_bytes(any<TypeParam>(prng));
        for (std::size_t n = 1 + prng.below(3); n > 0; --n)
            bytes[prng.below(bytes.size())] = static_cast<char>(prng.below(256));
        if (const auto value = of_bytes<TypeParam>(bytes)) {
            EXPECT_EQ(to_bytes(*value), bytes);
        }
    }
}

}  // namespace
}  // namespace argosy::codec
