#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Text as words, the way the VADER reference sees it.
///
/// Known limits: letters have two cases in Latin, Greek and Cyrillic (up to U+045F); others have none.
namespace argosy::sentiment {

struct Word {
    std::string lower;
    bool is_upper = false;  ///< it has letters with two cases, and all of them are capitals
};

/// Words between white space, without the ASCII punctuation around them. Where at most two characters would remain,
/// the punctuation stays: it is likely an emoticon.
[[nodiscard]] std::vector<Word> split_words(std::string_view text);

/// Small letters for capitals, character by character; bytes that are not UTF-8 stay as they are.
[[nodiscard]] std::string to_lower(std::string_view text);

}  // namespace argosy::sentiment
