#include "services/notification/service.hpp"

#include <gmock/gmock.h>

#include "services/notification/notification_bench.hpp"

namespace argosy::services::notification {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Notification : public NotificationBench {};

TEST_F(Notification, settings_never_show_a_secret) {
    ASSERT_EQ(add_hook("ops", hook_url())->status, 200);
    ASSERT_EQ(put("/api/v1/notifications/channels/chat",
                  R"({"enabled":false,"channel":{"type":"slack","url":"https://hooks.slack.com/services/sesame"}})")
                  ->status,
              200);
    for (const auto* path :
         {"/notifications/settings", "/api/v1/notifications/settings", "/api/notifications/settings"}) {
        const auto shown = get(path);
        EXPECT_THAT(shown->text, Not(HasSubstr("sesame"))) << path;
        EXPECT_EQ(shown->word("/channels/1/channel/secret"), "***");
        EXPECT_EQ(shown->word("/channels/1/channel/url"), hook_url());
        EXPECT_FALSE(shown->at("/channels/0/enabled").get_bool().value());
    }
    const auto stored =
        store->read([](const store::Tables& t) { return t.documents().find("notification_channels", "ops", Time{}); });
    ASSERT_TRUE(stored && *stored);
    EXPECT_THAT((*stored)->body, Not(HasSubstr("sesame")));
    EXPECT_THAT((*stored)->body, HasSubstr("argosy-box:"));
    const auto audit = store->read([](const store::Tables& t) { return t.audit().list({}, {}); });
    ASSERT_EQ(audit->rows.size(), 2U);
    EXPECT_EQ(audit->rows[0].action, "notification.put_channel");
    EXPECT_THAT(audit->rows[0].details + audit->rows[1].details, Not(HasSubstr("sesame")));
}

TEST_F(Notification, channels_and_rules_outlive_the_process_and_still_sign) {
    add_hook("ops", hook_url());
    add_rule("ops");
    restart();
    const auto shown = get("/notifications/settings");
    EXPECT_EQ(shown->word("/channels/0/name"), "ops");
    EXPECT_EQ(shown->word("/rules/0/name"), "all");
    ASSERT_EQ(put("/api/v1/notifications/channels/ops",
                  R"({"channel":{"type":"webhook","url":")" + hook_url() + R"(","secret":"***","allow_private":true}})")
                  ->status,
              200)
        << "the secret is kept";
    EXPECT_TRUE(post("/api/v1/notifications/channels/ops/test")->at("/delivered").get_bool().value());
    EXPECT_EQ(signatures.back().second.size(), 3U + 64U);
}

TEST_F(Notification, a_channel_sealed_under_another_key_is_named_and_harms_nobody) {
    add_hook("ops", hook_url());
    add_rule("ops");
    std::vector<auth::MasterKey> keys;
    keys.push_back(auth::MasterKey::generate(entropy));
    box = auth::SecretBox(std::move(keys));
    restart();
    const auto shown = get("/notifications/settings");
    EXPECT_FALSE(shown->word("/channels/0/problem").empty());
    EXPECT_TRUE(shown->at("/channels/0/channel").is_null());
    EXPECT_EQ(host->status().at(0).health.condition, host::Condition::degraded);
    alert("x");
    until([&] { return log()->size("/deliveries") == 1; });
    EXPECT_EQ(log()->word("/deliveries/0/status"), "failed");
    EXPECT_EQ(add_hook("ops", hook_url())->status, 200) << "it is written anew";
    EXPECT_TRUE(post("/api/v1/notifications/channels/ops/test")->at("/delivered").get_bool().value());
}

TEST_F(Notification, an_alert_rule_is_set_up_over_both_ways) {
    add_hook("ops", hook_url());
    const auto made = post("/api/alerts", R"({"name":"urgent","level_min":"ERROR","channels":["ops"]})");
    ASSERT_EQ(made->status, 201) << made->text;
    EXPECT_EQ(made->word("/level_min"), "ERROR");
    EXPECT_EQ(get("/notifications/settings")->size("/rules"), 1U);
    EXPECT_EQ(post("/api/alerts", R"({"name":"urgent","channels":["nobody"]})")->status, 404);
    EXPECT_EQ(post("/api/alerts", "{}")->status, 400);
    EXPECT_EQ(post("/api/alerts", R"({"name":"a b","channels":["ops"]})")->word("/errors/0/pointer"), "/name");
    EXPECT_EQ(post("/api/alerts", R"({"name":"x","channels":["ops"],"text":"{"})")->status, 400);
}

TEST_F(Notification, what_is_needed_is_not_removed) {
    add_hook("ops", hook_url());
    add_rule("ops");
    const std::string base = "/api/v1/notifications/";
    EXPECT_EQ(ask(net::Method::delete_, base + "channels/ops")->status, 409);
    EXPECT_EQ(ask(net::Method::delete_, base + "rules/all")->status, 200);
    EXPECT_EQ(ask(net::Method::delete_, base + "channels/ops")->status, 200);
    EXPECT_EQ(get("/notifications/settings")->size("/channels"), 0U);
    EXPECT_EQ(ask(net::Method::delete_, base + "channels/ops")->status, 404);
    EXPECT_EQ(ask(net::Method::delete_, base + "rules/all")->status, 404);
    EXPECT_EQ(post(base + "channels/ops/test")->status, 404);
}

TEST_F(Notification, sending_follows_the_rules_or_one_channel) {
    add_hook("ops", hook_url());
    EXPECT_EQ(post("/notifications/send", R"({"message":"x"})")->at("/accepted").get_int64().value(), 0);
    add_rule("ops");
    EXPECT_EQ(post("/notifications/send", R"({"message":"y","level":"ERROR"})")->at("/accepted").get_int64().value(),
              1);
    const auto one = post("/notifications/send",
                          R"({"channel":"ops","message":"z","text":"{message} {who}","details":{"who":"ada"}})");
    EXPECT_EQ(one->status, 202) << one->text;
    until([&] { return posts.size() == 2; });
    EXPECT_THAT(posts[1], HasSubstr(R"("text":"z ada")"));
    EXPECT_EQ(post("/notifications/send", "{}")->status, 400);
    EXPECT_EQ(post("/notifications/send", R"({"message":"x","level":"LOUD"})")->word("/errors/0/pointer"), "/level");
    EXPECT_EQ(post("/notifications/send", R"({"message":"x","channel":"nobody"})")->status, 404);
}

TEST_F(Notification, roles_hold) {
    EXPECT_EQ(ask(net::Method::get, "/notifications/settings", {}, "viewer")->status, 200);
    EXPECT_EQ(ask(net::Method::post, "/notifications/send", R"({"message":"x"})", "viewer")->status, 403);
    EXPECT_EQ(ask(net::Method::post, "/api/alerts", "{}", "trader")->status, 403);
    EXPECT_EQ(ask(net::Method::put, "/api/v1/notifications/channels/a", "{}", "risk")->status, 403);
}

TEST_F(Notification, a_bad_channel_is_refused_with_its_place) {
    const auto refused = [&](const std::string& body) { return put("/api/v1/notifications/channels/x", body); };
    EXPECT_EQ(refused("{}")->status, 400);
    EXPECT_EQ(refused(R"({"channel":{"type":"pigeon"}})")->status, 400);
    EXPECT_EQ(refused(R"({"channel":{"type":"webhook","url":"https://a.example"}})")->word("/errors/0/pointer"),
              "/channel/secret");
    EXPECT_EQ(refused(R"({"channel":{"type":"webhook","url":"https://a.example","secret":"***"}})")
                  ->word("/errors/0/pointer"),
              "/channel/secret");
    EXPECT_EQ(get("/notifications/settings")->size("/channels"), 0U);
}

TEST_F(Notification, a_secret_that_there_is_not_is_shown_empty) {
    const std::string mail = R"({"channel":{"type":"email","server":"smtp://127.0.0.1:25","from":"bot@example.org",)"
                             R"("to":["ada@example.org"])";
    const auto bare = put("/api/v1/notifications/channels/bare", mail + "}}");
    ASSERT_EQ(bare->status, 200) << bare->text;
    EXPECT_EQ(bare->word("/channel/password"), "");
    EXPECT_EQ(put("/api/v1/notifications/channels/shut", mail + R"(,"user":"u","password":"sesame"}})")
                  ->word("/channel/password"),
              "***");
    const auto shown = get("/notifications/settings");
    EXPECT_EQ(shown->word("/channels/0/channel/password"), "");
    EXPECT_EQ(shown->word("/channels/1/channel/password"), "***");
    EXPECT_THAT(shown->text, Not(HasSubstr("sesame")));
}

TEST_F(Notification, a_mail_channel_takes_addresses_and_no_commands) {
    const auto refused_at = [&](const std::string& fields) {
        const auto answer = put("/api/v1/notifications/channels/mail",
                                R"({"channel":{"type":"email","server":"smtp://127.0.0.1:25",)" + fields + "}}");
        EXPECT_EQ(answer->status, 400) << answer->text;
        return answer->word("/errors/0/pointer");
    };
    EXPECT_EQ(refused_at(R"("from":"a","to":["ada@example.org"])"), "/channel/from");
    EXPECT_EQ(refused_at(R"("from":"bot@example.org","to":["ada@example.org","x\r\nBcc: y@z"])"), "/channel/to/1");
    EXPECT_EQ(refused_at(R"("from":"bot@example.org","to":["ada@example.org"],"user":"u\r\nRSET")"), "/channel/user");
    EXPECT_EQ(get("/notifications/settings")->size("/channels"), 0U);
}

}  // namespace
}  // namespace argosy::services::notification
