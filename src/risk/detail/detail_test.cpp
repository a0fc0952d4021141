#include <gtest/gtest.h>

#include "base/prng.hpp"
#include "risk/detail/divisor.hpp"
#include "risk/detail/token_bucket.hpp"

namespace argosy::risk::detail {
namespace {

TEST(Divisor, AgreesWithTheRemainder) {
    Prng random(7);
    for (const std::int64_t step :
         {1L, 2L, 3L, 8L, 10L, 1000L, 100'000L, 25'000'000L, 50'000'000'000L, 7'777'777L, INT64_MAX, INT64_MAX - 1}) {
        const Divisor divisor(step);
        for (int i = 0; i < 2000; ++i) {
            const auto value = static_cast<std::int64_t>(random.next() >> (1 + random.below(62)));
            ASSERT_EQ(divisor.divides(value), value % step == 0) << value << " by " << step;
            const auto multiple = value / step * step;
            ASSERT_TRUE(divisor.divides(multiple)) << multiple << " by " << step;
        }
        EXPECT_TRUE(divisor.divides(0));
    }
}

TEST(Divisor, TakesNumbersBeyond64Bits) {
    const int128 big = int128{INT64_MAX} * 1000;
    EXPECT_TRUE(Divisor(1000).divides(big));
    EXPECT_FALSE(Divisor(1000).divides(big + 1));
    EXPECT_TRUE(Divisor(big).divides(big * 2));
    EXPECT_FALSE(Divisor(big).divides(1000));
}

TEST(TokenBucket, GivesItsSizeAtOnceAndThenOneATokenTime) {
    TokenBucket bucket(4, 4s);
    Time now = time_from_ns(0) + 1000h;
    for (int i = 4; i > 0; --i) {
        EXPECT_EQ(bucket.available(now), i);
        ASSERT_TRUE(bucket.has(now, 0));
        EXPECT_EQ(bucket.has(now, 2), i > 2) << "the reserve holds";
        bucket.take(now);
    }
    EXPECT_FALSE(bucket.has(now, 0));
    EXPECT_FALSE(bucket.has(now + 999ms, 0));
    EXPECT_TRUE(bucket.has(now + 1s, 0));
    EXPECT_FALSE(bucket.has(now - 1h, 0)) << "going back in time gives nothing";
    EXPECT_EQ(bucket.available(now + 10h), 4) << "never more than its size";
}

TEST(TokenBucket, OfSizeZeroIsNeverEmpty) {
    TokenBucket bucket;
    for (int i = 0; i < 100; ++i) bucket.take(Time{});
    EXPECT_TRUE(bucket.has(Time{}, 0));
}

TEST(TokenBucket, NeverPassesSizePlusRefillInAnyWindow) {
    Prng random(3);
    TokenBucket bucket(5, 1s);
    std::vector<Time> taken;
    Time now = time_from_ns(0) + 1h;
    for (int i = 0; i < 20'000; ++i) {
        now += Duration(static_cast<std::int64_t>(random.below(200'000'000)));
        if (!bucket.has(now, 0)) continue;
        bucket.take(now);
        taken.push_back(now);
        if (taken.size() > 10) {
            ASSERT_GE(now - taken[taken.size() - 11], 1s) << "11 orders within the window";
        }
    }
    EXPECT_GT(taken.size(), 1000U);
}

}  // namespace
}  // namespace argosy::risk::detail
