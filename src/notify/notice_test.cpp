#include "notify/notice.hpp"

#include <gtest/gtest.h>

namespace argosy::notify {
namespace {

const Notice notice{.level = Level::warning,
                    .category = "risk",
                    .message = "drawdown 8 %",
                    .details = {{"pair", "BTC/USDT"}},
                    .time = *parse_iso8601("2026-05-01T12:00:00Z")};

TEST(Template, FillsInWhatTheNoticeHas) {
    EXPECT_EQ(fill_template("[{level}] {category}: {message} ({pair}{missing}) {time}", notice),
              "[WARNING] risk: drawdown 8 % (BTC/USDT) 2026-05-01T12:00:00Z");
    EXPECT_EQ(fill_template("{{{level}}}", notice), "{WARNING}");
}

TEST(Template, WhatANoticeSaysIsNotATemplateItself) {
    auto sly = notice;
    sly.message = "{pair}";
    EXPECT_EQ(fill_template("{message}", sly), "{pair}");
}

TEST(Template, ABraceWithoutItsPartnerIsRefused) {
    EXPECT_TRUE(check_template("{level} {{x}}"));
    const auto bad = check_template("abc {level");
    ASSERT_FALSE(bad);
    EXPECT_NE(std::string(bad.error().message()).find("character 5"), std::string::npos);
    EXPECT_FALSE(check_template("a } b"));
}

}  // namespace
}  // namespace argosy::notify
