#include "bus/named_id.hpp"

#include <algorithm>
#include <span>

#include "base/hash.hpp"

namespace argosy::bus {

Uuid named_id(Time time, std::string_view name) noexcept {
    return named_id(time, checksum64(std::as_bytes(std::span(name))));
}

Uuid named_id(Time time, std::uint64_t hash) noexcept {
    const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(to_ns(time), 0) / 1'000'000);
    return {.high = ms << 16 | 0x7000 | (hash >> 52), .low = (hash & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000};
}

}  // namespace argosy::bus
