#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_fwd.hpp"

/// Settings from files, environment and command line: read strictly, every mistake named at once
/// with its place.
///
/// A text becomes a tree of Nodes (yaml.hpp, json.hpp); overlays replace parts of it (overlay.hpp);
/// read.hpp turns it into a struct that is described once (base/describe.hpp); write.hpp prints it
/// back; document.hpp prints what there is to set. load.hpp does all of it in one call.
///
/// Thread safety: values; nothing is shared but the immutable name of the file.
/// Known limits: 4 MiB of text, 64 levels, 200,000 nodes after aliases (TextLimits).
namespace argosy::config {

/// Where a node was written: "risk.yaml", line and column from 1; line 0 when only the source is
/// known (an environment variable, --set).
struct Place {
    std::shared_ptr<const std::string> source;
    std::uint32_t line = 0, column = 0;

    /// "risk.yaml:14:3" or "environment ARGOSY_RISK__MAX_ORDERS".
    [[nodiscard]] std::string text() const;
};

struct Member;

/// A value as written: what it means is decided by the type that reads it.
struct Node {
    enum class Kind : std::uint8_t { null, scalar, list, mapping };
    enum class Style : std::uint8_t {
        plain,    ///< YAML without quotes: the reading type decides what it is
        quoted,   ///< text, never a number
        literal,  ///< a number or truth value, also in JSON
        exact,    ///< a decimal: without quotes in YAML, a string in JSON so that nobody rounds it
    };

    Kind kind = Kind::null;
    Style style = Style::plain;
    Place place;
    std::string text;             ///< of a scalar
    std::vector<Node> items;      ///< of a list
    std::vector<Member> members;  ///< of a mapping, in the order written; keys are unique

    [[nodiscard]] static Node mapping(Place place = {});
    [[nodiscard]] static Node scalar(std::string text, Style style, Place place = {});

    [[nodiscard]] const Node* find(std::string_view key) const noexcept;
    [[nodiscard]] Node* find(std::string_view key) noexcept;
    /// "nothing", "text \"abc\"", "a list", "a mapping": for "expected ..., got ...".
    [[nodiscard]] std::string what() const;
};

/// One `key: value` of a mapping; key_place is the key's.
struct Member {
    std::string key;
    Place key_place;
    Node value;
    std::string comment;  ///< lines printed above the key in YAML; not read back
};

/// A field of type Node keeps its subtree for a later reader (the parameters of a strategy).
void describe(Described<Node>& d);

}  // namespace argosy::config
