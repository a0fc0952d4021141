#include "config/yaml.hpp"

#include <map>
#include <yaml.h>

#include "base/utf8.hpp"

namespace argosy::config {
namespace {

/// One event of libyaml, deleted with its owner.
struct Event : yaml_event_t {
    Event() : yaml_event_t{} {}
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(this); }
};

std::string_view view(const yaml_char_t* text) {
    return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

/// How many nodes a tree has and how many levels.
struct Extent {
    std::size_t nodes = 1, height = 1;
    void add(const Extent& child) { nodes += child.nodes, height = std::max(height, child.height + 1); }
};

Extent extent(const Node& n) {
    Extent sum;
    for (const auto& i : n.items) sum.add(extent(i));
    for (const auto& m : n.members) sum.add(extent(m.value));
    return sum;
}

bool is_null_text(std::string_view text) { return text.empty() || text == "~" || text == "null"; }

/// Turns the events into a tree; stops at the first thing after which the rest means nothing.
class Composer {
public:
    Composer(std::string_view text, std::string source, Problems& problems, const TextLimits& limits)
        : source_(std::make_shared<const std::string>(std::move(source))), problems_(problems), limits_(limits) {
        yaml_parser_initialize(&parser_);
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    Composer(const Composer&) = delete;
    Composer& operator=(const Composer&) = delete;
    ~Composer() { yaml_parser_delete(&parser_); }

    Node document() {
        Node root;
        root.place = {source_, 1, 1};
        Event stream, start;
        if (!next(stream) || !next(start) || start.type == YAML_STREAM_END_EVENT) return root;
        if (start.data.document_start.tag_directives.start != start.data.document_start.tag_directives.end)
            return refuse(place(start.start_mark), "a %TAG directive: tags are not used in settings"), root;
        root = value(0);
        Event end, more;
        if (!stopped_ && next(end) && next(more) && more.type != YAML_STREAM_END_EVENT)
            refuse(place(more.start_mark), "a second document: one file holds one document");
        return root;
    }

private:
    Place place(const yaml_mark_t& mark) const {
        return {source_, static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
    }

    /// A problem that ends the reading.
    void refuse(const Place& at, std::string message) {
        if (!stopped_) problems_.add(at, {}, std::move(message));
        stopped_ = true;
        problems_.mark_cut();
    }

    bool next(Event& event) {
        if (stopped_) return false;
        if (yaml_parser_parse(&parser_, &event) != 0) return true;
        const bool has_mark = parser_.problem_mark.line != 0 || parser_.problem_mark.column != 0;
        std::string message = parser_.problem ? parser_.problem : "out of memory";
        if (parser_.context) message += " (" + std::string(parser_.context) + ")";
        refuse(has_mark ? place(parser_.problem_mark) : place(parser_.mark), "not YAML: " + message);
        return false;
    }

    Node value(std::size_t depth) {
        Event event;
        if (!next(event)) return {};
        return value(event, depth);
    }

    Node value(const Event& event, std::size_t depth) {
        const Place at = place(event.start_mark);
        if (!count({}, depth, at)) return {};
        switch (event.type) {
            case YAML_ALIAS_EVENT: return alias(view(event.data.alias.anchor), at, depth);
            case YAML_SCALAR_EVENT: return scalar(event, at);
            case YAML_SEQUENCE_START_EVENT: return list(event, at, depth);
            case YAML_MAPPING_START_EVENT: return mapping(event, at, depth);
            default: return refuse(at, "an unexpected end"), Node{};
        }
    }

    /// Books what is about to be added at this depth; false when it is too much.
    bool count(const Extent& added, std::size_t depth, const Place& at) {
        nodes_ += added.nodes;
        if (nodes_ > limits_.nodes)
            refuse(at, "more than " + std::to_string(limits_.nodes) + " values (aliases count as copies)");
        if (depth + added.height > limits_.depth)
            refuse(at, "deeper than " + std::to_string(limits_.depth) + " levels");
        return !stopped_;
    }

    void refuse_tag(const yaml_char_t* tag, const Place& at) {
        if (tag)
            problems_.add(at, {}, "the tag " + std::string(view(tag)) + ": tags are not used in settings, remove it");
    }

    void remember(const std::string& anchor, const Node& node) {
        if (anchor.empty()) return;
        if (!anchors_.emplace(anchor, node).second)
            problems_.add(node.place, {}, "the anchor &" + anchor + " is defined twice");
    }

    Node alias(std::string_view anchor, const Place& at, std::size_t depth) {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            problems_.add(at, {}, "unknown alias *" + std::string(anchor) + ": its anchor must be complete before");
            return {};
        }
        if (!count(extent(found->second), depth, at)) return {};
        return found->second;
    }

    Node scalar(const Event& event, const Place& at) {
        const auto& s = event.data.scalar;
        refuse_tag(s.tag, at);
        const bool plain = s.style == YAML_PLAIN_SCALAR_STYLE;
        Node n = Node::scalar(std::string(reinterpret_cast<const char*>(s.value), s.length),
                              plain ? Node::Style::plain : Node::Style::quoted, at);
        if (plain && is_null_text(n.text)) n.kind = Node::Kind::null, n.text.clear();
        remember(std::string(view(s.anchor)), n);
        return n;
    }

    Node list(const Event& start, const Place& at, std::size_t depth) {
        refuse_tag(start.data.sequence_start.tag, at);
        Node n;
        n.kind = Node::Kind::list;
        n.place = at;
        for (Event event; next(event) && event.type != YAML_SEQUENCE_END_EVENT; yaml_event_delete(&event))
            n.items.push_back(value(event, depth + 1));
        remember(std::string(view(start.data.sequence_start.anchor)), n);
        return n;
    }

    Node mapping(const Event& start, const Place& at, std::size_t depth) {
        refuse_tag(start.data.mapping_start.tag, at);
        Node n = Node::mapping(at);
        std::map<std::string, std::uint32_t> seen;
        for (Event event; next(event) && event.type != YAML_MAPPING_END_EVENT; yaml_event_delete(&event)) {
            Member m{key(event), place(event.start_mark), value(depth + 1), {}};
            const auto [first, is_new] = seen.emplace(m.key, m.key_place.line);
            if (!is_new && !stopped_)
                problems_.add(m.key_place, {},
                              "the key " + m.key + " is written twice, first on line " + std::to_string(first->second));
            if (is_new) n.members.push_back(std::move(m));
        }
        remember(std::string(view(start.data.mapping_start.anchor)), n);
        return n;
    }

    std::string key(const Event& event) {
        const Place at = place(event.start_mark);
        if (event.type != YAML_SCALAR_EVENT)
            return refuse(at, "a key that is no text: keys are words, like stop_loss"), std::string();
        const auto& s = event.data.scalar;
        refuse_tag(s.tag, at);
        if (s.anchor) problems_.add(at, {}, "an anchor on a key: anchors name values");
        std::string text(reinterpret_cast<const char*>(s.value), s.length);
        if (text == "<<" && s.style == YAML_PLAIN_SCALAR_STYLE)
            problems_.add(at, {}, "a merge key <<: write the keys out, so that every value has one place");
        return text;
    }

    std::shared_ptr<const std::string> source_;
    Problems& problems_;
    TextLimits limits_;
    yaml_parser_t parser_{};
    std::map<std::string, Node, std::less<>> anchors_;
    std::size_t nodes_ = 0;
    bool stopped_ = false;
};

/// libyaml lets some tabs pass; here none does, because they look like spaces and count otherwise.
bool refuse_tabs(std::string_view text, const std::string& source, Problems& problems) {
    const auto shared = std::make_shared<const std::string>(source);
    bool found = false;
    std::uint32_t line = 1;
    for (std::size_t begin = 0; begin < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::size_t tab = text.substr(begin, end - begin).find('\t');
        if (tab != std::string_view::npos) {
            problems.add({shared, line, static_cast<std::uint32_t>(tab + 1)}, {},
                         "a tab: write spaces (inside a text, \"\\t\")");
            found = true;
        }
        begin = end + 1;
    }
    return found;
}

}  // namespace

Node parse_yaml(std::string_view text, std::string source, Problems& problems, const TextLimits& limits) {
    const auto refuse = [&](std::string message) {
        problems.mark_cut();
        problems.add({std::make_shared<const std::string>(source), 0, 0}, {}, std::move(message));
        return Node{};
    };
    if (text.size() > limits.bytes) return refuse("larger than " + std::to_string(limits.bytes) + " bytes");
    if (const auto valid = valid_utf8_prefix(text); valid != text.size())
        return refuse("byte " + std::to_string(valid) + " is not UTF-8: save the file as UTF-8");
    if (refuse_tabs(text, source, problems)) return problems.mark_cut(), Node{};
    return Composer(text, std::move(source), problems, limits).document();
}

}  // namespace argosy::config
