#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "engine/engine.hpp"
#include "services/notification/notification_bench.hpp"

namespace argosy::services::notification {
namespace {

using ::testing::HasSubstr;

std::string hmac_hex(std::string_view key, std::string_view text) {
    unsigned char out[32];
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), std::bit_cast<const unsigned char*>(text.data()),
         text.size(), out, &size);
    std::string hex;
    for (const auto byte : out) {
        constexpr std::string_view digits = "0123456789abcdef";
        (hex += digits[byte >> 4]) += digits[byte & 15];
    }
    return hex;
}

class Deliveries : public NotificationBench {};

TEST_F(Deliveries, an_alert_from_the_bus_reaches_a_webhook_signed) {
    ASSERT_EQ(add_hook("ops", hook_url())->status, 200);
    ASSERT_EQ(add_rule("ops", R"(,"text":"{level}: {message} of {instrument}")")->status, 200);
    alert("High volatility detected");
    until([&] { return !posts.empty(); });
    EXPECT_THAT(posts[0], HasSubstr(R"("text":"WARNING: High volatility detected of ")"));
    EXPECT_EQ(signatures[0].second, "v1=" + hmac_hex("sesame", signatures[0].first + "." + posts[0]));
    until([&] { return log("ops")->size("/deliveries") == 1; });
    const auto lines = log("ops");
    EXPECT_EQ(lines->word("/deliveries/0/status"), "delivered");
    EXPECT_EQ(lines->word("/deliveries/0/note"), "HTTP 200");
    EXPECT_EQ(lines->size("/waiting"), 0U);
}

TEST_F(Deliveries, a_busy_receiver_is_tried_again_and_a_refusal_is_not) {
    add_hook("ops", hook_url());
    add_rule("ops");
    statuses = {503, 200};
    alert("first");
    until([&] { return log()->size("/deliveries") == 1; });
    EXPECT_EQ(log()->at("/deliveries/0/attempts").get_int64().value(), 2);
    statuses = {404};
    alert("second");
    until([&] { return log()->size("/deliveries") == 2; });
    EXPECT_EQ(log()->word("/deliveries/0/status"), "failed");
    EXPECT_EQ(log()->at("/deliveries/0/attempts").get_int64().value(), 1);
    statuses = {503, 503, 503, 503};
    alert("third");
    until([&] { return log()->size("/deliveries") == 3; });
    EXPECT_EQ(log()->word("/deliveries/0/status"), "failed");
    EXPECT_EQ(log()->at("/deliveries/0/attempts").get_int64().value(), 3);
    EXPECT_EQ(posts.size(), 6U);
}

TEST_F(Deliveries, redirects_are_not_followed) {
    add_hook("ops", hook_url());
    add_rule("ops");
    statuses = {302};
    alert("x");
    until([&] { return log()->size("/deliveries") == 1; });
    EXPECT_EQ(log()->word("/deliveries/0/status"), "failed");
    EXPECT_EQ(log()->word("/deliveries/0/note"), "HTTP 302");
    EXPECT_EQ(posts.size(), 1U);
}

TEST_F(Deliveries, private_addresses_are_reached_only_where_that_is_allowed) {
    add_hook("ops", hook_url(), false);
    add_hook("named", "http://localhost:" + std::to_string(hook_port) + "/in", false);
    for (const auto* name : {"ops", "named"}) {
        const auto tested = post("/api/v1/notifications/channels/" + std::string(name) + "/test");
        EXPECT_EQ(tested->status, 200) << tested->text;
        EXPECT_FALSE(tested->at("/delivered").get_bool().value());
        EXPECT_THAT(tested->word("/note"), HasSubstr("not allowed"));
    }
    EXPECT_TRUE(posts.empty());
}

TEST_F(Deliveries, the_log_never_shows_the_path_of_a_url) {
    put("/api/v1/notifications/channels/chat",
        R"({"channel":{"type":"telegram","token":"12:SECRET","chat_id":"1","base_url":"http://127.0.0.1:1","allow_private":true}})");
    const auto tested = post("/api/v1/notifications/channels/chat/test");
    EXPECT_FALSE(tested->at("/delivered").get_bool().value());
    EXPECT_THAT(tested->text, ::testing::Not(HasSubstr("SECRET")));
    EXPECT_THAT(log()->text, ::testing::Not(HasSubstr("SECRET")));
}

TEST_F(Deliveries, mail_goes_out_by_smtp) {
    MailServer mail;
    const std::string server = "smtp://127.0.0.1:" + std::to_string(mail.port);
    ASSERT_EQ(put("/api/v1/notifications/channels/mail",
                  R"({"channel":{"type":"email","server":")" + server +
                      R"(","from":"bot@example.org","to":["ada@example.org"],"allow_plain":true}})")
                  ->status,
              200);
    ASSERT_EQ(post("/notifications/send", R"({"channel":"mail","message":"hello"})")->status, 202);
    until([&] { return log("mail")->size("/deliveries") == 1; });
    EXPECT_EQ(log("mail")->word("/deliveries/0/status"), "delivered") << log("mail")->text;
    EXPECT_THAT(mail.text(), HasSubstr("RCPT TO:<ada@example.org>"));
}

