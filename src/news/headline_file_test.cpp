#include "news/headline_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace argosy::news {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(HeadlineFile, json_lines_come_in_the_order_of_arrival) {
    const auto headlines = parse_json_lines(
        R"({"id": 7, "title": "Second", "arrived_at": "2024-01-01T00:00:02Z", "published_at": "2023-12-31T00:00:00Z"}

{"headline": "First &amp; best", "received_at": "2024-01-01T00:00:01Z", "source": "desk", "symbols": ["AAPL", "BTCUSD"], "x": {}}
)",
        {.source = "file"});
    ASSERT_TRUE(headlines) << headlines.error().describe();
    ASSERT_EQ(headlines->size(), 2u);
    EXPECT_EQ((*headlines)[0].title, "First & best");
    EXPECT_EQ((*headlines)[0].source, "desk");
    EXPECT_THAT((*headlines)[0].symbols, ElementsAre("AAPL", "BTCUSD"));
    EXPECT_EQ((*headlines)[0].id.size(), 32u);
    EXPECT_EQ((*headlines)[1].id, "7");
    EXPECT_EQ((*headlines)[1].source, "file");
    EXPECT_EQ(to_iso8601(*(*headlines)[1].published), "2023-12-31T00:00:00Z");
}

TEST(HeadlineFile, csv_has_quotes_and_lines_within_them) {
    const auto headlines = parse_csv(
        "\xEF\xBB\xBFtitle,arrived_at,symbols,summary\r\n"
        "\"Acme, \"\"the\"\" maker\",2024-01-01,AAPL; MSFT,\"two\nlines\"\r\n"
        "\r\nPlain,2024-01-02,,",
        {.source = "file"});
    ASSERT_TRUE(headlines) << headlines.error().describe();
    ASSERT_EQ(headlines->size(), 2u);
    EXPECT_EQ((*headlines)[0].title, "Acme, \"the\" maker");
    EXPECT_EQ((*headlines)[0].summary, "two lines");
    EXPECT_THAT((*headlines)[0].symbols, ElementsAre("AAPL", "MSFT"));
    EXPECT_EQ((*headlines)[1].title, "Plain");
}

TEST(HeadlineFile, publication_is_an_arrival_only_with_a_declared_delay) {
    constexpr std::string_view row = R"({"title": "T", "published_at": "2024-01-01T00:00:00Z"})";
    const auto refused = parse_json_lines(row, {});
    ASSERT_FALSE(refused);
    EXPECT_THAT(std::string(refused.error().message()), HasSubstr("line 1: no arrived_at"));
    EXPECT_THAT(std::string(refused.error().hint()), HasSubstr("delay"));
    const auto delayed = parse_json_lines(row, {.delay = 90s});
    ASSERT_TRUE(delayed);
    EXPECT_EQ(to_iso8601(delayed->front().arrived), "2024-01-01T00:01:30Z");
}

TEST(HeadlineFile, an_error_names_its_line) {
    const auto json = [](std::string_view text) { return std::string(parse_json_lines(text, {}).error().message()); };
    EXPECT_THAT(json("\n{\"title\":"), HasSubstr("line 2"));
    EXPECT_THAT(json("[1]"), HasSubstr("expected an object, got a list"));
    EXPECT_THAT(json(R"({"title": "T", "arrived_at": "noon"})"), HasSubstr("line 1: arrived_at"));
    EXPECT_THAT(json(R"({"title": " ", "arrived_at": "2024-01-01"})"), HasSubstr("no title"));
    EXPECT_THAT(json(R"({"title": "T", "arrived_at": "2024-01-01", "symbols": "A"})"), HasSubstr("expected a list"));
    const auto csv = [](std::string_view text) { return std::string(parse_csv(text, {}).error().message()); };
    EXPECT_THAT(csv("title,arrived_at\na,2024-01-01\nb\n"), HasSubstr("line 3: 1 fields, the first row names 2"));
    EXPECT_THAT(csv("title\n\"open\n"), HasSubstr("line 2: a quote that does not end"));
    EXPECT_THAT(csv(""), HasSubstr("no row of names"));
}

TEST(HeadlineFile, limits_hold) {
    const std::string row = R"({"title": "T", "arrived_at": "2024-01-01"})";
    EXPECT_FALSE(parse_json_lines(row + "\n" + row, {.limits = {.headlines = 1}}));
    EXPECT_TRUE(parse_json_lines(row, {.limits = {.headlines = 1}}));
    EXPECT_FALSE(parse_csv("title,arrived_at\n", {.limits = {.bytes = 5}}));
}

}  // namespace
}  // namespace argosy::news
