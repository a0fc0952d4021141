#include "config/document.hpp"

#include <algorithm>
#include <vector>

#include "config/write.hpp"

namespace argosy::config {
namespace {

using Kind = TypeInfo::Kind;

/// "list of decimal", "one of slow, fast", "integer".
std::string type_text(const TypeInfo& t) {
    switch (t.kind) {
        case Kind::optional: return type_text(t.element()) + ", optional";
        case Kind::list: return "list of " + type_text(t.element());
        case Kind::map: return "mapping of names to " + type_text(t.element());
        case Kind::enumeration: {
            std::string out = "one of ";
            for (const auto& v : t.values) out += (&v == &t.values.front() ? "" : ", ") + v;
            return out;
        }
        case Kind::variant: {
            std::string out = "mapping with type: ";
            for (const auto& a : t.alternatives) out += (&a == &t.alternatives.front() ? "" : " or ") + a.type().name;
            return out;
        }
        case Kind::raw: return "anything";
        default: return t.name;
    }
}

/// The struct, variant or scalar inside optionals, lists and maps.
const TypeInfo& innermost(const TypeInfo& t) { return t.element ? innermost(t.element()) : t; }

/// How an element inside containers is addressed: "strategies[]", "fees.<name>".
std::string element_path(std::string path, const TypeInfo& t) {
    if (t.kind == Kind::list) path += "[]";
    if (t.kind == Kind::map) path += ".<name>";
    return t.element ? element_path(std::move(path), t.element()) : path;
}

const void* at(const void* object, const Field& f) { return static_cast<const std::byte*>(object) + f.offset; }

std::string default_text(const Field& f, const void* object) {
    if (f.is_required) return "required";
    const Node n = to_node(f.type(), at(object, f));
    if (n.kind == Node::Kind::null) return "not set";
    if (f.is_secret) return "***";
    return n.kind == Node::Kind::scalar && !n.text.empty() ? n.text : print_json(n, JsonLayout::compact);
}

// ---- Markdown

class Markdown {
public:
    std::string run(const TypeInfo& root) {
        section(root, "", "");
        return std::move(out_);
    }

private:
    static std::string cell(std::string_view text) {
        std::string out;
        for (const char c : text) {
            if (c == '|') out += '\\';
            out += c == '\n' ? ' ' : c;
        }
        return out;
    }

    static std::string allowed(const Field& f) {
        std::string out = f.bounds.text();
        const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
        if (f.bounds.items_min > 0) add("at least " + std::to_string(f.bounds.items_min) + " entries");
        if (f.bounds.items_max < SIZE_MAX) add("at most " + std::to_string(f.bounds.items_max) + " entries");
        return out;
    }

    void section(const TypeInfo& t, const std::string& path, const std::string& tag) {
        if (std::ranges::find(open_, &t) != open_.end()) return;  // a type inside itself is described above
        open_.push_back(&t);
        std::string title = path.empty() ? t.name : "`" + path + "`";
        if (!tag.empty()) title += " with `type: " + tag + "`";
        out_ += (out_.empty() ? "## " : "\n## ") + title + "\n\n" + (t.doc.empty() ? "" : t.doc + "\n\n");
        if (t.fields.empty())
            out_ += "No keys.\n";
        else
            table(t, path);
        for (const Field& f : t.fields) nested(f.type(), path.empty() ? f.name : path + "." + f.name);
        open_.pop_back();
    }

    void table(const TypeInfo& t, const std::string& path) {
        const auto object = t.make();
        out_ +=
            "| key | type | unit | default | allowed | meaning |\n| --- | --- | --- | --- | --- | "
            "--- |\n";
        for (const Field& f : t.fields)
            out_ += "| `" + (path.empty() ? "" : path + ".") + f.name + "` | " + cell(type_text(f.type())) + " | " +
                    cell(f.unit) + " | " + cell(default_text(f, object.get())) + " | " + cell(allowed(f)) + " | " +
                    cell(f.doc) + " |\n";
    }

