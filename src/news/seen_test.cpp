#include "news/seen.hpp"

#include <gtest/gtest.h>

namespace argosy::news {
namespace {

Headline headline(std::string id, std::string source = "wire") {
    return {.id = std::move(id), .source = std::move(source)};
}

TEST(Seen, a_headline_is_new_once) {
    Seen seen;
    EXPECT_TRUE(seen.is_new(headline("1")));
    EXPECT_FALSE(seen.is_new(headline("1")));
    EXPECT_TRUE(seen.is_new(headline("1", "desk"))) << "ids belong to their source";
}

TEST(Seen, forgets_the_oldest) {
    Seen seen(2);
    EXPECT_TRUE(seen.is_new(headline("1")) && seen.is_new(headline("2")) && seen.is_new(headline("3")));
    EXPECT_EQ(seen.size(), 2u);
    EXPECT_FALSE(seen.is_new(headline("2")));
    EXPECT_TRUE(seen.is_new(headline("1")));
}

}  // namespace
}  // namespace argosy::news
