// Any bytes as a feed: no crash, limits hold, texts are UTF-8, and every headline has an id and a title.
#include <cstdint>

#include "base/assert.hpp"
#include "base/utf8.hpp"
#include "news/feed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace argosy;
    constexpr news::Limits limits{.bytes = 1 << 16, .headlines = 50, .text = 100};
    const std::string_view document(reinterpret_cast<const char*>(data), size);
    const auto feed = news::parse_feed(document, {"fuzz", time_from_ns(0)}, limits);
    if (!feed) return 0;
    ARGOSY_ASSERT(feed->headlines.size() <= limits.headlines, "the limit of headlines holds");
    for (const auto& h : feed->headlines) {
        ARGOSY_ASSERT(!h.id.empty() && !h.title.empty(), "a headline has an id and a title");
        for (const auto& text : {h.id, h.title, h.summary, h.url, h.author})
            ARGOSY_ASSERT(is_utf8(text) && text.size() <= limits.text, "texts are UTF-8 within their limit");
    }
    return 0;
}
