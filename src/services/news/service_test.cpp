#include "services/news/service.hpp"

#include <fstream>

#include "support/service_bench.hpp"

namespace argosy::services::news {
namespace {

Time now_ = *parse_iso8601("2024-03-01T12:00:00Z");
Time test_clock() { return now_; }

Result<sentiment::Lexicon> small_lexicon() { return sentiment::Lexicon::parse_vader("surge\t2.5\ncrash\t-3\n"); }
Result<sentiment::Lexicon> broken_lexicon() { return fail(Errc::corrupt, "line 7 of the lexicon has no number"); }
Result<> no_lexicon() { return fail(Errc::unavailable, "this build has no lexicon", "configure"); }
Result<> any_lexicon() { return {}; }

class NewsTest : public argosy::testing::ServiceBench {
protected:
    NewsTest() { now_ = *parse_iso8601("2024-03-01T12:00:00Z"); }
    Parts parts() {
        return {.router = router,
                .loop = loop,
                .client = feeds,
                .core = *core,
                .bus = bus,
                .subjects = subjects,
                .store = *store,
                .folder = dir,
                .clock = &test_clock,
                .check_lexicon = &any_lexicon,
                .lexicon = &small_lexicon};
    }
    void restart(Parts with) {
        host->stop();
        host.reset();
        router = api::Router();
        router.guard_with(gate);
        start(spec(std::move(with)));
    }
    void put_file(const std::string& name, std::string_view text) {
        std::filesystem::create_directories(dir);
        std::ofstream(dir / name) << text;
    }
    /// Until the folder or a feed has brought so many headlines.
    void wait_for(std::size_t headlines) {
        for (int i = 0; i < 200 && get("/api/v1/news")->size("/headlines") < headlines; ++i) wait(10ms);
    }
    static std::string line(std::string_view id, std::string_view title, std::string_view arrived) {
        return R"({"id":")" + std::string(id) + R"(","title":")" + std::string(title) + R"(","arrived_at":")" +
               std::string(arrived) + "\"}\n";
    }
    net::HttpClient feeds{loop};
    const std::filesystem::path dir = folder.path() / "news";
};

TEST_F(NewsTest, headlines_are_scored_matched_and_told) {
    start(spec(parts()));
    std::vector<messages::News> heard;
    const auto subscription =
        bus.topic(subjects.news).subscribe([&](const auto& message) { heard.push_back(message.data); });
    const auto answer = post("/api/v1/news", line("1", "Bitcoin prices surge", "2024-03-01T11:00:00Z") +
                                                 line("2", "Nothing happens", "2024-03-01T11:30:00Z"));
    ASSERT_EQ(answer->status, 200) << answer->text;
    EXPECT_EQ(answer->number("/added"), 2);
    ASSERT_EQ(heard.size(), 3U);
    EXPECT_EQ(std::get<messages::Headline>(heard[0]).instruments, std::vector<std::string>{"BTC/USDT:USDT"});
    EXPECT_EQ(std::get<messages::Sentiment>(heard[2]).headlines, 1U);
    for (const auto* path : {"/api/news-sentiment", "/api/v1/news/sentiment"}) {
        const auto all = get(path);
        ASSERT_EQ(all->status, 200) << all->text;
        EXPECT_EQ(all->size("/sentiment"), core->instruments().size());
        EXPECT_EQ(all->size("/headlines"), 2U);
        EXPECT_EQ(all->word("/headlines/0/id"), "2");
    }
    const auto one = get("/api/news-sentiment?instrument=BTC-USDT");
    EXPECT_EQ(one->size("/headlines"), 1U);
    EXPECT_GT(one->number("/sentiment/0/score"), 0.3);
    EXPECT_EQ(one->number("/sentiment/0/score"), one->number("/headlines/0/score"));
    EXPECT_TRUE(get("/api/news-sentiment?instrument=ETH-USDT")->at("/sentiment/0/score").is_null());
}

TEST_F(NewsTest, known_headlines_are_no_news_also_after_a_restart) {
    start(spec(parts()));
    const auto body = line("1", "Bitcoin crash", "2024-03-01T11:00:00Z");
    EXPECT_EQ(post("/api/v1/news", body + body)->number("/added"), 1);
    EXPECT_EQ(post("/api/v1/news", body)->number("/known"), 1);
    restart(parts());
    EXPECT_EQ(post("/api/v1/news", body)->number("/added"), 0);
    EXPECT_EQ(get("/api/v1/news")->size("/headlines"), 1U);
}

TEST_F(NewsTest, the_mood_is_the_same_after_a_restart_whatever_order_headlines_came_in) {
    start(spec(parts()));
    post("/api/v1/news", line("2", "Bitcoin surge", "2024-03-01T11:00:00Z"));
    post("/api/v1/news", line("1", "Bitcoin crash", "2024-03-01T05:00:00Z") + line("3", "BTC", "2024-03-01T11:30:00Z"));
    const std::string before = get("/api/news-sentiment?instrument=BTC-USDT")->text;
    restart(parts());
    EXPECT_EQ(get("/api/news-sentiment?instrument=BTC-USDT")->text, before);
    // By hand: the age of 7 h, 1 h and 0.5 h at a half-life of 6 h.
    const auto answer = get("/api/news-sentiment?instrument=BTC-USDT");
    const double old = std::exp2(-7.0 / 6), middle = std::exp2(-1.0 / 6), fresh = std::exp2(-0.5 / 6);
    const double crash = answer->number("/headlines/2/score"), surge = answer->number("/headlines/1/score");
    EXPECT_NEAR(answer->number("/sentiment/0/score"), (old * crash + middle * surge) / (old + middle + fresh), 1e-12);
    EXPECT_EQ(answer->number("/sentiment/0/headlines"), 3);
}

TEST_F(NewsTest, nothing_arrives_in_the_future) {
    start(spec(parts()));
    EXPECT_EQ(post("/api/v1/news", line("1", "Bitcoin surge", "2031-01-01T00:00:00Z"))->status, 200);
    EXPECT_EQ(get("/api/v1/news")->word("/headlines/0/received"), "2024-03-01T12:00:00Z");
    now_ -= 1h;  // the clock is set back
    EXPECT_EQ(get("/api/news-sentiment")->status, 200);
}

TEST_F(NewsTest, lists_go_on_where_they_ended) {
    start(spec(parts()));
    std::string body;
    for (int i = 0; i < 5; ++i) body += line(std::to_string(i), "x", "2024-03-01T11:0" + std::to_string(i) + ":00Z");
    post("/api/v1/news?source=mine", body);
    const auto first = get("/api/v1/news?limit=3&source=mine");
    ASSERT_EQ(first->size("/headlines"), 3U) << first->text;
    EXPECT_EQ(first->word("/headlines/0/id"), "4");
    const auto rest = get("/api/v1/news?limit=3&source=mine&cursor=" + first->word("/next_cursor"));
    EXPECT_EQ(rest->size("/headlines"), 2U);
    EXPECT_EQ(rest->word("/next_cursor"), "");
    EXPECT_EQ(get("/api/v1/news?source=other")->size("/headlines"), 0U);
}

TEST_F(NewsTest, bad_requests_are_refused) {
    start(spec(parts()));
    EXPECT_EQ(get("/api/news-sentiment?instrument=NOPE")->status, 404);
    EXPECT_EQ(get("/api/news-sentiment?limit=0")->status, 400);
    EXPECT_EQ(get("/api/v1/news?cursor=x")->status, 400);
    EXPECT_EQ(post("/api/v1/news", " ")->status, 400);
    EXPECT_EQ(post("/api/v1/news", R"({"title":5})")->status, 400);
    EXPECT_EQ(post("/api/v1/news", "<html></html>")->status, 400);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/news", line("1", "x", "2024-03-01"), "viewer")->status, 403);
    EXPECT_EQ(ask(net::Method::post, "/api/v1/news", line("1", "x", "2024-03-01"), "trader")->status, 200);
}

constexpr std::string_view rss = R"(<rss version="2.0"><channel><title>t</title>
<item><guid>a</guid><title>Ethereum surge</title><pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate></item>
</channel></rss>)";

