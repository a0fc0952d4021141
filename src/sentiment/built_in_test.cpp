#include "sentiment/built_in.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sentiment/analyzer.hpp"

namespace argosy::sentiment {
namespace {

TEST(BuiltIn, the_finance_terms_can_be_read_and_are_as_many_as_the_file_has) {
    auto lexicon = *Lexicon::parse_vader("neutral\t0\n");
    ASSERT_TRUE(lexicon.add_terms(finance_terms_text()));
    EXPECT_GT(lexicon.size(), 150u);
    EXPECT_EQ(lexicon.valence("rug pull"), -3.4);
}

TEST(BuiltIn, headlines_are_scored_or_the_build_says_why_not) {
    auto lexicon = built_in_lexicon();
    if (vader_text().empty()) {
        EXPECT_EQ(lexicon.error().code(), Errc::unavailable);
        EXPECT_THAT(std::string(lexicon.error().hint()), ::testing::HasSubstr("ARGOSY_VADER_LEXICON"));
        GTEST_SKIP() << "this build has no VADER lexicon";
    }
    const Analyzer analyzer(std::move(*lexicon));
    EXPECT_GT(analyzer.score("Acme shares surge after record profit").compound, 0.7);
    EXPECT_LT(analyzer.score("Exchange halts withdrawals after hack").compound, -0.7);
    EXPECT_EQ(analyzer.score("Crude inventories and interest on shares").compound, 0);
}

}  // namespace
}  // namespace argosy::sentiment
