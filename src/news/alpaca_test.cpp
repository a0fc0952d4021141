#include "news/alpaca.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace argosy::news {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Time arrived = time_from_ns(1'700'000'000'000'000'000);

constexpr std::string_view page = R"({"news":[{"id":40000017,"headline":"Acme raises guidance","author":"J. Doe",
 "source":"benzinga","summary":"","content":"","url":"https://news.example/1","images":[{"size":"thumb","url":"x"}],
 "symbols":["ACME","BTCUSD"],"created_at":"2026-06-24T12:00:01Z","updated_at":"2026-06-24T12:00:02Z"}],
 "next_page_token":"MTc4"})";

TEST(Alpaca, a_page_gives_headlines_and_the_way_to_the_next) {
    const auto read = parse_alpaca_page(page, arrived);
    ASSERT_TRUE(read) << read.error().describe();
    EXPECT_EQ(read->next_page_token, "MTc4");
    ASSERT_EQ(read->headlines.size(), 1u);
    const Headline& h = read->headlines[0];
    EXPECT_EQ(h.id, "40000017");
    EXPECT_EQ(h.source, "benzinga");
    EXPECT_EQ(h.title, "Acme raises guidance");
    EXPECT_THAT(h.symbols, ElementsAre("ACME", "BTCUSD"));
    EXPECT_EQ(to_iso8601(*h.published), "2026-06-24T12:00:01Z");
    EXPECT_EQ(h.arrived, arrived) << "never the time that the venue claims";
}

TEST(Alpaca, the_last_page_has_no_token) {
    EXPECT_EQ(parse_alpaca_page(R"({"news":[],"next_page_token":null})", arrived)->next_page_token, "");
    EXPECT_EQ(parse_alpaca_page(R"({"news":[]})", arrived)->next_page_token, "");
}

TEST(Alpaca, a_stream_message_is_a_list_of_which_news_are_read) {
    const auto headlines = parse_alpaca_stream(
        R"([{"T":"success","msg":"authenticated"},
            {"T":"n","id":1,"headline":"H","symbols":["A"],"created_at":"2026-06-24T12:00:01Z"}])",
        arrived);
    ASSERT_TRUE(headlines) << headlines.error().describe();
    ASSERT_EQ(headlines->size(), 1u);
    EXPECT_EQ((*headlines)[0].source, "alpaca");
}

TEST(Alpaca, an_error_names_the_article) {
    EXPECT_THAT(std::string(parse_alpaca_page(R"({"news":[{"headline":"H"}]})", arrived).error().message()),
                HasSubstr("article 1: no id"));
    EXPECT_THAT(std::string(parse_alpaca_page("{}", arrived).error().message()), HasSubstr("no list \"news\""));
    EXPECT_FALSE(parse_alpaca_page("[", arrived));
    EXPECT_FALSE(parse_alpaca_stream("{}", arrived));
}

}  // namespace
}  // namespace argosy::news
