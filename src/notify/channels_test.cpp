#include "notify/channels.hpp"

#include <gtest/gtest.h>

namespace argosy::notify {
namespace {

const Time noon = *parse_iso8601("2026-05-01T12:00:00Z");
const Delivery delivery{
    .id = 7,
    .text = "[ERROR] stop",
    .notice = {
        .level = Level::error, .category = "risk", .message = "stop", .details = {{"pair", "BTC/USDT"}}, .time = noon}};

std::string header(const Post& post, std::string_view name) {
    for (const auto& [key, value] : post.headers)
        if (key == name) return value;
    return "";
}

TEST(Webhook, IsSignedOverTimestampAndBody) {
    const auto post = to_post(Webhook{.url = "https://example.org/hook", .secret = "topsecret"}, delivery, noon);
    EXPECT_EQ(post.body, R"({"id":7,"level":"ERROR","category":"risk","message":"stop","text":"[ERROR] stop",)"
                         R"("details":{"pair":"BTC/USDT"},"time":"2026-05-01T12:00:00Z"})");
    EXPECT_EQ(header(post, "X-Argosy-Timestamp"), "1777636800");
    // Python: hmac.new(b"topsecret", b"1777636800." + body, hashlib.sha256).hexdigest()
    EXPECT_EQ(header(post, "X-Argosy-Signature"),
              "v1=0a9424a76fe002d31e5d2a86c278cd4017db9904c97dea3541e03f67d0c00365");
    EXPECT_FALSE(post.allow_private);
}

TEST(Telegram, AsksTheBotToSendAMessage) {
    const auto post = to_post(Telegram{.token = "12:ab", .chat_id = "-5"}, delivery);
    EXPECT_EQ(post.url, "https://api.telegram.org/bot12:ab/sendMessage");
    EXPECT_EQ(post.body, R"({"chat_id":"-5","text":"[ERROR] stop"})");
}

TEST(Telegram, ALongTextIsCutWhereACharacterEnds) {
    auto longer = delivery;
    longer.text = std::string(4095, 'x') + "€ and more";
    const auto body = to_post(Telegram{}, longer).body;
    EXPECT_NE(body.find(std::string(4095, 'x') + "\"}"), std::string::npos);
}

TEST(Chat, SlackAndDiscordGetTheText) {
    EXPECT_EQ(to_post(Slack{.url = "https://s"}, delivery).body, R"({"text":"[ERROR] stop"})");
    EXPECT_EQ(to_post(Discord{.url = "https://d"}, delivery).body,
              R"({"content":"[ERROR] stop","allowed_mentions":{"parse":[]}})");
}

TEST(Twilio, IsAFormWithBasicAuthorisation) {
    const auto post =
        to_post(Twilio{.account_sid = "AC123", .auth_token = "tok", .from = "+15550001", .to = "+15550002"}, delivery);
    EXPECT_EQ(post.url, "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json");
    EXPECT_EQ(header(post, "Authorization"), "Basic QUMxMjM6dG9r");
    EXPECT_EQ(post.body, "To=%2b15550002&From=%2b15550001&Body=%5bERROR%5d%20stop");
}

TEST(Mail, HasItsHeadersAndAnEncodedText) {
    const Email email{.from = "bot@example.org", .to = {"a@example.org", "b@example.org"}};
    EXPECT_EQ(to_mail(email, delivery, noon),
              "Date: Fri, 01 May 2026 12:00:00 +0000\r\nFrom: bot@example.org\r\nTo: a@example.org, b@example.org\r\n"
              "Subject: =?UTF-8?B?QXJnb3N5IEVSUk9SOiBzdG9w?=\r\nMIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
              "W0VSUk9SXSBzdG9w\r\n");
}

TEST(Mail, AnAddressCannotAddAHeader) {
    const Email email{.from = "bot@example.org\r\nBcc: x@example.org", .to = {"a@example.org"}};
    EXPECT_EQ(to_mail(email, delivery, noon).find("\r\nBcc:"), std::string::npos);
}

TEST(Answer, TellsWhetherAnotherTryHelps) {
    EXPECT_EQ(outcome_of(204), Outcome::delivered);
    for (const int status : {408, 429, 500, 503}) EXPECT_EQ(outcome_of(status), Outcome::try_again) << status;
    for (const int status : {301, 400, 401, 404}) EXPECT_EQ(outcome_of(status), Outcome::refused) << status;
}

}  // namespace
}  // namespace argosy::notify
