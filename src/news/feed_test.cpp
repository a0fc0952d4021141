#include "news/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace argosy::news {
namespace {

using ::testing::HasSubstr;

constexpr Time arrived = time_from_ns(1'700'000'000'000'000'000);
constexpr FeedOrigin origin{"wire", arrived};

constexpr std::string_view rss = R"(<?xml version="1.0" encoding="utf-8"?>
<!-- a comment -->
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Wire &amp; Co</title>
  <item>
    <title><![CDATA[Acme <b>beats</b> estimates]]></title>
    <description>&lt;p&gt;Profit up 20&#37;&lt;/p&gt;</description>
    <link>https://wire.example/1</link>
    <guid isPermaLink="false">w-1</guid>
    <pubDate>Wed, 02 Oct 2002 13:00:00 GMT</pubDate>
    <dc:creator>Desk</dc:creator>
  </item>
  <item><description>Only a description</description><dc:date>2002-10-02T14:00:00Z</dc:date></item>
  <item><link>https://wire.example/3</link><title>No date</title><pubDate>soon</pubDate></item>
  <item><link>https://wire.example/4</link></item>
</channel></rss>)";

TEST(Feed, rss_gives_headlines_in_their_order) {
    const auto feed = parse_feed(rss, origin);
    ASSERT_TRUE(feed) << feed.error().describe();
    EXPECT_EQ(feed->title, "Wire & Co");
    ASSERT_EQ(feed->headlines.size(), 3u);
    const Headline& first = feed->headlines[0];
    EXPECT_EQ(first.id, "w-1");
    EXPECT_EQ(first.title, "Acme beats estimates");
    EXPECT_EQ(first.summary, "Profit up 20%");
    EXPECT_EQ(first.url, "https://wire.example/1");
    EXPECT_EQ(first.author, "Desk");
    EXPECT_EQ(first.source, "wire");
    EXPECT_EQ(first.arrived, arrived);
    EXPECT_EQ(to_iso8601(*first.published), "2002-10-02T13:00:00Z");
    EXPECT_EQ(feed->headlines[1].title, "Only a description");
    EXPECT_EQ(to_iso8601(*feed->headlines[1].published), "2002-10-02T14:00:00Z");
    EXPECT_EQ(feed->headlines[2].id, "https://wire.example/3") << "without guid the link is the id";
    EXPECT_FALSE(feed->headlines[2].published);
    EXPECT_EQ(feed->undated, 1u);
    EXPECT_EQ(feed->skipped, 1u);
}

TEST(Feed, an_entry_without_id_and_link_has_the_same_id_each_time) {
    const auto id = [&] { return parse_feed(rss, {"wire", arrived + 1h})->headlines[1].id; };
    EXPECT_EQ(id().size(), 32u);
    EXPECT_EQ(id(), parse_feed(rss, origin)->headlines[1].id);
}

TEST(Feed, atom_gives_headlines_with_and_without_a_prefix) {
    for (const std::string p : {"", "a:"}) {
        const std::string xmlns = p.empty() ? "xmlns" : "xmlns:a";
        const std::string atom = "<" + p + "feed " + xmlns + R"(="http://www.w3.org/2005/Atom"><)" + p +
                                 "title>News</" + p + "title><" + p + "entry><" + p + "id>urn:1</" + p + "id><" + p +
                                 R"(title type="xhtml"><div>Rates <i>rise</i></div></)" + p + "title><" + p +
                                 R"(link rel="self" href="x"/><)" + p + R"(link href="https://a.example/1"/><)" + p +
                                 "updated>2024-01-02T03:04:05+01:00</" + p + "updated><" + p + "author><" + p +
                                 "name>B</" + p + "name></" + p + "author></" + p + "entry></" + p + "feed>";
        const auto feed = parse_feed(atom, origin);
        ASSERT_TRUE(feed) << feed.error().describe();
        EXPECT_EQ(feed->title, "News");
        ASSERT_EQ(feed->headlines.size(), 1u);
        EXPECT_EQ(feed->headlines[0].id, "urn:1");
        EXPECT_EQ(feed->headlines[0].title, "Rates rise");
        EXPECT_EQ(feed->headlines[0].url, "https://a.example/1");
        EXPECT_EQ(feed->headlines[0].author, "B");
        EXPECT_EQ(to_iso8601(*feed->headlines[0].published), "2024-01-02T02:04:05Z");
    }
}

TEST(Feed, no_entity_of_the_document_is_expanded) {
    std::string bomb =
        R"(<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">)";
    for (int i = 1; i < 40; ++i) {
        const std::string before = "&a" + std::to_string(i - 1) + ";";
        bomb += "<!ENTITY a" + std::to_string(i) + " \"" + before + before + "\">";
    }
    bomb += "]><rss><channel><item><title>&a39; &f;</title></item></channel></rss>";
    const auto feed = parse_feed(bomb, origin);
    ASSERT_TRUE(feed) << feed.error().describe();
    EXPECT_EQ(feed->headlines[0].title, "&a39; &f;");
}

TEST(Feed, limits_hold) {
    const auto message = [](std::string_view text, const Limits& limits) {
        const auto feed = parse_feed(text, origin, limits);
        return feed ? std::string("accepted") : std::string(feed.error().message());
    };
    EXPECT_THAT(message(rss, {.bytes = 100}), HasSubstr("a feed may have 100"));
    EXPECT_THAT(message(rss, {.headlines = 2}), HasSubstr("more than 2 entries"));
    EXPECT_EQ(parse_feed(rss, origin, {.text = 4})->headlines[0].title, "Acme");
    std::string deep = "<rss><channel><item><title>";
    for (int i = 0; i < 200'000; ++i) deep += "<b>";
    EXPECT_THAT(message(deep, {}), HasSubstr("broken XML"));
    for (int i = 0; i < 200'000; ++i) deep += "</b>";
    EXPECT_EQ(message(deep + "</title></item></channel></rss>", {}), "accepted") << "depth costs no stack";
}

TEST(Feed, what_is_no_feed_is_refused) {
    const auto message = [](std::string_view text) { return std::string(parse_feed(text, origin).error().message()); };
    EXPECT_THAT(message(""), HasSubstr("feed wire: broken XML"));
    EXPECT_THAT(message("<rss><channel></rss>"), HasSubstr("broken XML at byte"));
    EXPECT_THAT(message("<html></html>"), HasSubstr("its root is <html>"));
    EXPECT_THAT(message("<rss/>"), HasSubstr("expected <rss> or <feed>"));
}

}  // namespace
}  // namespace argosy::news
