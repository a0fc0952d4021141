#include "notify/check.hpp"

#include <gtest/gtest.h>

namespace argosy::notify {
namespace {

Email email(std::string from, std::vector<std::string> to) {
    return {.server = "smtps://mail.example.org:465", .from = std::move(from), .to = std::move(to)};
}

TEST(MailAddress, IsOneMailbox) {
    for (const std::string_view good :
         {"bot@example.org", "first.last+tag@a-b.example", "root@localhost", "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]",
          "jörg@bücher.example", "o'hara/x=y@example.org"})
        EXPECT_TRUE(is_mail_address(good)) << good;
}

TEST(MailAddress, CarriesNothingElse) {
    for (const std::string_view bad : {"",
                                       "a",
                                       "@",
                                       "a@",
                                       "@b",
                                       "a@b@c",
                                       "a b@c",
                                       "a@b c",
                                       "a@b,c@d",
                                       "A <a@b>",
                                       "<a@b>",
                                       "a@b> ORCPT=x",
                                       "\"a\"@b",
                                       ".a@b",
                                       "a.@b",
                                       "a..b@c",
                                       "a@.b",
                                       "a@b.",
                                       "a@b..c",
                                       "a@-b",
                                       "a@b-",
                                       "a@[",
                                       "a@[]",
                                       "a@[x y]",
                                       "a@b\r\nBcc: y@z",
                                       "a\n@b",
                                       "a@b\t",
                                       "a@b;c",
                                       "a@b(c)"})
        EXPECT_FALSE(is_mail_address(bad)) << bad;
    EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@b"));
    EXPECT_FALSE(is_mail_address("a@" + std::string(64, 'b')));
    EXPECT_FALSE(is_mail_address(std::string_view("a\0@b", 4)));
}

TEST(ChannelCheck, NamesTheAddressThatIsNone) {
    EXPECT_TRUE(check(email("bot@example.org", {"a@example.org", "b@example.org"})));
    const auto refused = [](const Channel& c) { return std::string(check(c).error().message()); };
    EXPECT_TRUE(refused(email("a", {"a@example.org"})).starts_with("/from: "));
    EXPECT_TRUE(refused(email("bot@example.org", {"a@example.org", "b"})).starts_with("/to/1: "));
    EXPECT_TRUE(refused(email("bot@example.org", {"x\r\nBcc: y@z"})).starts_with("/to/0: "));
    EXPECT_EQ(check(email("a", {})).error().code(), Errc::invalid_argument);
}

TEST(ChannelCheck, NoTextOfAnyChannelHasAControlCharacter) {
    auto mail = email("bot@example.org", {"a@example.org"});
    mail.user = "bot\r\nRSET";
    const std::pair<Channel, std::string_view> wrong[] = {
        {mail, "/user: "},
        {Webhook{.url = "https://a.example/\r\nX: y", .secret = "s"}, "/url: "},
        {Telegram{.token = "1:a\n", .chat_id = "2"}, "/token: "},
        {Slack{.url = "https://a.example/\x7f"}, "/url: "},
        {Discord{.url = "https://a.example/\t"}, "/url: "},
        {Twilio{.account_sid = "A\r", .auth_token = "t", .from = "1", .to = "2"}, "/account_sid: "}};
    for (const auto& [channel, where] : wrong) {
        const auto checked = check(channel);
        ASSERT_FALSE(checked) << where;
        EXPECT_TRUE(checked.error().message().starts_with(where)) << checked.error().message();
    }
    EXPECT_TRUE(check(Webhook{.url = "https://a.example", .secret = "s"}));
}

}  // namespace
}  // namespace argosy::notify
