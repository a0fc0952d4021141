#include "services/config/tree.hpp"

#include <algorithm>

#include "config/json.hpp"
#include "config/problems.hpp"

namespace argosy::services::config {
namespace {

using argosy::config::child_path;
using argosy::config::item_path;
using argosy::config::Member;
using Kind = TypeInfo::Kind;

constexpr std::string_view hidden = "***";

const Field* field_named(const TypeInfo& type, std::string_view name) {
    const auto f = std::ranges::find(type.fields, name, &Field::name);
    return f == type.fields.end() ? nullptr : &*f;
}

/// The struct that a variant's tree chooses; none: it does not say.
const TypeInfo* chosen(const TypeInfo& type, const Node& tree) {
    const Node* tag = tree.find("type");
    if (tag == nullptr) return nullptr;
    for (const Alternative& a : type.alternatives)
        if (a.type().name == tag->text) return &a.type();
    return nullptr;
}

bool is_same_choice(const Node& a, const Node& b) {
    const Node *x = a.find("type"), *y = b.find("type");
    return y == nullptr || (x != nullptr && x->text == y->text);
}

void put(Node& mapping, const Member& m, Node value) {
    if (Node* old = mapping.find(m.key))
        *old = std::move(value);
    else
        mapping.members.push_back({m.key, m.key_place, std::move(value), {}});
}

void overlay_fields(const TypeInfo& type, Node& base, const Node& patch) {
    base.place = patch.place;
    for (const Member& m : patch.members) {
        const Field* field = field_named(type, m.key);
        const Node* old = base.find(m.key);
        const bool is_known = field != nullptr && old != nullptr;
        put(base, m, is_known ? overlay(field->type(), *old, m.value) : m.value);
    }
}

void overlay_entries(const TypeInfo& type, Node& base, const Node& patch) {
    base.place = patch.place;
    for (const Member& m : patch.members) {
        if (m.value.kind == Node::Kind::null) {
            std::erase_if(base.members, [&](const Member& old) { return old.key == m.key; });
            continue;
        }
        const Node* old = base.find(m.key);
        put(base, m, old != nullptr ? overlay(type.element(), *old, m.value) : m.value);
    }
}

std::string text_of(const Node& node) { return print_json(node, argosy::config::JsonLayout::compact); }

class Comparison {
public:
    void compare(const std::string& path, const Node& a, const Node& b) {
        if (a.kind == b.kind && a.kind == Node::Kind::mapping) return members(path, a, b);
        if (a.kind == b.kind && a.kind == Node::Kind::list) return items(path, a, b);
        if (std::string x = text_of(a), y = text_of(b); x != y) found.push_back({path, std::move(x), std::move(y)});
    }
    std::vector<Difference> found;

private:
    void members(const std::string& path, const Node& a, const Node& b) {
        for (const Member& m : a.members) {
            if (const Node* other = b.find(m.key))
                compare(child_path(path, m.key), m.value, *other);
            else
                found.push_back({child_path(path, m.key), text_of(m.value), ""});
        }
        for (const Member& m : b.members)
            if (a.find(m.key) == nullptr) found.push_back({child_path(path, m.key), "", text_of(m.value)});
    }
    void items(const std::string& path, const Node& a, const Node& b) {
        const std::size_t common = std::min(a.items.size(), b.items.size());
        for (std::size_t i = 0; i < common; ++i) compare(item_path(path, i), a.items[i], b.items[i]);
        for (std::size_t i = common; i < a.items.size(); ++i)
            found.push_back({item_path(path, i), text_of(a.items[i]), ""});
        for (std::size_t i = common; i < b.items.size(); ++i)
            found.push_back({item_path(path, i), "", text_of(b.items[i])});
    }
};

class SecretTaker {
public:
    void take(const TypeInfo& type, Node& tree, const std::string& path) {
        switch (type.kind) {
            case Kind::optional: return take(type.element(), tree, path);
            case Kind::list:
                for (std::size_t i = 0; i < tree.items.size(); ++i)
                    take(type.element(), tree.items[i], item_path(path, i));
                return;
            case Kind::map:
                for (Member& m : tree.members) take(type.element(), m.value, child_path(path, m.key));
                return;
            case Kind::structure: return fields(type, tree, path);
            case Kind::variant:
                if (const TypeInfo* held = chosen(type, tree)) fields(*held, tree, path);
                return;
            default: return;
        }
    }
    std::vector<EnteredSecret> taken;

private:
    void fields(const TypeInfo& type, Node& tree, const std::string& path) {
        for (Member& m : tree.members) {
            const Field* field = field_named(type, m.key);
            if (field == nullptr) continue;
            const std::string at = child_path(path, m.key);
            if (field->is_secret)
                secret(m.value, at);
            else
                take(field->type(), m.value, at);
        }
    }
    void secret(Node& value, const std::string& path) {
        if (value.kind == Node::Kind::list || value.kind == Node::Kind::mapping) return;  // reading refuses it
        if (value.text != hidden)
            taken.push_back({secret_name(path), value.place, auth::Secret::take(std::move(value.text))});
        value = Node::scalar("", Node::Style::quoted, value.place);
    }
};

bool is_same(const Node& a, const Node& b) {
    using argosy::config::print_json;
    return print_json(a, argosy::config::JsonLayout::compact) == print_json(b, argosy::config::JsonLayout::compact);
}

bool have_kind(Node::Kind kind, const Node& a, const Node& b, const Node& c) {
    return a.kind == kind && b.kind == kind && c.kind == kind;
}

Node merged_members(const Node& before, const Node& after, const Node& current) {
    Node out = current;
    std::erase_if(out.members, [&](const Member& m) { return before.find(m.key) && !after.find(m.key); });
    for (const Member& m : after.members) {
        const Node* was = before.find(m.key);
        Node* is = out.find(m.key);
        if (was != nullptr && is != nullptr)
            *is = merged(*was, m.value, *is);
        else if (was == nullptr || !is_same(*was, m.value))
            put(out, m, m.value);  // it is new, or it was changed here and taken out there
    }
    return out;
}

}  // namespace

Node overlay(const TypeInfo& type, Node base, const Node& patch) {
    const bool are_mappings = base.kind == Node::Kind::mapping && patch.kind == Node::Kind::mapping;
    if (type.kind == Kind::optional && are_mappings) return overlay(type.element(), std::move(base), patch);
    if (!are_mappings) return patch;
    switch (type.kind) {
        case Kind::structure: overlay_fields(type, base, patch); return base;
        case Kind::map: overlay_entries(type, base, patch); return base;
        case Kind::variant:
            if (const TypeInfo* held = chosen(type, base); held != nullptr && is_same_choice(base, patch)) {
                overlay_fields(*held, base, patch);
                return base;
            }
            return patch;
        default: return patch;
    }
}

void describe(Described<Difference>& d) {
    d.name("difference").field("path", &Difference::path, {.doc = "Of the key."});
    d.field("from", &Difference::from, {.doc = "JSON; empty: was not there."});
    d.field("to", &Difference::to, {.doc = "JSON; empty: is not there."});
}

std::vector<Difference> differences(const Node& from, const Node& to) {
    Comparison comparison;
    comparison.compare("", from, to);
    return std::move(comparison.found);
}

Node merged(const Node& before, const Node& after, const Node& current) {
    if (is_same(before, after)) return current;
    if (have_kind(Node::Kind::mapping, before, after, current) && is_same_choice(before, after) &&
        is_same_choice(current, after))
        return merged_members(before, after, current);
    if (have_kind(Node::Kind::list, before, after, current) && before.items.size() == after.items.size() &&
        before.items.size() == current.items.size()) {
        Node out = current;
        for (std::size_t i = 0; i < out.items.size(); ++i)
            out.items[i] = merged(before.items[i], after.items[i], current.items[i]);
        return out;
    }
    return after;
}

std::vector<EnteredSecret> take_secrets(const TypeInfo& type, Node& tree) {
    SecretTaker taker;
    taker.take(type, tree, "");
    return std::move(taker.taken);
}

std::string secret_name(std::string_view path) {
    constexpr std::string_view prefix = "platform.";
    if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
    std::string name(path);
    std::erase(name, '"');
    return name;
}

const Node* find_path(const Node& tree, std::string_view path) {
    const Node* at = &tree;
    while (!path.empty() && at != nullptr) {
        const auto end = std::min(path.find_first_of(".[", path.front() == '[' ? 1 : 0), path.size());
        std::string_view step = path.substr(0, end);
        path.remove_prefix(end);
        if (path.starts_with('.')) path.remove_prefix(1);
        if (!step.starts_with('[')) {
            at = at->find(step);
            continue;
        }
        std::size_t index = 0;
        for (const char c : step.substr(1))
            if (c >= '0' && c <= '9') index = index * 10 + static_cast<std::size_t>(c - '0');
        at = index < at->items.size() ? &at->items[index] : nullptr;
    }
    return at;
}

Node nested(std::string_view path, Node value) {
    const auto dot = path.rfind('.');
    Node parent = Node::mapping(value.place);
    parent.members.push_back({std::string(path.substr(dot == path.npos ? 0 : dot + 1)), value.place, value, {}});
    return dot == path.npos ? parent : nested(path.substr(0, dot), std::move(parent));
}

}  // namespace argosy::services::config
