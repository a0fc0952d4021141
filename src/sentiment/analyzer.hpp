#pragma once

#include <string_view>

#include "sentiment/lexicon.hpp"

/// Sentiment of short English texts by lexicon and rules (VADER).
///
///     ARGOSY_LET(auto lexicon, built_in_lexicon(), "sentiment");
///     Analyzer analyzer(std::move(lexicon));
///     analyzer.score("Shares surge after record profit").compound   // 0.88, say
///
/// Thread safety: score is safe from many threads.
/// Known limits:  English only; it knows words, not what they are said about.
namespace argosy::sentiment {

/// Shares of the text that are negative, neutral and positive (they add up to 1), and the whole as one number from -1
/// to 1. Rounded as the reference prints them: shares to 3 decimals, compound to 4. A text without words has zeros.
struct Score {
    double negative = 0;
    double neutral = 0;
    double positive = 0;
    double compound = 0;

    friend bool operator==(const Score&, const Score&) = default;
};

/// Source: C.J. Hutto and E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media
///         Text" (ICWSM-14), as in vaderSentiment at 44fc044cd877: without terms of several words the scores are the
///         same to all printed digits (analyzer_test.cpp).
class Analyzer {
public:
    explicit Analyzer(Lexicon lexicon) : lexicon_(std::move(lexicon)) {}

    [[nodiscard]] Score score(std::string_view text) const;
    [[nodiscard]] const Lexicon& lexicon() const noexcept { return lexicon_; }

private:
    Lexicon lexicon_;
};

}  // namespace argosy::sentiment
