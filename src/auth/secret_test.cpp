#include "auth/secret.hpp"

#include <gtest/gtest.h>
#include <sstream>

#include "base/describe.hpp"

namespace argosy::auth {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Streamable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, HoldsItsText) {
    const Secret secret("hunter2");
    EXPECT_EQ(secret.reveal(), "hunter2");
    EXPECT_TRUE(secret == Secret("hunter2"));
    EXPECT_FALSE(secret == Secret("hunter3"));
    EXPECT_TRUE(Secret().empty());
}

TEST(Secret, CopiesAndMoves) {
    Secret secret("hunter2");
    Secret copy = secret;
    const Secret moved = std::move(secret);
    EXPECT_TRUE(secret.empty());  // NOLINT(bugprone-use-after-move): a moved-from secret is empty
    EXPECT_TRUE(copy == moved);
    copy = Secret("other");
    EXPECT_EQ(copy.reveal(), "other");
    EXPECT_EQ(moved.reveal(), "hunter2");
}

TEST(Secret, WipesWhatItIsTakenFrom) {
    std::string text = "a secret that is longer than a short string";
    const char* const place = text.data();
    const std::size_t size = text.size();
    const Secret secret = Secret::take(std::move(text));
    EXPECT_TRUE(text.empty());  // NOLINT(bugprone-use-after-move): emptied, not moved
    EXPECT_EQ(text.data(), place);
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(place[i], '\0');
}

TEST(Secret, IsMaskedWhereSettingsArePrinted) {
    const TypeInfo& type = type_of<Secret>();
    Secret secret;
    EXPECT_EQ(type.print(&secret), "");
    ASSERT_TRUE(type.parse("hunter2", &secret));
    EXPECT_EQ(secret.reveal(), "hunter2");
    EXPECT_EQ(type.print(&secret), "***");
}

}  // namespace
}  // namespace argosy::auth
