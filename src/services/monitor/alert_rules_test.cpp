#include "services/monitor/alert_rules.hpp"

#include <rapidcheck/gtest.h>

#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::services::monitor {
namespace {

Time at(int second) { return Time{std::chrono::seconds(second)}; }

AlertRule disk() {
    return {.name = "disk",
            .metric = "disk_free",
            .raise_when = Comparison::below,
            .threshold = 0.05,
            .clear = 0.1,
            .hold = 10s};
}

TEST(AlertWatch, waits_as_long_as_the_rule_says) {
    AlertWatch watch({disk()});
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.04}}, at(0)).empty());
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.04}}, at(9)).empty());
    const auto raised = watch.on_values({{"disk_free", 0.03}}, at(10));
    ASSERT_EQ(raised.size(), 1U);
    EXPECT_TRUE(raised[0].is_raised);
    EXPECT_DOUBLE_EQ(raised[0].value, 0.03);
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.01}}, at(60)).empty());  // once
    EXPECT_EQ(watch.raised().size(), 1U);
}

TEST(AlertWatch, a_moment_of_relief_starts_the_wait_anew) {
    AlertWatch watch({disk()});
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.04}}, at(0)).empty());
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.06}}, at(5)).empty());
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.04}}, at(6)).empty());
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.04}}, at(12)).empty());
    EXPECT_EQ(watch.on_values({{"disk_free", 0.04}}, at(16)).size(), 1U);
}

TEST(AlertWatch, ends_beyond_the_clear_value_only_and_keeps_its_id) {
    AlertWatch watch({disk()});
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.04}}, at(0)).empty());
    const auto raised = watch.on_values({{"disk_free", 0.04}}, at(10));
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.07}}, at(20)).empty());
    EXPECT_TRUE(watch.on_values({{"disk_free", 0.04}}, at(30)).empty());
    const auto ended = watch.on_values({{"disk_free", 0.1}}, at(40));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_FALSE(ended[0].is_raised);
    EXPECT_EQ(ended[0].id, raised.at(0).id);
    EXPECT_EQ(ended[0].time, at(40));
}

TEST(AlertWatch, every_subject_has_an_alert_of_its_own) {
    AlertWatch watch({{.name = "down", .metric = "service_down:*", .threshold = 0.5, .clear = 0.5}});
    const auto raised =
        watch.on_values({{"service_down:risk", 1}, {"service_down:news", 0}, {"service_down:ledger", 1}}, at(0));
    ASSERT_EQ(raised.size(), 2U);
    EXPECT_EQ(raised[0].subject, "ledger");
    EXPECT_EQ(raised[1].subject, "risk");
    EXPECT_NE(raised[0].id, raised[1].id);
    const auto ended = watch.on_values({{"service_down:risk", 0}, {"service_down:ledger", 1}}, at(1));
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].subject, "risk");
}

TEST(AlertWatch, what_is_not_there_any_more_resolves) {
    AlertWatch watch({{.name = "down", .metric = "service_down:*", .threshold = 0.5, .clear = 0.5}});
    ASSERT_EQ(watch.on_values({{"service_down:risk", 1}}, at(0)).size(), 1U);
    const auto gone = watch.on_values({}, at(1));
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_FALSE(gone[0].is_raised);
    ASSERT_EQ(watch.on_values({{"service_down:risk", 1}}, at(2)).size(), 1U);
    watch.set_rules({});
    EXPECT_EQ(watch.on_values({{"service_down:risk", 1}}, at(3)).size(), 1U);
    EXPECT_TRUE(watch.raised().empty());
}

RC_GTEST_PROP(AlertWatch, raised_and_resolved_take_turns, (const std::vector<int>& values)) {
    AlertWatch watch({{.name = "x", .metric = "x", .threshold = 10, .clear = 5, .hold = 2s}});
    bool is_raised = false;
    int second = 0;
    for (const int value : values)
        for (const auto& event : watch.on_values({{"x", value % 20}}, at(++second))) {
            RC_ASSERT(event.is_raised != is_raised);
            RC_ASSERT((event.is_raised ? value % 20 > 10 : value % 20 <= 5));
            is_raised = event.is_raised;
        }
}

TEST(AlertRules, the_defaults_can_be_written_and_read_back) {
    for (const auto& rule : default_rules(0.05)) {
        const auto read = config::read_json<AlertRule>(config::json_line(rule));
        ASSERT_TRUE(read) << rule.name << ": " << read.error().describe();
        EXPECT_EQ(config::json_line(*read), config::json_line(rule));
    }
    EXPECT_FALSE(config::read_json<AlertRule>(R"({"metric":"x","threshold":1,"clear":2})"));
}

}  // namespace
}  // namespace argosy::services::monitor
