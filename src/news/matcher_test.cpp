#include "news/matcher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace argosy::news {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Matcher matcher() {
    return *Matcher::make({{.symbol = "BTC/USDT", .keywords = {"bitcoin", "BTC"}, .feed_symbols = {"BTCUSD"}},
                           {.symbol = "NEAR/USDT", .keywords = {"NEAR", "Near Protocol"}},
                           {.symbol = "AAPL", .keywords = {"apple inc", "iPhone"}}});
}

std::vector<std::size_t> match(std::string title, std::string summary = "") {
    return matcher().match({.title = std::move(title), .summary = std::move(summary)});
}

TEST(Matcher, finds_whole_words_in_any_case) {
    EXPECT_THAT(match("BITCOIN's rally"), ElementsAre(0));
    EXPECT_THAT(match("Bitcoiners cheer"), IsEmpty());
    EXPECT_THAT(match("Sales of the iphone", "and of Apple, Inc."), ElementsAre(2));
    EXPECT_THAT(match("An apple", "inc of it"), IsEmpty()) << "no keyword spans title and summary";
}

TEST(Matcher, capitals_mean_capitals) {
    EXPECT_THAT(match("$BTC nears 100k"), ElementsAre(0));
    EXPECT_THAT(match("btc"), IsEmpty());
    EXPECT_THAT(match("prices near the top"), IsEmpty());
    EXPECT_THAT(match("NEAR and near protocol"), ElementsAre(1));
}

TEST(Matcher, believes_the_symbols_of_the_feed) {
    EXPECT_THAT(matcher().match({.title = "x", .symbols = {"BTCUSD", "AAPL"}}), ElementsAre(0, 2));
    EXPECT_THAT(matcher().match({.title = "x", .symbols = {"BTC"}}), IsEmpty());
}

TEST(Matcher, refuses_what_can_never_match) {
    EXPECT_THAT(std::string(Matcher::make({{.symbol = "X"}}).error().message()), HasSubstr("neither keywords"));
    EXPECT_THAT(std::string(Matcher::make({{.symbol = "X", .keywords = {"--"}}}).error().message()),
                HasSubstr("no letter or digit"));
}

}  // namespace
}  // namespace argosy::news
