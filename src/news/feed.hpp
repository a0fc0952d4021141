#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "news/headline.hpp"

/// RSS 2.0 and Atom 1.0.
///
/// A document type is skipped, never read: no entity of a feed is expanded, no file or address in it is opened.
///
/// Thread safety: pure.
/// Known limits:  RSS 1.0 (RDF) is refused. Elements of namespaces are known by their usual prefix (dc:date).
namespace argosy::news {

struct FeedOrigin {
    std::string_view source;  ///< what the headlines call their source
    Time arrived{};           ///< when the document came
};

struct Feed {
    std::string title;
    std::vector<Headline> headlines;  ///< in the order of the document
    std::size_t skipped = 0;          ///< entries without any text, which are no headlines
    std::size_t undated = 0;          ///< headlines whose date is missing or unreadable
};

/// A headline's id is the entry's guid or id, else its link, else a hash of its title and date.
/// Errors: parse for what is no feed, broken XML (with the place), or more than the limits allow.
/// Source: RSS 2.0.11 (rssboard.org/rss-specification); RFC 4287 (Atom).
[[nodiscard]] Result<Feed> parse_feed(std::string_view document, const FeedOrigin& origin, const Limits& limits = {});

}  // namespace argosy::news
