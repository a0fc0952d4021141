#include "sentiment/decaying_score.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy::sentiment {
namespace {

constexpr Time start = time_from_ns(1'700'000'000'000'000'000);

TEST(DecayingScore, a_headline_counts_half_after_a_half_life) {
    DecayingScore mood(1h);
    ASSERT_TRUE(mood.add(1, start));
    ASSERT_TRUE(mood.add(-0.5, start + 1h));
    // Weights 0.5 and 1: mean (0.5 - 0.5) / 1.5; squares 0.5·1 + 1·0.25 over 1.5.
    const Mood m = mood.at(start + 1h);
    EXPECT_NEAR(m.mean, 0, 1e-15);
    EXPECT_NEAR(m.dispersion, std::sqrt(0.75 / 1.5), 1e-15);
    EXPECT_DOUBLE_EQ(m.weight, 1.5);
    EXPECT_EQ(m.count, 2u);
    // Later the mean is the same, but it rests on less.
    EXPECT_EQ(mood.at(start + 3h).mean, m.mean);
    EXPECT_DOUBLE_EQ(mood.at(start + 3h).weight, 1.5 / 4);
}

TEST(DecayingScore, has_no_mean_before_the_first_headline) {
    const Mood m = DecayingScore(1h).at(start);
    EXPECT_TRUE(std::isnan(m.mean));
    EXPECT_EQ(m.count, 0u);
}

TEST(DecayingScore, refuses_what_arrived_earlier_and_scores_out_of_range) {
    DecayingScore mood(1h);
    ASSERT_TRUE(mood.add(0.5, start));
    EXPECT_EQ(mood.add(0.5, start - 1ns).error().code(), Errc::invalid_argument);
    EXPECT_EQ(mood.add(1.01, start).error().code(), Errc::invalid_argument);
    EXPECT_EQ(mood.add(std::nan(""), start).error().code(), Errc::invalid_argument);
    EXPECT_EQ(mood.count(), 1u);
}

RC_GTEST_PROP(MoodHistory, no_instant_knows_a_headline_that_arrived_later, ()) {
    const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 200));
    MoodHistory history(30min);
    Time t = start;
    std::vector<std::pair<Time, double>> headlines;
    for (const int gap : gaps) {
        t += std::chrono::minutes(gap / 2);
        headlines.emplace_back(t, (gap % 21 - 10) / 10.0);
        RC_ASSERT(history.add(headlines.back().second, t).has_value());
    }
    const Time asked = start + std::chrono::minutes(*rc::gen::inRange(-10, 2000));
    // From the definition, over what had arrived.
    double weight = 0, sum = 0;
    std::uint64_t count = 0;
    for (const auto& [arrived, score] : headlines) {
        if (arrived > asked) continue;
        const double w = std::exp2(-std::chrono::duration<double>(asked - arrived) / std::chrono::minutes(30));
        weight += w, sum += w * score, ++count;
    }
    const Mood mood = history.at(asked);
    RC_ASSERT(mood.count == count);
    if (count == 0) RC_ASSERT(std::isnan(mood.mean));
    RC_ASSERT(std::abs(mood.weight - weight) <= 1e-12 * weight);
    // Below this the weights of old headlines vanish against rounding; the mean is still one of scores.
    if (count > 0 && weight > 1e-200) RC_ASSERT(std::abs(mood.mean - sum / weight) < 1e-9);
}

}  // namespace
}  // namespace argosy::sentiment
