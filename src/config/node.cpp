#include "config/node.hpp"

#include <algorithm>

#include "base/describe.hpp"

namespace argosy::config {

std::string Place::text() const {
    const std::string name = source ? *source : std::string("settings");
    return line == 0 ? name : name + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Node Node::mapping(Place place) {
    Node n;
    n.kind = Kind::mapping;
    n.place = std::move(place);
    return n;
}

Node Node::scalar(std::string text, Style style, Place place) {
    Node n;
    n.kind = Kind::scalar;
    n.style = style;
    n.text = std::move(text);
    n.place = std::move(place);
    return n;
}

const Node* Node::find(std::string_view key) const noexcept {
    const auto at = std::ranges::find(members, key, &Member::key);
    return at == members.end() ? nullptr : &at->value;
}

Node* Node::find(std::string_view key) noexcept { return const_cast<Node*>(std::as_const(*this).find(key)); }

std::string Node::what() const {
    switch (kind) {
        case Kind::null: return "nothing";
        case Kind::list: return "a list";
        case Kind::mapping: return "a mapping";
        case Kind::scalar: break;
    }
    const std::string shown = text.size() > 40 ? text.substr(0, 40) + "..." : text;
    return style == Style::quoted ? "the text \"" + shown + '"' : shown;
}

void describe(Described<Node>& d) { d.name("any").raw(); }

}  // namespace argosy::config
