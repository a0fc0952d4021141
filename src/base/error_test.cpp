#include "base/error.hpp"

#include <gtest/gtest.h>

namespace argosy {
namespace {

Result<int> half(int x) {
    if (x % 2 != 0) return fail(Errc::invalid_argument, "odd", "pass an even number");
    return x / 2;
}

Result<int> quarter(int x) {
    ARGOSY_LET(const int h, half(x), "first half");
    ARGOSY_LET(const int q, half(h), "second half");
    return q;
}

Result<> check(int x) {
    ARGOSY_TRY(quarter(x), "check");
    return {};
}

TEST(Error, context_is_outermost_first_and_the_hint_survives) {
    EXPECT_EQ(*quarter(8), 2);
    const auto r = check(6);
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code(), Errc::invalid_argument);
    EXPECT_EQ(r.error().message(), "check: second half: odd");
    EXPECT_EQ(r.error().hint(), "pass an even number");
    EXPECT_EQ(r.error().describe(), "check: second half: odd [invalid_argument] (error_test.cpp:9)");
}

TEST(Error, success_stays_small) {
    static_assert(sizeof(Error) == sizeof(void*));
    static_assert(sizeof(Result<std::int64_t>) == 16);
    EXPECT_TRUE(Result<>{});
}

}  // namespace
}  // namespace argosy
