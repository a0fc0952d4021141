#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.hpp"
#include "news/headline.hpp"

namespace argosy::news {
namespace {

TEST(PlainText, loses_markup_and_folds_white_space) {
    EXPECT_EQ(plain_text("  <p>Acme&nbsp;<b>beats</b>\n\n estimates</p> "), "Acme beats estimates");
    EXPECT_EQ(plain_text("a < b and c > d"), "a < b and c > d");
    EXPECT_EQ(plain_text("cut <a href="), "cut <a href=");
}

TEST(PlainText, resolves_entities_and_leaves_what_is_none) {
    EXPECT_EQ(plain_text("AT&amp;T&#8217;s &#x20AC;5 &mdash; &unknown; &amp"), "AT&T’s €5 — &unknown; &amp");
    EXPECT_EQ(plain_text("&#0;&#xD800;&#1114112;&#-1;&#x;"), "&#0;&#xD800;&#1114112;&#-1;&#x;");
    EXPECT_EQ(plain_text("&amp;lt;"), "&lt;") << "resolved once";
}

TEST(PlainText, is_cut_between_characters) {
    EXPECT_EQ(plain_text("ab€cd", 4), "ab");
    EXPECT_EQ(plain_text("ab cd", 3), "ab") << "a blank at the end is none";
    EXPECT_EQ(plain_text("a\xFFz"), "a\uFFFDz");
}

RC_GTEST_PROP(PlainText, of_any_bytes_is_utf8_within_the_limit, (const std::string& text)) {
    const auto plain = plain_text(text, 20);
    RC_ASSERT(plain.size() <= 20u);
    RC_ASSERT(is_utf8(plain));
}

}  // namespace
}  // namespace argosy::news