    void nested(const TypeInfo& type, const std::string& path) {
        const TypeInfo& inner = innermost(type);
        const std::string below = element_path(path, type);
        if (inner.kind == Kind::structure) section(inner, below, "");
        if (inner.kind == Kind::variant)
            for (const Alternative& a : inner.alternatives) section(a.type(), below, a.type().name);
    }

    std::string out_;
    std::vector<const TypeInfo*> open_;
};

// ---- JSON Schema

void put(Node& object, std::string_view key, Node value) {
    object.members.push_back({std::string(key), {}, std::move(value), {}});
}
Node text(std::string_view s) { return Node::scalar(std::string(s), Node::Style::quoted); }
Node literal(std::string_view s) { return Node::scalar(std::string(s), Node::Style::literal); }
Node list_of(const std::vector<std::string>& words) {
    Node n;
    n.kind = Node::Kind::list;
    for (const auto& w : words) n.items.push_back(text(w));
    return n;
}

class Schema {
public:
    std::string run(const TypeInfo& root) {
        Node schema = Node::mapping();
        put(schema, "$schema", text("https://json-schema.org/draft/2020-12/schema"));
        put(schema, "title", text(root.name));
        put(schema, "$ref", text(reference(root, false)));
        put(schema, "$defs", std::move(definitions_));
        return print_json(schema) + "\n";
    }

private:
    /// "#/$defs/limits"; a tagged definition is the same struct with its `type:` key.
    std::string reference(const TypeInfo& t, bool tagged) {
        std::string name = t.name + (tagged ? "_tagged" : "");
        for (const auto& [type, is_tagged, known] : known_)
            if (type == &t && is_tagged == tagged) return "#/$defs/" + known;
        while (definitions_.find(name)) name += "_";
        known_.emplace_back(&t, tagged, name);
        put(definitions_, name,
            Node::mapping());  // takes its place before its parts, which may refer to it
        Node definition = object_schema(t, tagged);
        *definitions_.find(name) = std::move(definition);
        return "#/$defs/" + name;
    }

    Node object_schema(const TypeInfo& t, bool tagged) {
        Node schema = Node::mapping(), properties = Node::mapping();
        std::vector<std::string> required;
        const auto object = t.make();
        if (tagged) {
            Node tag = Node::mapping();
            put(tag, "const", text(t.name));
            put(properties, "type", std::move(tag));
            required.emplace_back("type");
        }
        for (const Field& f : t.fields) {
            put(properties, f.name, property(f, object.get()));
            if (f.is_required) required.push_back(f.name);
        }
        put(schema, "type", text("object"));
        if (!t.doc.empty()) put(schema, "description", text(t.doc));
        put(schema, "properties", std::move(properties));
        if (!required.empty()) put(schema, "required", list_of(required));
        put(schema, "additionalProperties", literal("false"));
        return schema;
    }

    Node property(const Field& f, const void* object) {
        Node schema = type_schema(f.type(), &f.bounds);
        const std::string doc = f.doc + (f.unit.empty() ? "" : (f.doc.empty() ? "" : " ") + ("Unit: " + f.unit + "."));
        if (!doc.empty()) put(schema, "description", text(doc));
        Node value = to_node(f.type(), at(object, f));
        if (!f.is_required && !f.is_secret && value.kind != Node::Kind::null) put(schema, "default", std::move(value));
        return schema;
    }

    static Node scalar_schema(const TypeInfo& t, const Bounds* bounds) {
        Node s = Node::mapping();
        switch (t.kind) {
            case Kind::boolean: put(s, "type", text("boolean")); return s;
            case Kind::integer: put(s, "type", text("integer")); break;
            case Kind::real: put(s, "type", text("number")); break;
            case Kind::decimal: put(s, "type", list_of({"number", "string"})); break;
            case Kind::enumeration: put(s, "enum", list_of(t.values)); return s;
            case Kind::duration:
                put(s, "type", list_of({"string", "integer"}));
                put(s, "pattern", text("^(0s?|[1-9][0-9]*(ns|us|ms|s|m|h|d|w))$"));
                return s;
            default: put(s, "type", text("string")); return s;
        }
        if (bounds && !bounds->min.empty())
            put(s, bounds->min_excluded ? "exclusiveMinimum" : "minimum", literal(bounds->min));
        if (bounds && !bounds->max.empty())
            put(s, bounds->max_excluded ? "exclusiveMaximum" : "maximum", literal(bounds->max));
        return s;
    }

