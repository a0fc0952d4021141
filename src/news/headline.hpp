#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace argosy::news {

/// One piece of news as its feed brought it. Texts are UTF-8 without markup.
struct Headline {
    std::string id;      ///< the feed's own; with `source` it tells headlines apart
    std::string source;  ///< "benzinga", the name of a feed ...
    std::string title;
    std::string summary;
    std::string url;
    std::string author;
    std::vector<std::string> symbols;  ///< instruments that the feed names, in its own words ("BTCUSD")
    std::optional<Time> published;     ///< what the feed claims: never used to replay
    Time arrived{};                    ///< when it came to us: from then on it is known

    friend bool operator==(const Headline&, const Headline&) = default;
};

/// What strangers' feeds may cost.
struct Limits {
    std::size_t bytes = std::size_t{8} << 20;  ///< of one feed or file; more is an error
    std::size_t headlines = 10'000;            ///< of one feed or file; more is an error
    std::size_t text = 4096;                   ///< bytes of a text; the rest is cut
};

/// HTML or plain text as a line of plain text: without tags, entities of HTML resolved, white space folded, bytes that
/// are not UTF-8 replaced, cut at a character within `bytes_max`.
[[nodiscard]] std::string plain_text(std::string_view text, std::size_t bytes_max = Limits{}.text);

}  // namespace argosy::news
