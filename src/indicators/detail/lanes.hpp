#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

/// Two doubles computed side by side: what every x86-64 and every ARM64 processor has. Each lane rounds exactly as a
/// double does, so arranging work in lanes does not change a bit.
namespace argosy::indicators::detail {

using Lanes [[gnu::vector_size(16)]] = double;

[[nodiscard]] inline Lanes both(double x) noexcept { return Lanes{x, x}; }

/// x as a double or as both lanes.
template <class T>
[[nodiscard]] T spread(double x) noexcept {
    if constexpr (std::is_same_v<T, double>)
        return x;
    else
        return both(x);
}

[[nodiscard]] inline Lanes load(const double* from) noexcept {
    Lanes x;
    std::memcpy(&x, from, sizeof(x));
    return x;
}
inline void store(double* to, Lanes x) noexcept { std::memcpy(to, &x, sizeof(x)); }
inline void store(double* to, double x) noexcept { *to = x; }
/// The value at `from`, or it and the next one as lanes.
template <class T>
[[nodiscard]] T load_as(const double* from) noexcept {
    if constexpr (std::is_same_v<T, double>)
        return *from;
    else
        return load(from);
}
/// f(0, values...) for the first lane and f(1, values...) for the second, if there is one.
template <class F, class... T>
void for_each_lane(F f, T... x) noexcept {
    if constexpr ((std::is_same_v<T, double> && ...)) {
        f(0U, x...);
    } else {
        f(0U, x[0]...);
        f(1U, x[1]...);
    }
}

/// {a[0], b[0]} and {a[1], b[1]}: a step of a transposition.
[[nodiscard]] inline Lanes firsts(Lanes a, Lanes b) noexcept { return Lanes{a[0], b[0]}; }
[[nodiscard]] inline Lanes seconds(Lanes a, Lanes b) noexcept { return Lanes{a[1], b[1]}; }

[[nodiscard]] inline double larger(double a, double b) noexcept { return a > b ? a : b; }
[[nodiscard]] inline double smaller(double a, double b) noexcept { return a < b ? a : b; }
[[nodiscard]] inline Lanes larger(Lanes a, Lanes b) noexcept { return a > b ? a : b; }
[[nodiscard]] inline Lanes smaller(Lanes a, Lanes b) noexcept { return a < b ? a : b; }
/// Without the sign.
[[nodiscard]] inline double size_of(double a) noexcept { return std::fabs(a); }
[[nodiscard]] inline Lanes size_of(Lanes a) noexcept {
    using Bits [[gnu::vector_size(16)]] = std::int64_t;
    return std::bit_cast<Lanes>(std::bit_cast<Bits>(a) & Bits{INT64_MAX, INT64_MAX});
}

/// The square root of both, correctly rounded as std::sqrt is.
[[nodiscard]] inline double root(double a) noexcept { return std::sqrt(a); }
[[nodiscard]] inline Lanes root(Lanes a) noexcept {
#ifdef __clang__
    return __builtin_elementwise_sqrt(a);
#else
    return Lanes{std::sqrt(a[0]), std::sqrt(a[1])};
#endif
}

/// factor × (top / bottom), and 0 where bottom is not positive.
template <class T>
[[nodiscard]] T ratio(double factor, T top, T bottom) noexcept {
    return bottom > T{} ? spread<T>(factor) * (top / bottom) : T{};
}

/// How many values a stage of a batch handles at a time: the scratch of a few stages stays in the nearest cache.
inline constexpr std::size_t chunk = 1024;

/// How far ahead of a batch its memory is asked for.
inline constexpr std::size_t lookahead = 512;

/// Asks for the memory line that a batch will read `lookahead` values after at[0]. The processor foresees this by
/// itself only where a stage reads without pause; past the end of an array it is harmless.
inline void will_read(const double* at) noexcept { __builtin_prefetch(at + lookahead, 0); }
/// Asks for the lines of the eight outputs that a batch will write `lookahead` values after at[0].
template <class Output>
void will_write(Output* at) noexcept {
    for (std::size_t k = 0; k < sizeof(Output) / sizeof(double); ++k)
        __builtin_prefetch(reinterpret_cast<const double*>(at + lookahead) + 8 * k, 1);
}

/// The last stage of a batch: out[i] = of(i).
template <class Output, class Of>
void write(Output* out, std::size_t count, Of of) noexcept {
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        will_write(out + i);
        for (std::size_t k = i; k < i + 8; ++k) out[k] = of(k);
    }
    for (; i < count; ++i) out[i] = of(i);
}

}  // namespace argosy::indicators::detail
