#include "base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy {
namespace {

std::string normal(std::string_view text) {
    const auto t = parse_iso8601(text);
    return t ? to_iso8601(*t) : std::string(t.error().message());
}

TEST(Time, reads_the_usual_forms) {
    EXPECT_EQ(normal("2024-08-08"), "2024-08-08T00:00:00Z");
    EXPECT_EQ(normal("20240808"), "2024-08-08T00:00:00Z");
    EXPECT_EQ(normal("20200325 16:00:00"), "2020-03-25T16:00:00Z");
    EXPECT_EQ(normal("2024-08-08 23:54"), "2024-08-08T23:54:00Z");
    EXPECT_EQ(normal("2024-08-08T23:54:15.342Z"), "2024-08-08T23:54:15.342Z");
    EXPECT_EQ(normal("2024-08-08T23:54:15.000001"), "2024-08-08T23:54:15.000001Z");
    EXPECT_EQ(normal("2024-08-08T01:00:00+02:00"), "2024-08-07T23:00:00Z");
    EXPECT_EQ(normal("1969-12-31T23:59:59.999999999Z"), "1969-12-31T23:59:59.999999999Z");
}

TEST(Time, refuses_what_is_no_time) {
    for (const char* text : {"", "2023-02-29", "2024-13-01", "2024-8-8", "2024-08-08T24:00:00", "2024-08-08T10",
                             "2024-08-08T10:61", "2024-08-08 10:00:00 CET", "2024-08-08T10:00:00.", "yesterday",
                             "2024-08-08T10:00:00.0000000001Z", "0001-01-01"})
        EXPECT_EQ(normal(text).substr(0, 10), "not a time") << text;
}

TEST(Time, durations) {
    EXPECT_EQ(*parse_duration("5m"), 5min);
    EXPECT_EQ(to_string(Duration{1h}), "1h");
    EXPECT_EQ(to_string(Duration{90s}), "90s");
    EXPECT_EQ(to_string(*parse_duration("1w")), "1w");
    for (const char* text : {"", "m", "0m", "-1m", "1", "1 m", "1y", "99999999999w"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Time, intervals_are_aligned_to_utc_and_weeks_to_monday) {
    const auto floor = [](const char* t, Duration d) { return to_iso8601(floor_to(*parse_iso8601(t), d)); };
    EXPECT_EQ(floor("2024-08-08T23:54:15Z", 5min), "2024-08-08T23:50:00Z");
    EXPECT_EQ(floor("1969-12-31T23:59:59Z", 1h), "1969-12-31T23:00:00Z");
    EXPECT_EQ(floor("2024-08-08T23:54:15Z", std::chrono::days{7}), "2024-08-05T00:00:00Z");
    EXPECT_EQ(floor("2024-08-05T00:00:00Z", std::chrono::days{7}), "2024-08-05T00:00:00Z");
}

TEST(Time, the_ends_of_the_range_print_and_read) {
    for (const Time t : {Time::min(), Time::max(), Time::max() - Duration{1}, Time{}, time_from_ns(-1)})
        EXPECT_EQ(*parse_iso8601(to_iso8601(t)), t) << to_iso8601(t);
    EXPECT_EQ(to_iso8601(Time::max()), "2262-04-11T23:47:16.854775807Z");
    for (const char* text :
         {"2262-04-11T23:47:16.854775808Z", "2262-04-12", "1677-09-21T00:12:43.145224191Z", "1677-01-01"})
        EXPECT_FALSE(parse_iso8601(text)) << text;
}

RC_GTEST_PROP(Time, printing_and_reading_are_inverses, ()) {
    const auto t = time_from_ns(*rc::gen::arbitrary<std::int64_t>());
    RC_ASSERT(*parse_iso8601(to_iso8601(t)) == t);
}

}  // namespace
}  // namespace argosy
