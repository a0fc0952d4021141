#include "resilience/balancer.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "base/prng.hpp"

namespace argosy::resilience {
namespace {

TEST(Balancer, goes_round_among_equals) {
    Balancer balancer;
    const std::vector<Candidate> three(3);
    for (const std::size_t expected : {0U, 1U, 2U, 0U, 1U}) EXPECT_EQ(balancer.choose(three), expected);
}

TEST(Balancer, prefers_the_one_with_the_fewest_calls_under_way) {
    Balancer balancer;
    const std::vector<Candidate> replicas{{.outstanding = 3}, {.outstanding = 1}, {.outstanding = 2}};
    for (int i = 0; i < 5; ++i) EXPECT_EQ(balancer.choose(replicas), 1U);
}

TEST(Balancer, passes_over_what_is_not_usable) {
    Balancer balancer;
    EXPECT_EQ(balancer.choose({}), std::nullopt);
    const std::vector<Candidate> none{{.is_usable = false}, {.is_usable = false}};
    EXPECT_EQ(balancer.choose(none), std::nullopt);
    const std::vector<Candidate> busy{{.outstanding = 0, .is_usable = false}, {.outstanding = 99}};
    EXPECT_EQ(balancer.choose(busy), 1U);
}

/// A replica that takes ten times as long gets about a tenth of the calls, though nobody told how slow it is.
TEST(Balancer, gives_a_slow_replica_less) {
    Balancer balancer;
    Prng random(3);
    std::vector<Candidate> replicas(2);
    std::vector<std::uint64_t> ends[2];
    std::uint64_t calls[2] = {0, 0};
    for (std::uint64_t now = 0; now < 20'000; ++now) {
        for (std::size_t r = 0; r < 2; ++r) {
            std::erase_if(ends[r], [now](std::uint64_t end) { return end <= now; });
            replicas[r].outstanding = static_cast<std::uint32_t>(ends[r].size());
        }
        const auto chosen = balancer.choose(replicas).value();
        ends[chosen].push_back(now + (chosen == 0 ? 50 : 5) + random.below(3));
        ++calls[chosen];
    }
    EXPECT_GT(calls[1], 5 * calls[0]);
    EXPECT_GT(calls[0], 0U);
}

}  // namespace
}  // namespace argosy::resilience