    Node any_of(std::string_view keyword, Node options) {
        Node s = Node::mapping();
        put(s, keyword, std::move(options));
        return s;
    }

    Node type_schema(const TypeInfo& t, const Bounds* bounds) {
        Node s = Node::mapping(), options;
        options.kind = Node::Kind::list;
        switch (t.kind) {
            case Kind::optional:
                options.items.push_back(type_schema(t.element(), bounds));
                put(options.items.emplace_back(Node::mapping()), "type", text("null"));
                return any_of("anyOf", std::move(options));
            case Kind::list:
            case Kind::map: {
                const bool is_list = t.kind == Kind::list;
                put(s, "type", text(is_list ? "array" : "object"));
                put(s, is_list ? "items" : "additionalProperties", type_schema(t.element(), bounds));
                if (bounds && bounds->items_min > 0)
                    put(s, is_list ? "minItems" : "minProperties", literal(std::to_string(bounds->items_min)));
                if (bounds && bounds->items_max < SIZE_MAX)
                    put(s, is_list ? "maxItems" : "maxProperties", literal(std::to_string(bounds->items_max)));
                return s;
            }
            case Kind::structure: put(s, "$ref", text(reference(t, false))); return s;
            case Kind::variant:
                for (const Alternative& a : t.alternatives)
                    put(options.items.emplace_back(Node::mapping()), "$ref", text(reference(a.type(), true)));
                return any_of("oneOf", std::move(options));
            case Kind::raw: return s;
            default: return scalar_schema(t, bounds);
        }
    }

    Node definitions_ = Node::mapping();
    std::vector<std::tuple<const TypeInfo*, bool, std::string>> known_;
};

// ---- Example

std::string comment_of(const Field& f) {
    const TypeInfo& inner = innermost(f.type());
    const bool is_optional = f.type().kind == Kind::optional;
    std::string out = f.doc.empty() && inner.kind == Kind::structure ? inner.doc : f.doc, facts;
    const auto add = [&](std::string_view separator, const std::string& text) {
        if (!text.empty()) facts += (facts.empty() ? "" : std::string(separator)) + text;
    };
    if (inner.kind != Kind::structure) add("", type_text(is_optional ? inner : f.type()));
    add(" ", f.bounds.text());
    add(", ", f.unit);
    if (is_optional) add(", ", "optional");
    if (f.is_required) add(", ", "required");
    if (!facts.empty()) out += (out.empty() ? "" : " ") + ("[" + facts + "]");
    const bool is_container = f.type().kind == Kind::list || f.type().kind == Kind::map;
    if (is_container && inner.kind == Kind::structure)
        out += "\nan entry: " + print_json(to_node(inner, inner.make().get()), JsonLayout::compact);
    if (inner.kind == Kind::variant)
        for (const Alternative& a : inner.alternatives) {
            Node n = to_node(a.type(), a.type().make().get());
            n.members.insert(n.members.begin(), Member{"type", {}, text(a.type().name), {}});
            out += "\nfor example: " + print_json(n, JsonLayout::compact);
        }
    return out;
}

/// The tree of defaults with a doc line above each key.
Node commented(const TypeInfo& t, const void* object) {
    Node out = Node::mapping();
    for (const Field& f : t.fields) {
        const bool is_struct = f.type().kind == Kind::structure;
        Node value = is_struct ? commented(f.type(), at(object, f)) : to_node(f.type(), at(object, f));
        out.members.push_back({f.name, {}, std::move(value), comment_of(f)});
    }
    return out;
}

}  // namespace

std::string reference_markdown(const TypeInfo& type) { return Markdown().run(type); }
std::string json_schema(const TypeInfo& type) { return Schema().run(type); }

std::string example_yaml(const TypeInfo& type) { return example_yaml(type, type.make().get()); }

std::string example_yaml(const TypeInfo& type, const void* value) { return print_yaml(commented(type, value)); }

}  // namespace argosy::config
