#include "sentiment/lexicon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace argosy::sentiment {
namespace {

using ::testing::HasSubstr;

TEST(Lexicon, reads_token_and_valence_and_the_last_line_of_a_token_counts) {
    const auto lexicon = Lexicon::parse_vader("good\t1.9\t0.9\t[2, 1]\r\n\n:)\t2.0\t1\ngood\t1.5\n");
    ASSERT_TRUE(lexicon);
    EXPECT_EQ(lexicon->size(), 2u);
    EXPECT_EQ(lexicon->valence("good"), 1.5);
    EXPECT_EQ(lexicon->valence(":)"), 2.0);
    EXPECT_FALSE(lexicon->valence("bad"));
}

TEST(Lexicon, names_the_line_that_it_cannot_read) {
    const auto message = [](std::string_view text) {
        return std::string(Lexicon::parse_vader(text).error().message());
    };
    EXPECT_THAT(message("good\t1\nbad -2"), HasSubstr("line 2: expected two columns"));
    EXPECT_THAT(message("good\tfine"), HasSubstr("line 1: \"fine\" is no valence"));
    EXPECT_THAT(message("good\t4.5"), HasSubstr("from -4 to 4"));
    EXPECT_THAT(message("good\tnan"), HasSubstr("from -4 to 4"));
    EXPECT_THAT(message(""), HasSubstr("it has no words"));
}

TEST(Lexicon, terms_win_over_words_and_may_have_several_words) {
    auto lexicon = *Lexicon::parse_vader("crude\t-2.7\n");
    ASSERT_TRUE(lexicon.add_terms("# oil\ncrude\t0\nrug pull\t-3.4\nrug pull fears\t-2\n"));
    EXPECT_EQ(lexicon.valence("crude"), 0);
    EXPECT_EQ(lexicon.valence("rug pull"), -3.4);
    EXPECT_EQ(lexicon.longest_term("rug"), 3u);
    EXPECT_EQ(lexicon.longest_term("crude"), 1u);
    EXPECT_THAT(lexicon.add_terms("Bullish\t2").error().message(), HasSubstr("capitals"));
}

TEST(Lexicon, emoji_become_their_descriptions_with_a_space_before) {
    auto lexicon = *Lexicon::parse_vader("face\t0\n");
    ASSERT_TRUE(lexicon.add_emoji("😁\tbeaming face\n"));
    EXPECT_EQ(lexicon.describe_emoji("a😁😁 b \xFF"), "a beaming face beaming face b \xFF");
    EXPECT_EQ(lexicon.describe_emoji("😁"), "beaming face");
}

}  // namespace
}  // namespace argosy::sentiment
