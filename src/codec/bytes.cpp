#include "codec/bytes.hpp"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/enum.hpp"
#include "base/inline_string.hpp"
#include "codec/detail/types.hpp"

namespace argosy::codec {

static_assert(std::endian::native == std::endian::little, "the byte form is copied from memory where it can be");

void ByteBuffer::grow(std::size_t n) {
    const std::size_t capacity = std::max({size_ + n, capacity_ * 2, std::size_t{256}});
    auto bigger = std::make_unique_for_overwrite<std::byte[]>(capacity);
    if (size_ > 0) std::memcpy(bigger.get(), data_.get(), size_);
    data_ = std::move(bigger);
    capacity_ = capacity;
}

namespace {

using namespace detail;

constexpr std::uint8_t version = 1;
constexpr std::size_t number_max = 19;  ///< bytes of a 128-bit number, 7 bits in each

/// Signed numbers as unsigned ones, small for small distances from zero: 0 -1 1 -2 -> 0 1 2 3.
constexpr std::uint64_t fold(std::int64_t v) {
    return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
}
constexpr std::int64_t unfold(std::uint64_t v) { return static_cast<std::int64_t>((v >> 1) ^ (0 - (v & 1))); }
constexpr uint128 fold(int128 v) { return (static_cast<uint128>(v) << 1) ^ static_cast<uint128>(v >> 127); }
constexpr int128 unfold(uint128 v) { return static_cast<int128>((v >> 1) ^ (uint128{0} - (v & 1))); }

// ---- Writing

class Writer {
public:
    explicit Writer(ByteBuffer& out) : out_(out) {}

    void operator()(std::string_view, const auto& value) { put(value); }

    template <class T>
    void put(const T& v) {
        if constexpr (std::is_same_v<T, bool>)
            byte(v ? 1 : 0);
        else if constexpr (std::is_enum_v<T>)
            byte(static_cast<std::uint8_t>(v));
        else if constexpr (std::is_same_v<T, double>)
            fixed(std::bit_cast<std::uint64_t>(v));
        else if constexpr (std::is_integral_v<T>)
            number(static_cast<std::uint64_t>(v));
        else if constexpr (is_id<T>)
            number(v.is_none() ? 0 : std::uint64_t{v.value()} + 1);
        else if constexpr (is_decimal<T>)
            decimal(v.raw());
        else if constexpr (std::is_same_v<T, Time>)
            fixed(static_cast<std::uint64_t>(to_ns(v)));
        else if constexpr (std::is_same_v<T, Duration>)
            number(fold(std::int64_t{v.count()}));
        else if constexpr (std::is_same_v<T, domain::Currency>)
            text(v.code());
        else if constexpr (std::is_same_v<T, std::string>)
            text(v);
        else
            fields(*this, v);
    }
    template <std::size_t N>
    void put(const InlineString<N>& v) {
        text(v.view());
    }
    template <class E>
    void put(const std::vector<E>& v) {
        number(v.size());
        for (const E& e : v) put(e);
    }
    template <class... A>
    void put(const std::variant<A...>& v) {
        std::visit(
            [this]<class T>(const T& held) {
                static_assert(tag_of<T>.number != 0, "every alternative has a tag");
                byte(tag_of<T>.number);
                put(held);
            },
            v);
    }
    void byte(std::uint8_t b) {
        *out_.room(1) = std::byte{b};
        out_.commit(1);
    }

private:
    template <class U>
    void number(U v) {
        std::byte* const begin = out_.room(number_max);
        std::byte* p = begin;
        for (; v >= 0x80; v >>= 7) *p++ = static_cast<std::byte>(v | 0x80);
        *p++ = static_cast<std::byte>(v);
        out_.commit(static_cast<std::size_t>(p - begin));
    }
    void decimal(std::int64_t raw) { number(fold(raw)); }
    void decimal(int128 raw) {
        if (fits64(raw))
            number(fold(static_cast<std::int64_t>(raw)));  // the same bytes, without 128-bit shifts
        else
            number(fold(raw));
    }
    void fixed(std::uint64_t v) {
        std::memcpy(out_.room(8), &v, 8);
        out_.commit(8);
    }
    void text(std::string_view s) {
        number(s.size());
        out_.append(std::as_bytes(std::span(s)));
    }

