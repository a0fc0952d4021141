#include "config/read.hpp"

#include <algorithm>

#include "base/suggest.hpp"
#include "config/json.hpp"
#include "config/yaml.hpp"

namespace argosy::config {
namespace {

using Kind = TypeInfo::Kind;

/// What the field around a value demands of it.
struct Demands {
    const Field* field = nullptr;
    [[nodiscard]] const Bounds* bounds() const { return field ? &field->bounds : nullptr; }
    [[nodiscard]] bool is_secret() const { return field && field->is_secret; }
};

/// "integer from 1 to 100 (orders)", for "expected ...".
std::string expectation(const TypeInfo& type, const Demands& demands) {
    std::string out = type.kind == Kind::structure ? "the settings of " + type.name : type.name;
    if (type.kind == Kind::enumeration) out = "one of " + join(type.values, 40);
    if (type.kind == Kind::list) out = "a list";
    if (type.kind == Kind::map || type.kind == Kind::variant) out = "a mapping";
    if (type.kind == Kind::optional) return expectation(type.element(), demands);
    if (type.is_scalar() && demands.bounds() && !demands.bounds()->is_open()) out += ' ' + demands.bounds()->text();
    if (type.is_scalar() && demands.field && !demands.field->unit.empty()) out += " (" + demands.field->unit + ")";
    return out;
}

/// The group of settings one level below that has such a key: "run" for "limits". Null: none has it.
const Field* group_with(const TypeInfo& type, const std::string& key) {
    const auto has = [&](const TypeInfo& inner) {
        return inner.kind == Kind::structure &&
               std::ranges::find(inner.fields, key, &Field::name) != inner.fields.end();
    };
    const auto group = std::ranges::find_if(type.fields, [&](const Field& f) { return has(f.type()); });
    return group == type.fields.end() ? nullptr : &*group;
}

class TreeReader {
public:
    explicit TreeReader(Problems& problems) : problems_(problems) {}

    void value(const Node& node, const TypeInfo& type, void* out, const std::string& path, const Demands& demands) {
        switch (type.kind) {
            case Kind::optional: return optional(node, type, out, path, demands);
            case Kind::list: return list(node, type, out, path, demands);
            case Kind::map: return map(node, type, out, path, demands);
            case Kind::structure: return structure(node, type, out, path, false);
            case Kind::variant: return variant(node, type, out, path);
            case Kind::raw: *static_cast<Node*>(out) = node; return;
            default: return scalar(node, type, out, path, demands);
        }
    }

    void structure(const Node& node, const TypeInfo& type, void* out, const std::string& path, bool has_tag) {
        if (node.kind != Node::Kind::mapping) return expected(node, type, path, {});
        const std::size_t before = problems_.count();
        for (const Member& m : node.members) {
            const auto f = std::ranges::find(type.fields, m.key, &Field::name);
            if (f != type.fields.end())
                value(m.value, f->type(), static_cast<std::byte*>(out) + f->offset, child_path(path, m.key), {&*f});
            else if (!has_tag || m.key != "type")
                unknown_key(m, type, path);
        }
        for (const Field& f : type.fields)
            if (f.is_required && !node.find(f.name))
                problems_.add(node.place, child_path(path, f.name),
                              "missing: it has no default, expected " + expectation(f.type(), {&f}));
        if (problems_.count() != before) return;
        for (const auto& rule : type.rules)
            if (const auto r = rule(out); !r) problems_.add(node.place, path, std::string(r.error().message()));
    }

private:
    void expected(const Node& node, const TypeInfo& type, const std::string& path, const Demands& demands) {
        const std::string got = demands.is_secret() && node.kind == Node::Kind::scalar ? "something else" : node.what();
        problems_.add(node.place, path, "expected " + expectation(type, demands) + ", got " + got);
    }

    void unknown_key(const Member& m, const TypeInfo& type, const std::string& path) {
        std::vector<std::string> known;
        for (const Field& f : type.fields) known.push_back(f.name);
        const std::string_view meant = nearest(m.key, known);
        std::string message = "unknown key " + m.key + ": ";
        if (const Field* group = group_with(type, m.key))
            message += "did you mean " + child_path(child_path(path, group->name), m.key) + "?";
        else if (!meant.empty())
            message += "did you mean " + std::string(meant) + "?";
        else
            message += known.empty() ? type.name + " has no settings" : "known here are " + join(known, 20);
        problems_.add(m.key_place, child_path(path, m.key), std::move(message));
    }

