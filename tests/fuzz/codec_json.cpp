// Any text as a message: refused, or a value that prints to a text which reads as the same value.
// The first byte chooses the type.
#include <cstdint>

#include "base/assert.hpp"
#include "codec/bytes.hpp"
#include "codec/detail/types.hpp"
#include "codec/json.hpp"

namespace {

template <class T>
void round_trip(std::string_view text) {
    using namespace argosy;
    const auto value = codec::from_json<T>(text);
    if (!value) return;
    const auto back = codec::from_json<T>(codec::to_json(*value));
    ARGOSY_ASSERT(back.has_value(), "what was printed is read again");
    codec::ByteBuffer a, b;
    codec::append_bytes(a, *value);
    codec::append_bytes(b, *back);
    ARGOSY_ASSERT(std::ranges::equal(a.view(), b.view()), "printing and reading are inverses");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    int n = 'a';
#define ARGOSY_TRY_TYPE(T) \
    if (data[0] == n++) round_trip<argosy::domain::T>(text);
    ARGOSY_CODEC_VARIANTS(ARGOSY_TRY_TYPE)
    ARGOSY_CODEC_STRUCTS(ARGOSY_TRY_TYPE)
    return 0;
}