TEST_F(NewsTest, a_folder_is_watched) {
    put_file("wire.xml", rss);
    put_file("tape.csv", "title,arrived_at,id\nSolana crash,2024-02-29T10:00:00Z,7\n");
    put_file("notes.txt", "no headlines");
    put_file("bad.jsonl", "{");
    auto quick = parts();
    quick.settings.every = 20ms;
    start(spec(quick));
    wait_for(2);
    EXPECT_EQ(get("/api/v1/news?source=wire")->word("/headlines/0/received"), "2024-03-01T12:00:00Z");
    EXPECT_EQ(get("/api/v1/news?source=tape")->word("/headlines/0/received"), "2024-02-29T10:00:00Z");
    put_file("more.jsonl", line("1", "Bitcoin surge", "2024-03-01T11:00:00Z"));
    wait_for(3);
    EXPECT_EQ(get("/api/v1/news?source=more")->size("/headlines"), 1U);
}

TEST_F(NewsTest, feeds_are_polled_and_may_fail) {
    net::HttpServer site(loop, [](const net::Request& r, net::Responder to) {
        to.send({.status = r.path() == "/rss" ? 200 : 404, .body = std::string(rss)});
    });
    const std::string at = "http://127.0.0.1:" + std::to_string(site.listen("127.0.0.1", 0).value());
    auto quick = parts();
    quick.settings.every = 20ms;
    quick.settings.feeds = {{"gone", at + "/nothing"}, {"nowhere", "http://127.0.0.1:1/"}, {"wire", at + "/rss"}};
    start(spec(quick));
    wait_for(1);
    const auto answer = get("/api/v1/news");
    ASSERT_EQ(answer->size("/headlines"), 1U) << answer->text;
    EXPECT_EQ(answer->word("/headlines/0/source"), "wire");
    EXPECT_EQ(answer->word("/headlines/0/instruments/0"), "ETH/USDT:USDT");
    host->stop();
}

TEST_F(NewsTest, without_a_lexicon_it_says_what_to_do) {
    auto poor = parts();
    poor.check_lexicon = &no_lexicon;
    start(spec(poor));
    for (const auto* path : {"/api/news-sentiment", "/api/v1/news"}) {
        const auto answer = get(path);
        EXPECT_EQ(answer->status, 503);
        EXPECT_EQ(answer->word("/hint"), "configure");
    }
    EXPECT_EQ(post("/api/v1/news", line("1", "x", "2024-03-01"))->status, 503);
}

TEST_F(NewsTest, a_lexicon_that_cannot_be_read_is_an_error_of_the_headline_that_needs_it) {
    auto broken = parts();
    broken.lexicon = &broken_lexicon;
    start(spec(broken));
    EXPECT_EQ(get("/api/v1/news")->status, 200);
    const auto answer = post("/api/v1/news", line("1", "x", "2024-03-01"));
    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(get("/api/v1/news")->size("/headlines"), 0U) << "it comes again when the lexicon is mended";
}

TEST_F(NewsTest, a_stopped_service_says_so) {
    start(spec(parts()));
    host->stop();
    EXPECT_EQ(get("/api/news-sentiment")->status, 503);
    EXPECT_EQ(post("/api/v1/news", line("1", "x", "2024-03-01"))->status, 503);
}

}  // namespace
}  // namespace argosy::services::news
