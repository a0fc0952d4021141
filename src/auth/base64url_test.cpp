#include "auth/base64url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy::auth {
namespace {

TEST(Base64url, MatchesTheVectorsOfTheStandard) {
    // RFC 4648 section 10, without padding.
    const std::pair<const char*, const char*> vectors[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(to_base64url(bytes), text);
        EXPECT_EQ(from_base64url(text), bytes);
    }
    // RFC 7515 appendix C.
    EXPECT_EQ(to_base64url("\x03\xec\xff\xe0\xc1"), "A-z_4ME");
}

TEST(Base64url, RefusesEveryOtherFormOfTheSameBytes) {
    for (const char* text : {"Zg==", "Zh", "Zm9", "Zg\n", "Z", "A+z/4ME", " Zg", "Zm8="})
        EXPECT_FALSE(from_base64url(text)) << text;
}

RC_GTEST_PROP(Base64url, GivesTheBytesBack, (const std::string& bytes)) {
    RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
}

RC_GTEST_PROP(Base64url, HasOneTextForBytes, (const std::string& text)) {
    if (const auto bytes = from_base64url(text)) RC_ASSERT(to_base64url(*bytes) == text);
}

}  // namespace
}  // namespace argosy::auth