    ByteBuffer& out_;
};

// ---- Reading

/// Walks the bytes; the first fault stays and everything after it reads as zero, so that callers check once.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes)
        : begin_(bytes.data()), p_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    void operator()(std::string_view, auto& value) { get(value); }

    template <class T>
    void get(T& v) {
        if constexpr (std::is_same_v<T, bool>)
            v = boolean();
        else if constexpr (std::is_enum_v<T>)
            enumerator(v);
        else if constexpr (std::is_same_v<T, double>)
            v = std::bit_cast<double>(fixed());
        else if constexpr (std::is_integral_v<T>)
            v = static_cast<T>(number(std::numeric_limits<T>::max()));
        else if constexpr (is_id<T>)
            id(v);
        else if constexpr (is_decimal<T>)
            v = decimal<T>();
        else if constexpr (std::is_same_v<T, Time>)
            v = time_from_ns(static_cast<std::int64_t>(fixed()));
        else if constexpr (std::is_same_v<T, Duration>)
            v = Duration{unfold(number(UINT64_MAX))};
        else if constexpr (std::is_same_v<T, domain::Currency>)
            currency(v);
        else if constexpr (std::is_same_v<T, std::string>)
            v = text(1 << 16);
        else
            fields(*this, v);
    }
    template <std::size_t N>
    void get(InlineString<N>& v) {
        v = InlineString<N>(text(N - 1));
    }
    template <class E>
    void get(std::vector<E>& v) {
        const std::uint64_t n = number(UINT32_MAX);
        // Every element takes a byte at least, so hostile counts cost nothing.
        if (n > static_cast<std::uint64_t>(end_ - p_)) return refuse("a count beyond the end");
        v.clear();
        v.reserve(std::min<std::uint64_t>(n, 1024));
        for (std::uint64_t i = 0; i < n && !fault_; ++i) get(v.emplace_back());
    }
    template <class... A>
    void get(std::variant<A...>& v) {
        const std::uint8_t tag = byte();
        const bool known = ((tag == tag_of<A>.number && (get(v.template emplace<A>()), true)) || ...);
        if (!known) refuse("an unknown tag");
    }

