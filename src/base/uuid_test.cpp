#include "base/uuid.hpp"

#include <gtest/gtest.h>

namespace argosy {
namespace {

TEST(Uuid, PrintsAndReadsTheExampleOfTheStandard) {
    // RFC 9562, appendix A.6: version 7, 2022-02-22T19:22:22Z.
    const auto id = parse_uuid("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->high, 0x017f22e279b07cc3u);
    EXPECT_EQ(id->low, 0x98c4dc0c0c07398fu);
    EXPECT_EQ(to_string(*id), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST(Uuid, CarriesMillisecondsVersionAndVariant) {
    const Uuid id = UuidSource(1).next(*parse_iso8601("2022-02-22T19:22:22Z"));
    EXPECT_EQ(id.high >> 16, 0x017f22e279b0u);
    EXPECT_EQ(id.high >> 12 & 15, 7u);
    EXPECT_EQ(id.low >> 62, 2u);
}

TEST(Uuid, AscendsWhileTheTimeStandsStillOrGoesBack) {
    UuidSource source(7);
    Uuid last = source.next(time_from_ns(1'000'000'000));
    for (int i = 0; i < 10'000; ++i) {  // more than the counter of one millisecond holds
        const Uuid next = source.next(time_from_ns(1'000'000'000 - i));
        ASSERT_LT(last, next);
        last = next;
    }
}

TEST(Uuid, OrdersAsItsText) {
    UuidSource source(3);
    std::string last;
    for (int i = 0; i < 100; ++i) {
        const std::string text = to_string(source.next(time_from_ns(std::int64_t{i} * 500'000)));
        EXPECT_GT(text, last);
        last = text;
    }
}

TEST(Uuid, SourcesWithOtherSeedsGiveOtherIds) {
    EXPECT_NE(UuidSource(1).next(Time{}), UuidSource(2).next(Time{}));
    EXPECT_EQ(UuidSource(1).next(Time{}), UuidSource(1).next(Time{}));
}

TEST(Uuid, RefusesWhatHasAnotherForm) {
    for (const char* text :
         {"", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f0000", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
          "017f22e2079b0-7cc3-98c4-dc0c0c07398f", "{17f22e2-79b0-7cc3-98c4-dc0c0c07398f"})
        EXPECT_FALSE(parse_uuid(text)) << text;
}

}  // namespace
}  // namespace argosy
