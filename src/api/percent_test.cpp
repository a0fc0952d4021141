#include "api/percent.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "api/call.hpp"

namespace argosy::api {
namespace {

TEST(PercentEncode, leaves_what_is_unreserved_and_nothing_else) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("http://a/b?c=d&e f+%"), "http%3A%2F%2Fa%2Fb%3Fc%3Dd%26e%20f%2B%25");
    EXPECT_EQ(percent_encode("caf\xc3\xa9"), "caf%C3%A9");
}

RC_GTEST_PROP(PercentEncode, gives_the_text_back, (std::string text)) {
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    RC_ASSERT(percent_decode(percent_encode(text), true) == text);
}

}  // namespace
}  // namespace argosy::api