    [[nodiscard]] std::uint8_t byte() {
        if (p_ == end_) return refuse("cut"), std::uint8_t{0};
        return static_cast<std::uint8_t>(*p_++);
    }
    void refuse(const char* what) {
        if (!fault_) fault_ = what, fault_at_ = static_cast<std::size_t>(p_ - begin_);
        p_ = end_;
    }
    [[nodiscard]] bool at_end() const { return p_ == end_; }
    [[nodiscard]] const char* fault() const { return fault_; }
    [[nodiscard]] std::size_t fault_at() const { return fault_at_; }

private:
    [[nodiscard]] bool boolean() {
        const std::uint8_t b = byte();
        if (b > 1) refuse("a truth value that is neither 0 nor 1");
        return b == 1;
    }
    template <class E>
    void enumerator(E& v) {
        const auto e = static_cast<E>(byte());
        if (!is_enumerator(e)) return refuse("an unknown enumerator");
        v = e;
    }
    [[nodiscard]] std::uint64_t number(std::uint64_t max) {
        if (p_ != end_ && static_cast<std::uint8_t>(*p_) < 0x80 && static_cast<std::uint8_t>(*p_) <= max)
            return static_cast<std::uint8_t>(*p_++);
        const auto v = long_number<std::uint64_t>();
        if (v > max) refuse("a number out of range");
        return fault_ ? 0 : v;
    }
    /// 7 bits a byte, the lowest first; the last byte has no high bit. One form per value: no zero byte at the end.
    template <class U>
    [[nodiscard]] U long_number() {
        constexpr unsigned bits = sizeof(U) * 8;
        U v = 0;
        for (unsigned shift = 0; shift < bits; shift += 7) {
            const std::uint8_t b = byte();
            const U part = b & 0x7Fu;
            if (shift + 7 > bits && (part >> (bits - shift)) != 0) break;
            v |= part << shift;
            if (b >= 0x80) continue;
            if (b == 0 && shift > 0) break;
            return v;
        }
        return refuse("a number out of range"), U{0};
    }
    /// A 128-bit number that nearly always has 64.
    [[nodiscard]] int128 wide() {
        const std::byte* p = p_;
        std::uint64_t v = 0;
        for (unsigned shift = 0; shift < 63 && p != end_; shift += 7) {
            const auto b = static_cast<std::uint64_t>(*p++);
            v |= (b & 0x7F) << shift;
            if (b >= 0x80) continue;
            if (b == 0 && shift > 0) break;
            p_ = p;
            return unfold(v);
        }
        return unfold(long_number<uint128>());
    }
    template <class D>
    [[nodiscard]] D decimal() {
        if constexpr (sizeof(typename D::rep) == 8) {
            return D::from_raw(unfold(number(UINT64_MAX)));
        } else {
            const int128 raw = wide();
            if (raw == int128_min) return refuse("a number out of range"), D{};  // -raw would not fit
            return D::from_raw(raw);
        }
    }
    template <class I>
    void id(I& v) {
        const std::uint64_t n = number(UINT64_MAX);
        if (n > std::numeric_limits<typename I::rep>::max()) return refuse("a number out of range");
        v = n == 0 ? I{} : I(static_cast<typename I::rep>(n - 1));
    }
    [[nodiscard]] std::uint64_t fixed() {
        std::uint64_t v = 0;
        if (end_ - p_ < 8) return refuse("cut"), v;
        std::memcpy(&v, p_, 8);
        p_ += 8;
        return v;
    }
    [[nodiscard]] std::string_view text(std::uint64_t longest) {
        const std::uint64_t n = number(longest);
        if (n > static_cast<std::uint64_t>(end_ - p_)) return refuse("a text beyond the end"), std::string_view();
        const std::string_view s(reinterpret_cast<const char*>(p_), n);
        p_ += n;
        return s;
    }
    void currency(domain::Currency& v) {
        const std::string_view code = text(15);
        if (code.empty()) return void(v = {});
        auto parsed = domain::parse_currency(code);
        if (!parsed) return refuse("not a currency code");
        v = *parsed;
    }

    const std::byte *begin_, *p_, *end_;
    const char* fault_ = nullptr;
    std::size_t fault_at_ = 0;
};

}  // namespace

template <class T>
void append_bytes(ByteBuffer& out, const T& value) {
    Writer w(out);
    w.byte(version);
    w.put(value);
}

template <class T>
Result<> read_bytes(std::span<const std::byte> bytes, T& out) {
    Reader r(bytes);
    const std::uint8_t v = r.byte();
    if (v != version && !r.fault())
        return fail(Errc::parse,
                    "byte form " + std::to_string(v) + ", this program knows form " + std::to_string(version));
    r.get(out);
    if (!r.fault() && !r.at_end()) r.refuse("something behind the end");
    if (r.fault()) [[unlikely]]
        return fail(Errc::parse, std::string(r.fault()) + " at byte " + std::to_string(r.fault_at()) + " of " +
                                     std::to_string(bytes.size()));
    return {};
}

template <class T>
Result<T> from_bytes(std::span<const std::byte> bytes) {
    Result<T> out{std::in_place};
    if (auto r = read_bytes(bytes, *out); !r) [[unlikely]]
        out = std::unexpected(std::move(r).error());
    return out;
}

#define ARGOSY_INSTANTIATE(T)                                          \
    template void append_bytes(ByteBuffer&, const domain::T&);         \
    template Result<domain::T> from_bytes(std::span<const std::byte>); \
    template Result<> read_bytes(std::span<const std::byte>, domain::T&);
ARGOSY_CODEC_VARIANTS(ARGOSY_INSTANTIATE)
ARGOSY_CODEC_STRUCTS(ARGOSY_INSTANTIATE)

}  // namespace argosy::codec
