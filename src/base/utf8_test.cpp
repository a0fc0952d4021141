#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace argosy {
namespace {

TEST(Utf8, accepts_every_scalar_value_it_writes) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, c);
        ASSERT_TRUE(is_utf8(text)) << static_cast<unsigned>(c);
    }
}

TEST(Utf8, refuses_overlong_surrogates_and_cut_sequences) {
    for (const char* bad : {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82", "\xFF"})
        EXPECT_EQ(valid_utf8_prefix(std::string("ok") + bad + "x"), 2u) << bad;
}

}  // namespace
}  // namespace argosy
