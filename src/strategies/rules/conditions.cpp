#include "strategies/rules/conditions.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace argosy::strategies::rules {
namespace {

using config::Node;

/// How many parentheses are left open.
long open_parentheses(std::string_view text) { return std::ranges::count(text, '(') - std::ranges::count(text, ')'); }

}  // namespace

config::Place Clause::at(std::size_t offset) const {
    config::Place out = place;
    if (is_verbatim) out.column += static_cast<std::uint32_t>(offset);
    return out;
}

void Clause::report(const Fault& fault, config::Problems& problems) const {
    // Where a byte has no column (text folded over several lines), the words around it say where it is.
    const auto near = std::string_view(expression.text).substr(fault.offset).substr(0, 20);
    problems.add(at(fault.offset), path,
                 is_verbatim || near.empty() ? fault.message : fmt::format("{} (at `{}`)", fault.message, near));
}

ClauseReader::ClauseReader(std::string_view yaml, config::Problems& problems) : problems_(problems) {
    while (true) {
        const auto end = yaml.find('\n');
        lines_.push_back(yaml.substr(0, end));
        if (end == std::string_view::npos) break;
        yaml.remove_prefix(end + 1);
    }
}

std::string_view ClauseReader::rest_of_line(const config::Place& place) const {
    if (place.line == 0 || place.line > lines_.size() || place.column == 0) return {};
    const auto line = lines_[place.line - 1];
    return line.substr(std::min<std::size_t>(place.column - 1, line.size()));
}

ClauseReader::Scalar ClauseReader::scalar(const Node& node) const {
    Scalar out{node.text, node.place, false};
    if (node.style == Node::Style::quoted && !rest_of_line(node.place).starts_with(node.text)) ++out.place.column;
    out.is_verbatim = rest_of_line(out.place).starts_with(node.text);
    return out;
}

std::optional<Clause> ClauseReader::parse(Scalar scalar, std::string path) {
    Clause out{.expression = {.text = scalar.text, .nodes = {}},
               .place = std::move(scalar.place),
               .is_verbatim = scalar.is_verbatim,
               .path = std::move(path)};
    auto expression = parse_expression(scalar.text);
    if (!expression) {
        out.report(expression.error(), problems_);
        return std::nullopt;
    }
    out.expression = std::move(*expression);
    return out;
}

std::optional<Clause> ClauseReader::clause(const Node& node, std::string path) {
    if (node.kind == Node::Kind::scalar) return parse(scalar(node), std::move(path));
    problems_.add(node.place, std::move(path), "expected an expression such as close > 100, got " + node.what());
    return std::nullopt;
}

std::optional<Condition> ClauseReader::condition(const Node& node, std::string path) {
    if (node.kind == Node::Kind::list) return list(Condition::Kind::all, node, std::move(path));
    if (node.kind != Node::Kind::mapping) {
        auto one = clause(node, std::move(path));
        if (!one) return std::nullopt;
        return Condition{.clause = std::move(one), .parts = {}};
    }
    const bool is_known = node.members.size() == 1 && (node.members[0].key == "all" || node.members[0].key == "any");
    if (!is_known) {
        problems_.add(node.place, std::move(path), "expected one of all: and any: with a list of conditions");
        return std::nullopt;
    }
    const auto& [key, key_place, value, comment] = node.members[0];
    if (value.kind != Node::Kind::list) {
        problems_.add(value.place, config::child_path(path, key), "expected a list of conditions, got " + value.what());
        return std::nullopt;
    }
    return list(key == "all" ? Condition::Kind::all : Condition::Kind::any, value, config::child_path(path, key));
}

std::optional<Condition> ClauseReader::list(Condition::Kind kind, const Node& node, std::string path) {
    Condition out{.kind = kind, .clause = std::nullopt, .parts = {}};
    if (node.items.empty()) problems_.add(node.place, path, "expected at least one condition");
    bool is_good = !node.items.empty();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        const std::string item = config::item_path(path, i);
        std::optional<Condition> part;
        if (node.items[i].kind == Node::Kind::scalar) {
            if (auto one = parse(joined(node.items, i), item)) part = Condition{.clause = std::move(one), .parts = {}};
        } else {
            part = condition(node.items[i], item);
        }
        is_good = is_good && part.has_value();
        if (part) out.parts.push_back(std::move(*part));
    }
    return is_good ? std::optional(std::move(out)) : std::nullopt;
}

/// YAML ends an item of [ ... ] at every comma, also inside the parentheses of a call: such items belong together.
ClauseReader::Scalar ClauseReader::joined(const std::vector<Node>& items, std::size_t& i) const {
    Scalar out = scalar(items[i]);
    while (open_parentheses(out.text) > 0 && i + 1 < items.size() && items[i + 1].kind == Node::Kind::scalar) {
        const Scalar next = scalar(items[++i]);
        const bool same_line = out.is_verbatim && next.is_verbatim && next.place.line == out.place.line &&
                               next.place.column > out.place.column;
        if (same_line) {
            const std::size_t length = next.place.column - out.place.column + next.text.size();
            out.text = rest_of_line(out.place).substr(0, length);
        } else {
            out.text += ", " + next.text;
            out.is_verbatim = false;
        }
    }
    return out;
}

}  // namespace argosy::strategies::rules
