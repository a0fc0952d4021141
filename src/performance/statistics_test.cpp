#include "performance/statistics.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace argosy::performance {
namespace {

TEST(Statistics, the_normal_quantile_inverts_the_distribution_far_into_the_tail) {
    EXPECT_NEAR(normal_upper_quantile(0.025), 1.959963984540054, 1e-14);
    EXPECT_NEAR(normal_upper_quantile(0.5), 0, 1e-15);
    for (const double q : {0.9, 0.3, 1e-3, 1e-9, 1e-100, 1e-300})
        EXPECT_NEAR(normal_cdf(-normal_upper_quantile(q)) / q, 1, 1e-12) << q;
}

TEST(Statistics, quantiles_are_linear_between_neighbours) {
    const double v[] = {1, 2, 4, 8};
    EXPECT_DOUBLE_EQ(quantile(v, 0), 1);
    EXPECT_DOUBLE_EQ(quantile(v, 1), 8);
    EXPECT_DOUBLE_EQ(quantile(v, 0.5), 3);
    EXPECT_DOUBLE_EQ(quantile(v, 0.1), 1.3);
}

TEST(Statistics, equal_values_are_constant_although_their_mean_is_rounded) {
    const std::vector<double> tenths(7, 0.1), tiny{1e-6, 2e-6, 1e-6}, zeros(5, 0.0);
    EXPECT_TRUE(moments(tenths).is_constant());
    EXPECT_TRUE(moments(zeros).is_constant());
    EXPECT_FALSE(moments(tiny).is_constant());
}

}  // namespace
}  // namespace argosy::performance
