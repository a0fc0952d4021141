#include "app/run_options.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace argosy::app {
namespace {

backtest::RunConfig config() {
    backtest::RunConfig c;
    c.books.emplace_back();
    return c;
}

std::string refusal(const RunOptions& o) {
    auto c = config();
    const auto done = apply_run_options(c, o);
    return done ? std::string() : std::string(done.error().message());
}

TEST(RunOptions, flags_of_the_account_stand_for_keys_of_the_configuration) {
    auto c = config();
    ASSERT_TRUE(apply_run_options(c, {.balance = "2500.5", .leverage = 3, .stop_percent = 2.5, .fraction = 0.25}));
    EXPECT_EQ(c.account.balance, "2500.5"_money);
    EXPECT_EQ(c.account.leverage, "3"_ratio);
    EXPECT_EQ(c.books[0].exits.stop.value, "0.025"_ratio);
    EXPECT_EQ(std::get<risk::FixedFraction>(c.books[0].sizing.method).fraction, "0.25"_ratio);
}

TEST(RunOptions, a_number_that_means_nothing_is_refused_and_never_ignored) {
    for (const double x : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
        EXPECT_NE(refusal({.leverage = x}).find("--leverage"), std::string::npos) << x;
        EXPECT_NE(refusal({.stop_percent = x}).find("--stop"), std::string::npos) << x;
        EXPECT_NE(refusal({.fraction = x}).find("--fraction"), std::string::npos) << x;
    }
    EXPECT_NE(refusal({.leverage = 0.5}), "");
    EXPECT_NE(refusal({.leverage = 126}), "");
    EXPECT_NE(refusal({.stop_percent = 100}), "");
    for (const auto* money : {"0", "-5000", "1000000000001"})
        EXPECT_NE(refusal({.balance = money}).find("--balance"), std::string::npos) << money;
}

}  // namespace
}  // namespace argosy::app
