#include "services/dashboard/service.hpp"

#include <map>

#include "support/service_bench.hpp"

namespace argosy::services::dashboard {
namespace {

class DashboardTest : public argosy::testing::ServiceBench {
protected:
    DashboardTest() {
        start(spec({.loop = loop,
                    .router = router,
                    .core = *core,
                    .bus = bus,
                    .subjects = subjects,
                    .info = [] { return runtime::StatusInfo{.version = "1"}; },
                    .stop =
                        [this](const auth::Principal& who, const api::StopWish& wish) {
                            stops.push_back(who.name + " " + wish.key + " " + wish.reason);
                            return std::string(R"({"orders_open":3})");
                        }}));
    }

    /// Connects, plays meanwhile, so many times so many instants, and gives what came.
    std::vector<std::string> listen(const std::string& path, int steps, std::string say = {}, int times = 1) {
        std::vector<std::string> came;
        std::optional<net::WsPeer> peer;
        net::WsHandlers handlers;
        handlers.on_text = [&](net::WsPeer&, std::string_view text) { came.emplace_back(text); };
        client.connect_websocket({.url = "ws://127.0.0.1:" + std::to_string(port) + path}, std::move(handlers), {},
                                 [&](Result<net::WsPeer> opened) {
                                     ASSERT_TRUE(opened) << opened.error().describe();
                                     peer = std::move(*opened);
                                 });
        wait(100ms);
        for (int i = 0; i < times; ++i) play(steps), wait(1ms);
        wait(100ms);
        if (peer && !say.empty()) peer->send_text(say);
        wait(300ms);
        return came;
    }
    /// Over /ws/v1: says each of these after a pause, plays between, and gives what came.
    std::vector<std::string> talk(const std::vector<std::string>& words, int steps = 3) {
        std::vector<std::string> came;
        std::optional<net::WsPeer> peer;
        net::WsHandlers handlers;
        handlers.on_text = [&](net::WsPeer&, std::string_view text) { came.emplace_back(text); };
        client.connect_websocket({.url = "ws://127.0.0.1:" + std::to_string(port) + "/ws/v1"}, std::move(handlers), {},
                                 [&](Result<net::WsPeer> opened) { peer = std::move(opened).value(); });
        wait(100ms);
        for (const auto& say : words) {
            came.emplace_back("> " + say);
            peer->send_text(say);
            wait(100ms);
            play(steps);
            wait(100ms);
        }
        peer->cut();
        wait(50ms);
        return came;
    }
    /// Messages after the n-th word and before the next one.
    static std::vector<std::string> after(const std::vector<std::string>& came, std::size_t word) {
        std::vector<std::string> out;
        std::size_t said = 0;
        for (const auto& text : came) {
            if (text.starts_with("> "))
                ++said;
            else if (said == word)
                out.push_back(text);
        }
        return out;
    }
    std::vector<std::string> stops;
    static std::string member(const std::string& text, std::string_view pointer) {
        simdjson::dom::parser parser;
        simdjson::dom::element found;
        if (parser.parse(text).at_pointer(pointer).get(found) != simdjson::SUCCESS) return {};
        return simdjson::minify(found);
    }
};

TEST_F(DashboardTest, a_snapshot_comes_first_and_the_numbers_have_no_gap) {
    const auto came = listen("/ws/dashboard", 60);
    ASSERT_GT(came.size(), 2U);
    EXPECT_EQ(member(came[0], "/type"), "\"snapshot\"");
    EXPECT_EQ(member(came[0], "/data/status/version"), "\"1\"");
    auto seq = std::stoll(member(came[0], "/seq"));
    for (std::size_t i = 1; i < came.size(); ++i) EXPECT_EQ(std::stoll(member(came[i], "/seq")), ++seq) << came[i];
}

TEST_F(DashboardTest, the_documented_event_of_the_portfolio_has_its_numbers) {
    const auto came = listen("/ws/portfolio", 5);
    ASSERT_GE(came.size(), 2U);
    EXPECT_EQ(member(came[1], "/type"), "\"portfolio_update\"");
    for (const auto* field : {"/data/total_balance", "/data/total_pnl", "/data/daily_pnl", "/data/active_trades"}) {
        const std::string value = member(came[1], field);
        EXPECT_TRUE(!value.empty() && value[0] != '"') << field << " in " << came[1];
    }
}

TEST_F(DashboardTest, a_channel_carries_its_own_events_only) {
    for (const std::string& text : listen("/ws/trades", 400)) {
        const std::string type = member(text, "/type");
        EXPECT_TRUE(type == "\"snapshot\"" || type == "\"trade_update\"") << type;
    }
}

TEST_F(DashboardTest, a_trade_is_told_when_it_opens_while_its_result_moves_and_when_it_closes) {
    std::map<std::string, std::vector<std::string>> told;  // results, "CLOSED" last, by trade
    bool has_opened = false;
    for (const std::string& text : listen("/ws/trades", 10, {}, 100)) {
        if (member(text, "/type") == "\"snapshot\"") continue;
        auto& results = told[member(text, "/data/trade_id")];
        ASSERT_TRUE(results.empty() || results.back() != "CLOSED") << "nothing comes after the end: " << text;
        const bool is_open = member(text, "/data/status") == "\"OPEN\"";
        EXPECT_TRUE(is_open || member(text, "/data/status") == "\"CLOSED\"") << text;
        EXPECT_EQ(member(text, "/data/trade/status"), member(text, "/data/status"));
        EXPECT_GT(std::stod(member(text, "/data/entry_price")), 0);
        results.push_back(is_open ? member(text, "/data/current_pnl") : "CLOSED");
        if (is_open) has_opened = true;
    }
    EXPECT_TRUE(has_opened);
    EXPECT_TRUE(std::ranges::any_of(told, [](const auto& t) {
        return t.second.size() > 2 && t.second.back() == "CLOSED" && t.second[0] != t.second[1];
    })) << "one that was open for a while, whose result moved, and that closed";
}

TEST_F(DashboardTest, a_trade_that_nothing_changes_is_told_once) {
    const auto came = listen("/ws/trades", 0, {}, 50);
    EXPECT_EQ(came.size(), 1U) << "the first snapshot alone: " << came.back();
}

TEST_F(DashboardTest, who_asks_gets_a_fresh_snapshot) {
    const auto came = listen("/ws/alerts", 1, R"({"type":"resync"})");
    ASSERT_FALSE(came.empty());
    EXPECT_EQ(member(came.back(), "/type"), "\"snapshot\"");
    EXPECT_GE(came.size(), 2U);
}

TEST_F(DashboardTest, an_emergency_stop_is_taken_where_everything_is_shown_and_nowhere_else) {
    const std::string say = R"({"type":"emergency_stop","key":"k1","reason":"fire"})";
    const auto came = listen("/ws/dashboard", 0, say);
    EXPECT_EQ(stops, std::vector<std::string>{"ada k1 fire"});
    const auto report = std::ranges::find_if(came, [](const auto& m) { return m.contains("stop_report"); });
    ASSERT_NE(report, came.end());
    EXPECT_EQ(member(*report, "/key"), "\"k1\"");
    EXPECT_EQ(member(*report, "/data/orders_open"), "3");
    listen("/ws/alerts", 0, say);
    EXPECT_EQ(stops.size(), 1U);
}

TEST_F(DashboardTest, one_socket_carries_the_topics_that_are_wanted_and_each_counts_its_own) {
    const auto came = talk({R"({"type":"subscribe","topics":["portfolio","book:BTC/USDT:USDT","no such topic"]})",
                            R"({"type":"unsubscribe","topics":["portfolio"]})"});
    EXPECT_TRUE(after(came, 0).empty()) << "nothing before it is asked for";
    std::map<std::string, std::vector<std::string>> seqs;
    const auto first = after(came, 1);
    for (const auto& text : first) {
        EXPECT_EQ(member(text, "/v"), "1");
        const std::string topic = member(text, "/topic");
        EXPECT_EQ(member(text, "/type") == "\"snapshot\"", seqs[topic].empty()) << text;
        if (!seqs[topic].empty())
            EXPECT_EQ(std::stoll(member(text, "/seq")), std::stoll(seqs[topic].back()) + 1) << text;
        seqs[topic].push_back(member(text, "/seq"));
    }
    EXPECT_EQ(seqs.size(), 2U);
    EXPECT_GE(seqs["\"portfolio\""].size(), 2U);
    EXPECT_GE(seqs["\"book:BTC/USDT:USDT\""].size(), 2U);
    const auto second = after(came, 2);
    EXPECT_FALSE(second.empty());
    for (const auto& text : second) EXPECT_EQ(member(text, "/topic"), "\"book:BTC/USDT:USDT\"");
}

TEST_F(DashboardTest, a_book_is_told_in_whole_the_best_first) {
    const auto came = talk({R"({"type":"subscribe","topics":["book:BTC/USDT:USDT"]})"});
    for (const auto& text : after(came, 1)) {
        const auto price = [&](const std::string& at) { return std::stod(member(text, at).substr(1)); };
        EXPECT_GT(price("/data/bids/0/0"), price("/data/bids/1/0")) << text;
        EXPECT_LT(price("/data/asks/0/0"), price("/data/asks/1/0"));
        EXPECT_LT(price("/data/bids/0/0"), price("/data/asks/0/0"));
    }
}

TEST_F(DashboardTest, asking_often_brings_no_more_than_a_snapshot_a_second) {
    const std::string on = R"({"type":"subscribe","topics":["alerts"]})";
    const std::string off = R"({"type":"unsubscribe","topics":["alerts"]})";
    const std::string anew = R"({"type":"resync","topic":"alerts"})";
    const auto begun = net::steady_time();
    const auto came = talk({on, off, on, anew, anew, anew, anew, anew, anew, anew}, 0);
    const auto snapshots = std::ranges::count_if(came, [](const auto& m) { return m.contains("\"snapshot\""); });
    EXPECT_GE(snapshots, 2) << "the first, and one a second later";
    EXPECT_LE(snapshots, 1 + (net::steady_time() - begun) / Duration(1s));
}

TEST_F(DashboardTest, a_stop_is_taken_and_answered_over_the_one_socket_too) {
    const auto came = talk({R"({"type":"emergency_stop","key":"k2","reason":"fire"})"}, 0);
    EXPECT_EQ(stops, std::vector<std::string>{"ada k2 fire"});
    const auto answer = after(came, 1);
    ASSERT_EQ(answer.size(), 1U);
    EXPECT_EQ(member(answer[0], "/type"), "\"stop_report\"");
    EXPECT_EQ(member(answer[0], "/key"), "\"k2\"");
}

TEST_F(DashboardTest, other_words_ask_for_nothing) {
    for (const std::string said : {"x", "{}", R"({"type":"ping"})"}) {
        const auto came = listen("/ws/alerts", 0, said);
        EXPECT_EQ(came.size(), 1U) << said << ": the first snapshot alone";
    }
}

TEST_F(DashboardTest, a_stranger_hears_nothing) {
    EXPECT_EQ(ask(net::Method::get, "/ws/dashboard", {}, "anyone")->status, 403);
    EXPECT_EQ(ask(net::Method::get, "/ws/v1", {}, "anyone")->status, 403);
}

}  // namespace
}  // namespace argosy::services::dashboard
