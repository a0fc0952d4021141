#include "resilience/last_values.hpp"

#include <gtest/gtest.h>

namespace argosy::resilience {
namespace {

LastValue value(std::string body, Duration since = 0s) {
    return {.content_type = "t", .body = std::move(body), .since = since};
}

TEST(LastValues, gives_back_what_came_last) {
    LastValues values(1000, 60s);
    EXPECT_EQ(values.find("/a", 0s), nullptr);
    values.put("/a", value("one", 1s));
    values.put("/a", value("two", 2s));
    ASSERT_NE(values.find("/a", 3s), nullptr);
    EXPECT_EQ(values.find("/a", 3s)->body, "two");
    EXPECT_EQ(values.find("/b", 3s), nullptr);
    values.erase("/a");
    EXPECT_EQ(values.find("/a", 3s), nullptr);
    EXPECT_EQ(values.bytes(), 0U);
}

TEST(LastValues, is_silent_about_what_is_too_old) {
    LastValues values(1000, 60s);
    values.put("/a", value("old", 10s));
    EXPECT_NE(values.find("/a", 70s), nullptr);
    EXPECT_EQ(values.find("/a", Duration(70s) + 1ns), nullptr);
}

TEST(LastValues, stays_within_its_bytes_and_drops_the_oldest_first) {
    LastValues values(3 * 103, 60s);
    for (const char* question : {"/a", "/b", "/c"}) values.put(question, value(std::string(100, 'x')));
    EXPECT_EQ(values.bytes(), 309U);
    values.put("/d", value(std::string(100, 'y')));
    EXPECT_LE(values.bytes(), 309U);
    EXPECT_EQ(values.find("/a", 0s), nullptr);
    EXPECT_NE(values.find("/b", 0s), nullptr);
    EXPECT_NE(values.find("/d", 0s), nullptr);
}

TEST(LastValues, does_not_keep_what_is_larger_than_everything) {
    LastValues values(50, 60s);
    values.put("/a", value("small"));
    values.put("/a", value(std::string(100, 'x')));
    EXPECT_EQ(values.find("/a", 0s), nullptr) << "nor what it replaced";
    EXPECT_EQ(values.bytes(), 0U);
}

}  // namespace
}  // namespace argosy::resilience