    void scalar(const Node& node, const TypeInfo& type, void* out, const std::string& path, const Demands& demands) {
        if (type.kind == Kind::time && node.kind == Node::Kind::null) {  // unset, as append_json writes it
            *static_cast<Time*>(out) = Time{};
            return;
        }
        const bool is_number = type.kind <= Kind::real;
        const bool wrong_quotes = is_number && node.style == Node::Style::quoted;
        const bool wrong_literal = !is_number && type.kind != Kind::decimal && node.style == Node::Style::literal;
        if (node.kind != Node::Kind::scalar || wrong_quotes || wrong_literal)
            return expected(node, type, path, demands);
        if (const auto r = type.parse(node.text, out); !r) {
            if (demands.is_secret()) return expected(node, type, path, demands);
            return problems_.add(node.place, path, std::string(r.error().message()));
        }
        const Bounds* bounds = demands.bounds();
        if (bounds && bounds->holds && !bounds->holds(out)) expected(node, type, path, demands);
    }

    void optional(const Node& node, const TypeInfo& type, void* out, const std::string& path, const Demands& demands) {
        type.clear(out);
        if (node.kind != Node::Kind::null) value(node, type.element(), type.insert(out, {}), path, demands);
    }

    void item_count(const Node& node, std::size_t n, const std::string& path, const Demands& demands) {
        const Bounds* b = demands.bounds();
        if (b && n < b->items_min)
            problems_.add(node.place, path,
                          "expected at least " + std::to_string(b->items_min) + " entries, got " + std::to_string(n));
        if (b && n > b->items_max)
            problems_.add(node.place, path,
                          "expected at most " + std::to_string(b->items_max) + " entries, got " + std::to_string(n));
    }

    void list(const Node& node, const TypeInfo& type, void* out, const std::string& path, const Demands& demands) {
        if (node.kind != Node::Kind::list) return expected(node, type, path, demands);
        type.clear(out);
        for (std::size_t i = 0; i < node.items.size(); ++i)
            value(node.items[i], type.element(), type.insert(out, {}), item_path(path, i), demands);
        item_count(node, node.items.size(), path, demands);
    }

    void map(const Node& node, const TypeInfo& type, void* out, const std::string& path, const Demands& demands) {
        if (node.kind != Node::Kind::mapping) return expected(node, type, path, demands);
        type.clear(out);
        for (const Member& m : node.members)
            value(m.value, type.element(), type.insert(out, m.key), child_path(path, m.key), demands);
        item_count(node, node.members.size(), path, demands);
    }

    void variant(const Node& node, const TypeInfo& type, void* out, const std::string& path) {
        if (node.kind != Node::Kind::mapping) return expected(node, type, path, {});
        std::vector<std::string> tags;
        for (const Alternative& a : type.alternatives) tags.push_back(a.type().name);
        const Node* tag = node.find("type");
        if (!tag)
            return problems_.add(node.place, child_path(path, "type"), "missing: expected one of " + join(tags, 40));
        const auto chosen = std::ranges::find(tags, tag->text);
        if (tag->kind != Node::Kind::scalar || chosen == tags.end()) {
            const std::string_view meant = nearest(tag->text, tags);
            return problems_.add(tag->place, child_path(path, "type"),
                                 "unknown type " + tag->what() + ", expected one of " + join(tags, 40) +
                                     (meant.empty() ? "" : ": did you mean " + std::string(meant) + "?"));
        }
        const Alternative& a = type.alternatives[static_cast<std::size_t>(chosen - tags.begin())];
        structure(node, a.type(), a.emplace(out), path, true);
    }

    Problems& problems_;
};

Result<Node> tree(Node (*parse)(std::string_view, std::string, Problems&, const TextLimits&), std::string_view text,
                  std::string source) {
    Problems problems;
    Node node = parse(text, std::move(source), problems, {});
    if (!problems.empty()) return std::unexpected(problems.to_error());
    return node;
}

}  // namespace

void read_into(const Node& node, const TypeInfo& type, void* out, std::string_view path, Problems& problems) {
    TreeReader reader(problems);
    // An empty file is a file that sets nothing.
    if (node.kind == Node::Kind::null && type.kind == Kind::structure && path.empty())
        return reader.structure(Node::mapping(node.place), type, out, {}, false);
    reader.value(node, type, out, std::string(path), {});
}

Result<Node> yaml_tree(std::string_view text, std::string source) { return tree(&parse_yaml, text, std::move(source)); }
Result<Node> json_tree(std::string_view text, std::string source) { return tree(&parse_json, text, std::move(source)); }

}  // namespace argosy::config
