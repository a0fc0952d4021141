#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"
#include "base/error.hpp"
#include "news/headline.hpp"

namespace argosy::news {

/// By what words an instrument is known.
struct InstrumentWords {
    std::string symbol;                     ///< ours: "BTC/USDT:USDT"
    std::vector<std::string> keywords;      ///< "bitcoin", "BTC": as in Matcher
    std::vector<std::string> feed_symbols;  ///< what feeds call it: "BTCUSD"
};
void describe(Described<InstrumentWords>& d);

/// Tells which instruments a headline is about.
///
/// A keyword of one or more words must be found in title or summary as whole words. One with capitals only ("SOL",
/// "NEAR") must stand there in capitals, so that "near" is no coin; all others match in any case. A headline may be
/// about several instruments, or none.
///
/// Thread safety: reading is safe from many threads.
/// Known limits:  letters beyond ASCII match as they are written.
class Matcher {
public:
    /// Errors: invalid_argument for an instrument without any word, or a keyword without letter or digit.
    [[nodiscard]] static Result<Matcher> make(std::vector<InstrumentWords> instruments);

    /// Indices into instruments(), ascending.
    [[nodiscard]] std::vector<std::size_t> match(const Headline& headline) const;
    [[nodiscard]] const std::vector<InstrumentWords>& instruments() const noexcept { return instruments_; }

private:
    struct Keyword {
        std::string text;  ///< words with one blank between them, and one around
        bool exact = false;
    };
    std::vector<InstrumentWords> instruments_;
    std::vector<std::vector<Keyword>> keywords_;  ///< of each instrument
};

}  // namespace argosy::news
