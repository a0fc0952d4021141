#include "sentiment/words.hpp"

#include <gtest/gtest.h>

namespace argosy::sentiment {
namespace {

std::string split(std::string_view text) {
    std::string out;
    for (const Word& w : split_words(text)) out += (out.empty() ? "" : "|") + w.lower + (w.is_upper ? "^" : "");
    return out;
}

TEST(Words, lose_the_punctuation_around_them_but_not_emoticons) {
    EXPECT_EQ(split("Well, (really) \"done\"!"), "well|really|done");
    EXPECT_EQ(split(":) a) $BTC isn't --- e.g."), ":)|a)|btc^|isn't|---|e.g");
    EXPECT_EQ(split("“quoted” text"), "“quoted”|text");
}

TEST(Words, are_separated_by_what_python_takes_for_white_space) {
    EXPECT_EQ(split("one\ttwo\nthree\u00A0four\u2003five\x1Fsix"), "one|two|three|four|five|six");
    EXPECT_EQ(split("one\u200Btwo"), "one\u200Btwo") << "a zero-width space is none";
}

TEST(Words, have_capitals_in_latin_greek_and_cyrillic) {
    EXPECT_EQ(split("ÀÉÞ ŁÓDŹ ΑΣΩ ПРИВЕТ Ÿ×"), "àéþ^|łódź^|ασω^|привет^|ÿ×^");
    EXPECT_EQ(split("ÀÉß ŁÓdź 123 1A"), "àéß|łódź|123|1a^");
}

TEST(Words, survive_bytes_that_are_not_utf8) { EXPECT_EQ(split("ab\xFF\xC3 cd\x80x"), "ab\xFF\xC3|cd\x80x"); }

}  // namespace
}  // namespace argosy::sentiment
