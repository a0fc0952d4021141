#include "sentiment/built_in.hpp"

namespace argosy::sentiment {

Result<> check_built_in_lexicon() {
    if (!vader_text().empty()) return {};
    return fail(Errc::unavailable, "this build has no sentiment lexicon: headlines cannot be scored",
                "configure where the npm registry can be reached, or with -D ARGOSY_VADER_LEXICON=<file>; "
                "docs/sentiment.md");
}

Result<Lexicon> built_in_lexicon() {
    ARGOSY_TRY(check_built_in_lexicon(), "");
    ARGOSY_LET(auto lexicon, Lexicon::parse_vader(vader_text()), "built-in lexicon");
    ARGOSY_TRY(lexicon.add_terms(finance_terms_text()), "built-in lexicon");
    return lexicon;
}

}  // namespace argosy::sentiment
