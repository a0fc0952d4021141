#include "base/suggest.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace argosy {
namespace {

const std::vector<std::string> keys{"stop_loss", "take_profit", "max_orders", "fee"};

TEST(Suggest, finds_the_misspelt_key) {
    EXPECT_EQ(nearest("stop_los", keys), "stop_loss");
    EXPECT_EQ(nearest("stpo_loss", keys), "stop_loss");
    EXPECT_EQ(nearest("Take_Profit", keys), "take_profit");
    EXPECT_EQ(nearest("max", keys), "max_orders");
    EXPECT_EQ(nearest("fees", keys), "fee");
}

TEST(Suggest, offers_nothing_far_fetched) {
    EXPECT_EQ(nearest("leverage", keys), "");
    EXPECT_EQ(nearest("x", keys), "");
    EXPECT_EQ(nearest("", keys), "");
}

TEST(Suggest, join_counts_the_rest) {
    EXPECT_EQ(join(keys), "stop_loss, take_profit, max_orders, fee");
    EXPECT_EQ(join(keys, 2), "stop_loss, take_profit and 2 more");
}

}  // namespace
}  // namespace argosy
