#include "sentiment/built_in.hpp"

namespace argosy::sentiment {

Result<Lexicon> built_in_lexicon() {
    if (vader_text().empty())
        return fail(Errc::unavailable, "this build has no sentiment lexicon: headlines cannot be scored",
                    "configure where the npm registry can be reached, or with -D ARGOSY_VADER_LEXICON=<file>; "
                    "docs/sentiment.md");
    ARGOSY_LET(auto lexicon, Lexicon::parse_vader(vader_text()), "built-in lexicon");
    ARGOSY_TRY(lexicon.add_terms(finance_terms_text()), "built-in lexicon");
    return lexicon;
}

}  // namespace argosy::sentiment
