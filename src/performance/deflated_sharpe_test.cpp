// The worked example of D. H. Bailey and M. López de Prado, The Deflated Sharpe Ratio (2014): five years of 250 daily
// returns with a yearly Sharpe ratio of 2.5, the best of N trials whose yearly Sharpe ratios vary by 1/2. The paper
// prints 0.9004 and 0.9505; the further digits are the formula in 40-digit arithmetic (mpmath).
#include <cmath>
#include <gtest/gtest.h>

#include "performance/returns.hpp"

namespace argosy::performance {
namespace {

constexpr double days_a_year = 250, days = 1250;
constexpr double trial_variance = 0.5 / days_a_year;

ReturnSeries example(double skew, double kurtosis) {
    const double m2 = (days - 1) / days;  // so that the deviation with n - 1 is 1
    const double ratio = 2.5 / std::sqrt(days_a_year);
    return {.daily = std::vector<double>(static_cast<std::size_t>(days)),
            .moments = {.count = static_cast<std::size_t>(days),
                        .mean = ratio,
                        .m2 = m2,
                        .m3 = skew * m2 * std::sqrt(m2),
                        .m4 = kurtosis * m2 * m2},
            .periods_per_year = days_a_year};
}

double deflated(const ReturnSeries& series, std::uint64_t trials) {
    return deflated_sharpe(series, trials, trial_variance).value.value_or(std::nan(""));
}

TEST(DeflatedSharpe, is_that_of_the_paper_for_the_best_of_a_hundred) {
    EXPECT_NEAR(deflated(example(-3, 10), 100), 0.9004, 5e-5);
    EXPECT_NEAR(deflated(example(-3, 10), 100), 0.90039683444939096156, 1e-13);
}

TEST(DeflatedSharpe, fewer_trials_prove_more_as_in_the_paper) {
    EXPECT_NEAR(deflated(example(-3, 10), 46), 0.9505, 5e-5);
    EXPECT_NEAR(deflated(example(-3, 10), 46), 0.95050170687557859145, 1e-13);
}

TEST(DeflatedSharpe, normal_returns_allow_more_trials_as_in_the_paper) {
    EXPECT_NEAR(deflated(example(0, 3), 88), 0.9505, 5e-5);
    EXPECT_NEAR(deflated(example(0, 3), 88), 0.9504908166760141889, 1e-13);
    EXPECT_NEAR(deflated(example(-3, 10), 88), 0.9101530147447076035, 1e-13) << "with fat tails the same is too little";
}

}  // namespace
}  // namespace argosy::performance
