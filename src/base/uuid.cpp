#include "base/uuid.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_dash_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::string to_string(const Uuid& id) {
    std::string out;
    out.reserve(36);
    for (int nibble = 0; nibble < 32; ++nibble) {
        if (is_dash_place(out.size())) out += '-';
        const std::uint64_t word = nibble < 16 ? id.high : id.low;
        out += digits[(word >> (60 - 4 * (nibble % 16))) & 15];
    }
    return out;
}

Result<Uuid> parse_uuid(std::string_view text) {
    const auto refuse = [&] {
        return fail(Errc::parse,
                    "not a UUID: \"" + std::string(text.substr(0, 40)) + "\", expected 8-4-4-4-12 hexadecimal digits");
    };
    if (text.size() != 36) return refuse();
    Uuid id;
    for (std::size_t i = 0, nibble = 0; i < text.size(); ++i) {
        if (is_dash_place(i)) {
            if (text[i] != '-') return refuse();
            continue;
        }
        const int value = hex_value(text[i]);
        if (value < 0) return refuse();
        std::uint64_t& word = nibble++ < 16 ? id.high : id.low;
        word = word << 4 | static_cast<std::uint64_t>(value);
    }
    return id;
}

Uuid UuidSource::next(Time now) noexcept {
    ARGOSY_ASSERT(now >= Time{}, "a UUID needs a time from 1970 on");
    const auto ms = static_cast<std::uint64_t>(to_ns(now)) / 1'000'000;
    last_ = std::max(last_ + 1, ms << 12);  // a full counter borrows from the next millisecond
    constexpr std::uint64_t version = 7, variant = 2;
    return {.high = (last_ >> 12) << 16 | version << 12 | (last_ & 0xfff), .low = variant << 62 | prng_.next() >> 2};
}

}  // namespace argosy
