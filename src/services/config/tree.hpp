#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/secret.hpp"
#include "base/describe.hpp"
#include "config/node.hpp"

/// Trees of settings, as the types that they are read into understand them.
namespace argosy::services::config {

using argosy::config::Node;

/// The base with the patch laid over it: settings and maps key by key, lists and scalars whole. A null in a map removes
/// its key. Places are the patch's wherever it said something.
[[nodiscard]] Node overlay(const TypeInfo& type, Node base, const Node& patch);

/// One key path that differs. Values are compact JSON; empty: not there.
struct Difference {
    std::string path, from, to;
    friend bool operator==(const Difference&, const Difference&) = default;
};
void describe(Described<Difference>& d);
/// What differs between two trees of one type, in the order of the first.
[[nodiscard]] std::vector<Difference> differences(const Node& from, const Node& to);

/// What became of a tree when one person changed `before` to `after` and others changed it to `current`: everything
/// that the first one changed is as in `after`, all else as in `current`. Lists of another length count whole.
[[nodiscard]] Node merged(const Node& before, const Node& after, const Node& current);

/// A secret that stood in a tree. An empty value: it is to be forgotten.
struct EnteredSecret {
    std::string name;  ///< its key path, without "platform."
    argosy::config::Place place;
    auth::Secret value;
};
/// Takes every secret out of the tree and leaves nothing in its place; what is hidden ("***") was never there. To be
/// called before the tree is read, so that no message can quote one.
[[nodiscard]] std::vector<EnteredSecret> take_secrets(const TypeInfo& type, Node& tree);
/// What a secret is called in the vault, by its key path.
[[nodiscard]] std::string secret_name(std::string_view path);

/// The part of the tree at a key path ("simulation.run.books[0].name"); null: there is none.
[[nodiscard]] const Node* find_path(const Node& tree, std::string_view path);
/// A tree in which the value stands at this key path of mappings.
[[nodiscard]] Node nested(std::string_view path, Node value);

}  // namespace argosy::services::config
