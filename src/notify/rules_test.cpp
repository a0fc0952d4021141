#include "notify/rules.hpp"

#include <gtest/gtest.h>

namespace argosy::notify {
namespace {

Time at(Duration since_midnight) { return *parse_iso8601("2026-05-01") + since_midnight; }

TEST(Rule, TakesItsLevelsAndCategories) {
    const Rule rule{.level_min = Level::warning, .categories = {"risk"}};
    EXPECT_TRUE(rule.takes({.level = Level::error, .category = "risk"}));
    EXPECT_FALSE(rule.takes({.level = Level::info, .category = "risk"}));
    EXPECT_FALSE(rule.takes({.level = Level::error, .category = "trade"}));
    EXPECT_TRUE(Rule{}.takes({.category = "anything"}));
}

TEST(QuietHours, MayPassMidnight) {
    const QuietHours night{.from = 22h, .to = 6h};
    const Notice notice{.level = Level::warning};
    EXPECT_TRUE(night.holds_back(notice, at(23h)));
    EXPECT_TRUE(night.holds_back(notice, at(5h + 59min)));
    EXPECT_FALSE(night.holds_back(notice, at(6h)));
    EXPECT_FALSE(night.holds_back(notice, at(21h + 59min)));
}

TEST(QuietHours, UrgentNewsPasses) {
    const QuietHours night{.from = 0h, .to = 8h};
    EXPECT_FALSE(night.holds_back({.level = Level::error}, at(3h)));
    EXPECT_TRUE(night.holds_back({.level = Level::info}, at(3h)));
    EXPECT_FALSE(QuietHours{}.holds_back({.level = Level::info}, at(3h))) << "equal ends: never quiet";
}

}  // namespace
}  // namespace argosy::notify
