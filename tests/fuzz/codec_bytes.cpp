// Any bytes as a stored value: refused, or a value whose bytes are exactly these. The first byte chooses the type.
#include <algorithm>
#include <cstdint>

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "codec/detail/types.hpp"
#include "codec/json.hpp"

namespace {

template <class T>
void round_trip(std::span<const std::byte> bytes) {
    using namespace argosy;
    const auto value = codec::from_bytes<T>(bytes);
    if (!value) return;
    static_cast<void>(codec::to_json(*value));
    codec::ByteBuffer again;
    codec::append_bytes(again, *value);
    ARGOSY_ASSERT(std::ranges::equal(again.view(), bytes), "a value has one byte form");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
    int n = 'a';
#define ARGOSY_TRY_TYPE(T) \
    if (data[0] == n++) round_trip<argosy::domain::T>(bytes);
    ARGOSY_CODEC_VARIANTS(ARGOSY_TRY_TYPE)
    ARGOSY_CODEC_STRUCTS(ARGOSY_TRY_TYPE)
    return 0;
}
