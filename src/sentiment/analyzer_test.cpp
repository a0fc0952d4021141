#include "sentiment/analyzer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace argosy::sentiment {
namespace {

Analyzer analyzer(std::string_view terms = "") {
    auto lexicon = Lexicon::parse_vader("good\t1.9\nbad\t-2.5\nno\t-1.2\nhorrible\t-2.5\nprofit\t1.9\nwarning\t-1.4\n");
    EXPECT_TRUE(lexicon->add_terms(terms));
    return Analyzer(std::move(*lexicon));
}

double compound(std::string_view text, std::string_view terms = "") { return analyzer(terms).score(text).compound; }

/// sum / sqrt(sum² + 15), to four digits.
double normal(double sum) { return std::round(sum / std::sqrt(sum * sum + 15) * 1e4) / 1e4; }

TEST(Analyzer, a_text_without_words_has_no_sentiment) {
    EXPECT_EQ(analyzer().score(""), Score{});
    EXPECT_EQ(analyzer().score(" \t\n"), Score{});
    EXPECT_EQ(analyzer().score("nothing known here"), (Score{.neutral = 1}));
}

TEST(Analyzer, the_shares_add_up_and_neutral_words_count_as_one) {
    // good: 1.9 + 1 = 2.9 of 4.9; two neutral words 2 of 4.9.
    EXPECT_EQ(analyzer().score("a good day"),
              (Score{.negative = 0, .neutral = 0.408, .positive = 0.592, .compound = normal(1.9)}));
}

TEST(Analyzer, modifiers_change_the_valence_and_fade_with_the_distance) {
    EXPECT_EQ(compound("very good"), normal(1.9 + 0.293));
    EXPECT_EQ(compound("very big good"), normal(1.9 + 0.293 * 0.95));
    EXPECT_EQ(compound("very big fat good"), normal(1.9 + 0.293 * 0.9));
    EXPECT_EQ(compound("very big fat old good"), normal(1.9));
    EXPECT_EQ(compound("somewhat bad"), normal(-2.5 + 0.293));
    EXPECT_EQ(compound("it is not good"), normal(1.9 * -0.74));
    EXPECT_EQ(compound("it wasn't ever good"), normal(1.9 * -0.74));
    EXPECT_EQ(compound("least good"), normal(1.9 * -0.74));
    EXPECT_EQ(compound("at least good"), normal(1.9));
    EXPECT_EQ(compound("never so good"), normal((1.9 + 0.293) * 1.25));
    EXPECT_EQ(compound("without doubt good"), normal(1.9));
    EXPECT_EQ(compound("no good"), normal(1.9 * -0.74));
}

TEST(Analyzer, capitals_stand_out_only_among_small_letters) {
    EXPECT_EQ(compound("a GOOD day"), normal(1.9 + 0.733));
    EXPECT_EQ(compound("A GOOD DAY"), normal(1.9));
    EXPECT_EQ(compound("GÜT a BAD day"), normal(-2.5 - 0.733));
}

TEST(Analyzer, marks_make_it_stronger_up_to_a_limit) {
    EXPECT_EQ(compound("good!!"), normal(1.9 + 2 * 0.292));
    EXPECT_EQ(compound("good!!!!!!!!"), normal(1.9 + 4 * 0.292));
    EXPECT_EQ(compound("bad?"), normal(-2.5));
    EXPECT_EQ(compound("bad???"), normal(-2.5 - 3 * 0.18));
    EXPECT_EQ(compound("bad?????"), normal(-2.5 - 0.96));
}

TEST(Analyzer, what_comes_after_but_counts_more) {
    EXPECT_EQ(compound("bad but good"), normal(-2.5 * 0.5 + 1.9 * 1.5));
    // Two equal values: the second look-up finds the first value again unless it has changed.
    EXPECT_EQ(compound("good good but bad"), normal(1.9 * 0.5 * 2 - 2.5 * 1.5));
}

TEST(Analyzer, a_term_of_several_words_is_one_word) {
    EXPECT_EQ(compound("profit warning"), normal(1.9 - 1.4));
    constexpr std::string_view terms = "profit warning\t-2.8\nprofit warning lifted\t2\n";
    EXPECT_EQ(compound("profit warning", terms), normal(-2.8));
    EXPECT_EQ(compound("Profit Warning Lifted", terms), normal(2));
    EXPECT_EQ(compound("not a profit warning", terms), normal(-2.8 * -0.74));
    EXPECT_EQ(compound("a PROFIT WARNING", terms), normal(-2.8 - 0.733));
    EXPECT_EQ(compound("profit", terms), normal(1.9));
}

RC_GTEST_PROP(Analyzer, any_bytes_give_a_score_in_its_range, (const std::string& text)) {
    static const Analyzer a = analyzer("profit warning\t-2.8\n");
    const Score s = a.score(text);
    RC_ASSERT(s.compound >= -1 && s.compound <= 1);
    RC_ASSERT(s.negative >= 0 && s.neutral >= 0 && s.positive >= 0);
    const double all = s.negative + s.neutral + s.positive;
    RC_ASSERT(all == 0 || std::abs(all - 1) < 0.002);
}

}  // namespace
}  // namespace argosy::sentiment
