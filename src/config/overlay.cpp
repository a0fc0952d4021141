#include "config/overlay.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "config/yaml.hpp"

namespace argosy::config {
namespace {

/// One step of a path: a key, and the number it is when it selects an item of a list.
struct Step {
    std::string key;
    [[nodiscard]] std::size_t index() const {
        std::size_t i = SIZE_MAX;
        const auto [end, ec] = std::from_chars(key.data(), key.data() + key.size(), i);
        return ec == std::errc{} && end == key.data() + key.size() ? i : SIZE_MAX;
    }
};

void forget_lines(Node& node) {
    node.place.line = 0;
    for (auto& i : node.items) forget_lines(i);
    for (auto& m : node.members) m.key_place.line = 0, forget_lines(m.value);
}

Node parse_value(std::string_view text, const Place& place, Problems& problems) {
    const bool is_yaml =
        text.starts_with('[') || text.starts_with('{') || text.starts_with('"') || text.starts_with('\'');
    if (!is_yaml) {
        Node n = Node::scalar(std::string(text), Node::Style::plain, place);
        if (text.empty() || text == "null" || text == "~") n.kind = Node::Kind::null, n.text.clear();
        return n;
    }
    Node n = parse_yaml(text, *place.source, problems);
    forget_lines(n);
    return n;
}

/// What a path goes through where nothing is set: the list of the default, the list that the first item begins, or a
/// mapping.
Node begun(const Node* known, const Step& step, const Place& place) {
    Node out = Node::mapping(place);
    if (known != nullptr && known->kind == Node::Kind::list)
        out = *known;
    else if (step.index() == 0)
        out.kind = Node::Kind::list;
    return out;
}

const Node* child_of(const Node* node, const Step& step) {
    if (node == nullptr || node->kind != Node::Kind::list) return node == nullptr ? nullptr : node->find(step.key);
    return step.index() < node->items.size() ? &node->items[step.index()] : nullptr;
}

/// The place that a path leads to, made on the way where it is missing; null when something else
/// stands there. known: the default of the root.
Node* descend(Node& root, const std::vector<Step>& path, const Place& place, const Node* known, Problems& problems) {
    Node* at = &root;
    std::string walked;
    for (const Step& step : path) {
        if (at->kind == Node::Kind::null) *at = begun(known, step, place);
        known = child_of(known, step);
        if (at->kind == Node::Kind::list) {
            const std::size_t i = step.index();
            if (i > at->items.size() || i >= 10'000)
                return problems.add(place, item_path(walked, at->items.size()),
                                    "\"" + step.key + "\" selects no item: the list has " +
                                        std::to_string(at->items.size()) + ", counted from 0"),
                       nullptr;
            if (i == at->items.size()) at->items.emplace_back().place = place;
            at = &at->items[i];
            walked = item_path(walked, i);
        } else if (at->kind == Node::Kind::mapping) {
            Node* child = at->find(step.key);
            if (!child) child = &at->members.emplace_back(Member{step.key, place, Node{}, {}}).value;
            at = child;
            walked = child_path(walked, step.key);
        } else {
            return problems.add(place, walked, "it is " + at->what() + " and has no key " + step.key), nullptr;
        }
    }
    return at;
}

void assign(Node& root, const std::vector<Step>& path, std::string_view text, std::string source, Problems& problems,
            const Node& defaults) {
    const Place place{std::make_shared<const std::string>(std::move(source)), 0, 0};
    const bool is_malformed = path.empty() || std::ranges::any_of(path, [](const Step& s) { return s.key.empty(); });
    if (is_malformed || path.size() > 64)
        return problems.add(place, {}, "not a path of keys: expected like risk.max_orders");
    const std::size_t before = problems.count();
    Node value = parse_value(text, place, problems);
    if (problems.count() != before) return;
    if (Node* target = descend(root, path, place, &defaults, problems)) *target = std::move(value);
}

std::vector<Step> split(std::string_view text, std::string_view separator) {
    std::vector<Step> out;
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        out.push_back({std::string(text.substr(begin, end - begin))});
        if (end == text.size()) return out;
        begin = end + separator.size();
    }
}

/// "strategies[0].weight" as "strategies.0.weight"; text in double quotes is one key, whatever it
/// holds.
std::vector<Step> split_path(std::string_view text) {
    std::vector<Step> out(1);
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '.' || c == '['))
            out.emplace_back();
        else if (quoted || c != ']')
            out.back().key += c;
    }
    return out;
}

}  // namespace

void apply_environment(Node& root, std::span<const std::string> entries, std::string_view prefix, Problems& problems,
                       const Node& defaults) {
    std::vector<std::string> sorted(entries.begin(),
                                    entries.end());  // the order of environ means nothing
    std::ranges::sort(sorted);
    for (const std::string& entry : sorted) {
        const std::size_t equals = entry.find('=');
        if (!entry.starts_with(prefix) || equals == std::string::npos) continue;
        const std::string name = entry.substr(0, equals);
        std::string path = name.substr(prefix.size());
        for (char& c : path)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        assign(root, split(path, "__"), std::string_view(entry).substr(equals + 1), "environment " + name, problems,
               defaults);
    }
}

void apply_sets(Node& root, std::span<const std::string> assignments, Problems& problems, const Node& defaults) {
    for (const std::string& a : assignments) {
        const std::size_t equals = a.find('=');
        const std::string path = a.substr(0, equals);
        if (equals == std::string::npos)
            problems.add({std::make_shared<const std::string>("--set " + a), 0, 0}, {},
                         "expected key=value, like risk.max_orders=5");
        else
            assign(root, split_path(path), std::string_view(a).substr(equals + 1), "--set " + path, problems, defaults);
    }
}

}  // namespace argosy::config
