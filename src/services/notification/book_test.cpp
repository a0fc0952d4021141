#include "services/notification/book.hpp"

#include <gtest/gtest.h>

namespace argosy::services::notification {
namespace {

using notify::Channel;
using notify::Email;
using notify::Webhook;

TEST(KeepSecrets, stars_stand_for_what_was_there) {
    const Channel before = Webhook{.url = "https://a.example/x", .secret = "sesame"};
    Channel next = Webhook{.url = "https://a.example/x", .secret = "***", .allow_private = true};
    ASSERT_TRUE(keep_secrets(next, &before));
    EXPECT_EQ(std::get<Webhook>(next).secret, "sesame");
    EXPECT_TRUE(std::get<Webhook>(next).allow_private);
}

TEST(KeepSecrets, a_new_secret_is_taken) {
    const Channel before = Webhook{.url = "https://a.example/x", .secret = "sesame"};
    Channel next = Webhook{.url = "https://b.example/x", .secret = "new"};
    ASSERT_TRUE(keep_secrets(next, &before));
    EXPECT_EQ(std::get<Webhook>(next).secret, "new");
}

TEST(KeepSecrets, stars_lead_nowhere_else) {
    const Channel mail = Email{.server = "smtps://mail.example:465", .user = "u", .password = "sesame"};
    Channel next = Email{.server = "smtps://thief.example:465", .user = "u", .password = "***"};
    const auto kept = keep_secrets(next, &mail);
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code(), Errc::invalid_argument);
    EXPECT_TRUE(kept.error().message().starts_with("/channel/password: ")) << kept.error().message();
}

TEST(KeepSecrets, stars_without_a_before_are_no_secret) {
    Channel next = Webhook{.url = "https://a.example/x", .secret = "***"};
    EXPECT_FALSE(keep_secrets(next, nullptr));
    const Channel other = notify::Slack{.url = "https://hooks.example/1"};
    EXPECT_FALSE(keep_secrets(next, &other)) << "another kind";
}

}  // namespace
}  // namespace argosy::services::notification
