#include "config/write.hpp"

#include <cmath>

#include "base/hash.hpp"
#include "base/json_writer.hpp"

namespace argosy::config {
namespace {

using Kind = TypeInfo::Kind;

Node scalar_node(const TypeInfo& type, const void* value) {
    const auto style = type.kind <= Kind::real      ? Node::Style::literal
                       : type.kind == Kind::decimal ? Node::Style::exact
                                                    : Node::Style::quoted;
    return Node::scalar(type.print(value), type.kind == Kind::text ? Node::Style::quoted : style);
}

void add_fields(Node& node, const TypeInfo& type, const void* value, Secrets secrets) {
    for (const Field& f : type.fields) {
        const void* at = static_cast<const std::byte*>(value) + f.offset;
        Node child = to_node(f.type(), at, secrets);
        if (f.is_secret && secrets == Secrets::hide) child = Node::scalar("***", Node::Style::quoted);
        node.members.push_back({f.name, {}, std::move(child), {}});
    }
}

void append_scalar(std::string& out, const TypeInfo& type, const void* value) {
    switch (type.kind) {
        case Kind::boolean:
        case Kind::integer: out += type.print(value); return;
        case Kind::real: append_json_number(out, *static_cast<const double*>(value)); return;
        case Kind::time:
            if (*static_cast<const Time*>(value) == Time{}) {
                out += "null";
                return;
            }
            break;
        default: break;
    }
    append_json_string(out, type.print(value));
}

void append_members(std::string& out, const TypeInfo& type, const void* value, Secrets secrets) {
    for (const Field& f : type.fields) {
        if (out.back() != '{') out += ',';
        append_json_string(out, f.name);
        out += ':';
        if (f.is_secret && secrets == Secrets::hide)
            out += "\"***\"";
        else
            append_json(out, f.type(), static_cast<const std::byte*>(value) + f.offset, secrets);
    }
}

void append_elements(std::string& out, const TypeInfo& type, const void* value, Secrets secrets) {
    const bool is_map = type.kind == Kind::map;
    const char open = is_map ? '{' : '[';
    out += open;
    type.visit(value, [&](std::string_view key, const void* e) {
        if (out.back() != open) out += ',';
        if (is_map) {
            append_json_string(out, key);
            out += ':';
        }
        append_json(out, type.element(), e, secrets);
    });
    out += is_map ? '}' : ']';
}

}  // namespace

void append_json(std::string& out, const TypeInfo& type, const void* value, Secrets secrets) {
    switch (type.kind) {
        case Kind::optional:
            if (type.size(value) == 0) out += "null";
            type.visit(value, [&](std::string_view, const void* e) { append_json(out, type.element(), e, secrets); });
            return;
        case Kind::list:
        case Kind::map: append_elements(out, type, value, secrets); return;
        case Kind::structure:
            out += '{';
            append_members(out, type, value, secrets);
            out += '}';
            return;
        case Kind::variant: {
            const TypeInfo& held = type.alternatives[type.index(value)].type();
            out += "{\"type\":";
            append_json_string(out, held.name);
            append_members(out, held, type.held(value), secrets);
            out += '}';
            return;
        }
        case Kind::raw: out += print_json(*static_cast<const Node*>(value), JsonLayout::compact); return;
        default: append_scalar(out, type, value);
    }
}

Node to_node(const TypeInfo& type, const void* value, Secrets secrets) {
    Node node;
    switch (type.kind) {
        case Kind::optional:
            type.visit(value, [&](std::string_view, const void* e) { node = to_node(type.element(), e, secrets); });
            return node;
        case Kind::list:
            node.kind = Node::Kind::list;
            type.visit(value, [&](std::string_view, const void* e) {
                node.items.push_back(to_node(type.element(), e, secrets));
            });
            return node;
        case Kind::map:
            node.kind = Node::Kind::mapping;
            type.visit(value, [&](std::string_view key, const void* e) {
                node.members.push_back({std::string(key), {}, to_node(type.element(), e, secrets), {}});
            });
            return node;
        case Kind::structure:
            node.kind = Node::Kind::mapping;
            add_fields(node, type, value, secrets);
            return node;
        case Kind::variant: {
            const TypeInfo& held = type.alternatives[type.index(value)].type();
            node.kind = Node::Kind::mapping;
            node.members.push_back({"type", {}, Node::scalar(held.name, Node::Style::quoted), {}});
            add_fields(node, held, type.held(value), secrets);
            return node;
        }
        case Kind::raw: return *static_cast<const Node*>(value);
        default: return scalar_node(type, value);
    }
}

std::string hash_of(const Node& node) { return sha256_hex(print_json(node, JsonLayout::compact)); }

}  // namespace argosy::config