TEST_F(Deliveries, the_same_message_is_news_once_also_after_a_restart) {
    add_hook("ops", hook_url());
    add_rule("ops", R"(,"repeat_after":"0s")");
    const Uuid id = ids.next(net::wall_time());
    alert("once", domain::AlertLevel::warning, id);
    until([&] { return posts.size() == 1; });
    alert("once", domain::AlertLevel::warning, id);
    restart();
    alert("once", domain::AlertLevel::warning, id);
    alert("other");
    until([&] { return posts.size() == 2; });
    EXPECT_THAT(posts[1], HasSubstr("other"));
}

TEST_F(Deliveries, what_happened_long_ago_is_no_news) {
    add_hook("ops", hook_url());
    add_rule("ops");
    publisher->repeat();  // a day of alerts and trades
    alert("now");
    until([&] { return !posts.empty(); });
    until([&] { return log()->size("/waiting") == 0; });
    for (const auto& text : posts)
        if (text.find("now") == std::string::npos) {
            argosy::testing::Answer answer;
            ASSERT_EQ(answer.parser.parse(text).get(answer.json), simdjson::SUCCESS);
            EXPECT_GE(*parse_iso8601(answer.word("/time")), core->now() - settings.stale_after);
        }
}

TEST_F(Deliveries, quiet_hours_and_repetitions_are_written_down_as_not_sent) {
    add_hook("ops", hook_url());
    add_rule("ops", R"(,"quiet":{"from":"0s","to":"86399s","urgent":"ERROR"})");
    alert("quiet");
    until([&] { return log()->size("/deliveries") == 1; });
    EXPECT_EQ(log()->word("/deliveries/0/status"), "suppressed");
    alert("loud", domain::AlertLevel::error);
    until([&] { return posts.size() == 1; });
    alert("loud", domain::AlertLevel::error);
    until([&] { return log()->size("/deliveries") == 3; });
    EXPECT_THAT(log()->word("/deliveries/0/note"), HasSubstr("ago"));
    EXPECT_EQ(posts.size(), 1U);
}

TEST_F(Deliveries, a_closed_trade_is_news) {
    add_hook("ops", hook_url());
    add_rule("ops", R"(,"categories":["trade"],"text":"{pair} {pnl}")");
    const auto before = core->engine().trades().closed().size();
    while (core->engine().trades().closed().size() == before) play(1);
    until([&] { return !posts.empty(); });
    const auto& trip = core->engine().trades().closed()[before];
    EXPECT_THAT(posts[0], HasSubstr(to_string(trip.net())));
}

Settings patient() {
    Settings out = NotificationBench::quick();
    out.http_timeout = out.mail_timeout = 24h;
    return out;
}

/// Receivers that take a connection and never say a word, with time-outs of a day: whoever waits for them waits for
/// good.
class DeadChannels : public NotificationBench {
protected:
    DeadChannels() : NotificationBench(patient()) {
        add_hook("dead", "http://127.0.0.1:" + std::to_string(silent.port) + "/in");
        put("/api/v1/notifications/channels/mail",
            R"({"channel":{"type":"email","server":"smtp://127.0.0.1:)" + std::to_string(silent.port) +
                R"(","from":"a@example.org","to":["b@example.org"],"allow_plain":true}})");
        put("/api/v1/notifications/rules/all",
            R"({"channels":["dead","mail"],"repeat_after":"0s","hourly_max":10000})");
    }
    SilentServer silent;
};

TEST_F(DeadChannels, do_not_slow_trading) {
    const auto steps = core->steps();
    for (int i = 0; i < 200; ++i) {
        alert("alert " + std::to_string(i));
        play(1);
        wait(1ms);
    }
    EXPECT_EQ(core->steps(), steps + 200);
    until([&] { return log()->size("/waiting") >= 200; });
    EXPECT_EQ(get("/notifications/settings")->status, 200) << "the API answers meanwhile";
    end();  // does not wait for them either
}

Settings soon_alarmed() {
    Settings out = NotificationBench::quick();
    out.dispatch.silence_max = 20ms;
    return out;
}

class Silence : public NotificationBench {
protected:
    Silence() : NotificationBench(soon_alarmed()) {}
};

TEST_F(Silence, is_an_alert_itself_and_ends_with_the_next_delivery) {
    std::vector<messages::Alert> heard;
    const auto told = bus.topic(subjects.alerts).subscribe([&](const auto& m) {
        if (const auto* a = std::get_if<messages::Alert>(&m.data); a && a->category == "system") heard.push_back(*a);
    });
    add_hook("ops", hook_url());
    add_rule("ops", R"(,"categories":["risk"])");
    statuses.assign(3, 503);
    alert("nobody hears this");
    until([&] { return !heard.empty(); });
    EXPECT_EQ(heard[0].level, domain::AlertLevel::error);
    EXPECT_EQ(host->status().at(0).health.condition, host::Condition::degraded);
    alert("this gets through");
    until([&] { return get("/notifications/settings")->word("/silence").empty(); });
    EXPECT_EQ(heard.size(), 1U) << "once is enough";
}

}  // namespace
}  // namespace argosy::services::notification
