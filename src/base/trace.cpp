#include "base/trace.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy {
namespace {

void append_hex(std::string& out, std::uint64_t value) {
    for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(value >> shift) & 15];
}

/// Lower-case digits only: the standard forbids capitals. False: something else is there.
bool read_hex(std::string_view text, std::uint64_t& out) {
    out = 0;
    for (const char c : text) {
        const bool is_digit = c >= '0' && c <= '9';
        if (!is_digit && (c < 'a' || c > 'f')) return false;
        out = out << 4 | static_cast<std::uint64_t>(is_digit ? c - '0' : c - 'a' + 10);
    }
    return true;
}

std::uint64_t nonzero(Prng& prng) noexcept { return std::max<std::uint64_t>(prng.next(), 1); }

}  // namespace

std::string trace_id_hex(const TraceContext& context) {
    std::string out;
    append_hex(out, context.trace_high);
    append_hex(out, context.trace_low);
    return out;
}

std::string span_id_hex(std::uint64_t span) {
    std::string out;
    append_hex(out, span);
    return out;
}

std::string to_traceparent(const TraceContext& context) {
    ARGOSY_ASSERT(!context.is_none(), "a context that is not traced has no traceparent");
    return "00-" + trace_id_hex(context) + "-" + span_id_hex(context.span) + (context.is_sampled ? "-01" : "-00");
}

Result<TraceContext> parse_traceparent(std::string_view text) {
    const auto refuse = [&](std::string_view why) {
        return fail(Errc::parse, "not a traceparent: \"" + std::string(text.substr(0, 60)) + "\": " + std::string(why));
    };
    constexpr std::size_t size = 55;
    if (text.size() < size || text[2] != '-' || text[35] != '-' || text[52] != '-')
        return refuse("expected version-trace-span-flags in 2, 32, 16 and 2 hexadecimal digits");
    TraceContext out;
    std::uint64_t version = 0, flags = 0;
    if (!read_hex(text.substr(0, 2), version) || !read_hex(text.substr(3, 16), out.trace_high) ||
        !read_hex(text.substr(19, 16), out.trace_low) || !read_hex(text.substr(36, 16), out.span) ||
        !read_hex(text.substr(53, 2), flags))
        return refuse("expected digits from 0 to 9 and a to f");
    if (version == 0xff) return refuse("version ff is not allowed");
    if (version == 0 ? text.size() != size : text.size() > size && text[size] != '-')
        return refuse("more text than this version has");
    if (out.is_none()) return refuse("the trace and the span must not be zero");
    out.is_sampled = (flags & 1) != 0;
    return out;
}

TraceContext child_of(const TraceContext& parent, Prng& prng) noexcept {
    if (parent.is_none()) return {nonzero(prng), nonzero(prng), nonzero(prng), false};
    TraceContext child = parent;
    child.span = nonzero(prng);
    return child;
}

}  // namespace argosy
