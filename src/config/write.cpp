#include "config/write.hpp"

#include "base/hash.hpp"

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

}  // namespace

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
