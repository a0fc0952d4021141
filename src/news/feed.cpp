#include "news/feed.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/hash.hpp"
#include "news/mail_date.hpp"

namespace argosy::news {
namespace {

std::string_view local_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

/// All text in an element, that of children included: Atom's xhtml titles have some.
std::string text_of(const pugi::xml_node& node, const Limits& limits) {
    struct Collector : pugi::xml_tree_walker {
        std::string text;
        std::size_t bytes_max = 0;
        bool for_each(pugi::xml_node& n) override {
            if (n.type() == pugi::node_pcdata || n.type() == pugi::node_cdata) (text += n.value()) += ' ';
            return text.size() < bytes_max;
        }
    } collector;
    collector.bytes_max = 4 * limits.text;  // markup goes away
    pugi::xml_node start = node;
    start.traverse(collector);
    return plain_text(collector.text, limits.text);
}

/// One entry and how to ask it; RSS and Atom differ in names only.
class Entry {
public:
    Entry(const pugi::xml_node& node, std::string_view prefix, const Limits& limits)
        : node_(node), prefix_(prefix), limits_(limits) {}

    /// The text of the first of these elements that has any.
    [[nodiscard]] std::string first(std::initializer_list<std::string_view> names) const {
        for (const auto name : names)
            if (auto text = text_of(child(name), limits_); !text.empty()) return text;
        return {};
    }
    [[nodiscard]] std::string first_in(std::string_view parent, std::string_view name) const {
        return Entry(child(parent), prefix_, limits_).first({name});
    }
    [[nodiscard]] pugi::xml_node child(std::string_view name) const {
        return node_.child((name.find(':') == name.npos ? prefix_ + std::string(name) : std::string(name)).c_str());
    }
    /// Atom: the link that is the entry itself.
    [[nodiscard]] std::string atom_link() const {
        for (const auto& link : node_.children((prefix_ + "link").c_str())) {
            const std::string_view rel = link.attribute("rel").as_string("alternate");
            if (rel == "alternate") return plain_text(link.attribute("href").as_string(), limits_.text);
        }
        return {};
    }

private:
    pugi::xml_node node_;
    std::string prefix_;  ///< "atom:" where the document gives Atom a prefix
    const Limits& limits_;
};

std::optional<Time> date_of(const std::string& text) {
    if (text.empty()) return {};
    // Feeds mix the two forms.
    if (auto time = parse_iso8601(text)) return *time;
    if (auto time = parse_mail_date(text)) return *time;
    return {};
}

Headline rss_headline(const Entry& entry) {
    return {.id = entry.first({"guid"}),
            .title = entry.first({"title"}),
            .summary = entry.first({"description", "content:encoded"}),
            .url = entry.first({"link"}),
            .author = entry.first({"author", "dc:creator"}),
            .published = date_of(entry.first({"pubDate", "dc:date"}))};
}

Headline atom_headline(const Entry& entry) {
    return {.id = entry.first({"id"}),
            .title = entry.first({"title"}),
            .summary = entry.first({"summary", "content"}),
            .url = entry.atom_link(),
            .author = entry.first_in("author", "name"),
            .published = date_of(entry.first({"published", "updated"}))};
}

/// What an entry without id of its own is told apart by.
std::string fallback_id(const Headline& h) {
    if (!h.url.empty()) return h.url;
    return sha256_hex(h.title + '\n' + h.summary + '\n' + (h.published ? to_iso8601(*h.published) : "")).substr(0, 32);
}

Result<Feed> collect(const pugi::xml_node& parent, bool is_atom, std::string_view prefix, const FeedOrigin& origin,
                     const Limits& limits) {
    Feed feed{.title = Entry(parent, prefix, limits).first({"title"})};
    for (const auto& node : parent.children((std::string(prefix) + (is_atom ? "entry" : "item")).c_str())) {
        const Entry entry(node, prefix, limits);
        Headline h = is_atom ? atom_headline(entry) : rss_headline(entry);
        if (h.title.empty()) h.title = h.summary;  // RSS asks for one of the two
        if (h.title.empty()) {
            ++feed.skipped;
            continue;
        }
        if (h.id.empty()) h.id = fallback_id(h);
        h.source = origin.source;
        h.arrived = origin.arrived;
        feed.undated += !h.published;
        feed.headlines.push_back(std::move(h));
        if (feed.headlines.size() > limits.headlines)
            return fail(Errc::parse, fmt::format("more than {} entries in one feed", limits.headlines));
    }
    return feed;
}

Result<> load(pugi::xml_document& document, std::string_view text, const Limits& limits) {
    if (text.size() > limits.bytes)
        return fail(Errc::parse, fmt::format("{} bytes, a feed may have {}", text.size(), limits.bytes));
    const auto options = pugi::parse_minimal | pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol;
    const auto result = document.load_buffer(text.data(), text.size(), options);
    if (result) return {};
    return fail(Errc::parse, fmt::format("broken XML at byte {}: {}", result.offset, result.description()));
}

}  // namespace

Result<Feed> parse_feed(std::string_view document, const FeedOrigin& origin, const Limits& limits) {
    pugi::xml_document xml;
    ARGOSY_TRY(load(xml, document, limits), fmt::format("feed {}", origin.source));
    const pugi::xml_node root = xml.document_element();
    const std::string_view name = local_name(root);
    if (name == "rss" && root.child("channel")) return collect(root.child("channel"), false, "", origin, limits);
    if (name == "feed") {
        const std::string_view whole = root.name();
        return collect(root, true, whole.substr(0, whole.size() - name.size()), origin, limits);
    }
    return fail(Errc::parse, fmt::format("feed {}: its root is <{}>, expected <rss> or <feed>", origin.source,
                                         plain_text(root.name(), 40)));
}

}  // namespace argosy::news
