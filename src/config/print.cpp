#include <algorithm>

#include "config/json.hpp"
#include "config/yaml.hpp"

namespace argosy::config {
namespace {

constexpr std::string_view hex = "0123456789abcdef";

void put_unicode(std::string& out, unsigned c) {
    out += "\\u";
    for (const unsigned shift : {12u, 8u, 4u, 0u}) out += hex[c >> shift & 15];
}

/// The character at the front when YAML would not take it as it is: line breaks of Unicode,
/// controls, marks. Source: YAML 1.1 section 4.1.1 (printable characters) and 4.1.4 (line breaks).
unsigned special_character(std::string_view rest) {
    static constexpr struct {
        std::string_view bytes;
        unsigned c;
    } all[] = {{"\xE2\x80\xA8", 0x2028},
               {"\xE2\x80\xA9", 0x2029},
               {"\xEF\xBB\xBF", 0xFEFF},
               {"\xEF\xBF\xBE", 0xFFFE},
               {"\xEF\xBF\xBF", 0xFFFF}};
    for (const auto& s : all)
        if (rest.starts_with(s.bytes)) return s.c;
    return 0;
}

/// The text in double quotes; the escapes are those that JSON and YAML share. Requires: UTF-8.
void put_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\r')
            out += "\\r";
        else if (u < 0x20 || u == 0x7F)
            put_unicode(out, u);
        else if (u == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0)
            put_unicode(out, static_cast<unsigned char>(text[++i]));
        else if (const unsigned s = u < 0xE2 ? 0 : special_character(text.substr(i)))
            put_unicode(out, s), i += 2;
        else
            out += c;
    }
    out += '"';
}

bool is_word(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto inner = [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || std::string_view("-/.:").contains(c);
    };
    return !text.empty() && letter(text[0]) && text.back() != ':' && std::ranges::all_of(text, inner);
}

/// Text that YAML reads back as the same plain scalar, whichever version reads it: words that are
/// no YAML 1.1 truth value, times and durations.
bool is_safe_plain(std::string_view text) {
    static constexpr std::string_view special[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (std::ranges::find(special, lower) != std::end(special)) return false;
    const auto unit = text.find_first_not_of("0123456789");
    const bool is_duration =
        unit != std::string_view::npos && unit > 0 && text.find_first_not_of("numshdw", unit) == text.npos;
    return is_word(text) || is_duration;
}

void put_yaml_text(std::string& out, std::string_view text, Node::Style style) {
    const bool as_is = style == Node::Style::literal || style == Node::Style::exact ||
                       (style == Node::Style::plain && is_json_number(text));
    if (as_is || is_safe_plain(text) || (style == Node::Style::plain && (text == "true" || text == "false")))
        out += text;
    else
        put_quoted(out, text);
}

void put_yaml(std::string& out, const Node& node, std::size_t indent, bool inline_first);

void put_comment(std::string& out, std::string_view comment, std::size_t indent) {
    for (std::size_t begin = 0; begin < comment.size();) {
        const std::size_t end = std::min(comment.find('\n', begin), comment.size());
        out.append(indent, ' ').append("# ").append(comment.substr(begin, end - begin)) += '\n';
        begin = end + 1;
    }
}

/// The value behind "key:" or "-": on the same line when it is short, else below.
void put_yaml_value(std::string& out, const Node& node, std::size_t indent) {
    switch (node.kind) {
        case Node::Kind::null: out += " null\n"; return;
        case Node::Kind::scalar:
            out += ' ';
            put_yaml_text(out, node.text, node.style);
            out += '\n';
            return;
        case Node::Kind::list:
        case Node::Kind::mapping: break;
    }
    const bool is_empty = node.items.empty() && node.members.empty();
    if (is_empty)
        out += node.kind == Node::Kind::list ? " []\n" : " {}\n";
    else
        out += '\n', put_yaml(out, node, indent, false);
}

/// A list or mapping in block form. inline_first: the first line continues "- " and is not
/// indented.
void put_yaml(std::string& out, const Node& node, std::size_t indent, bool inline_first) {
    bool first = inline_first;
    for (const Node& item : node.items) {
        out.append(std::exchange(first, false) ? 0 : indent, ' ') += '-';
        const bool has_comment = !item.members.empty() && !item.members[0].comment.empty();
        if (item.kind == Node::Kind::mapping && !item.members.empty() && !has_comment)
            out += ' ', put_yaml(out, item, indent + 2, true);
        else
            put_yaml_value(out, item, indent + 2);
    }
    for (const Member& m : node.members) {
        put_comment(out, m.comment, indent);
        out.append(std::exchange(first, false) ? 0 : indent, ' ');
        put_yaml_text(out, m.key, Node::Style::quoted);
        out += ':';
        put_yaml_value(out, m.value, indent + 2);
    }
}

void put_json_scalar(std::string& out, const Node& node) {
    const bool bare =
        node.style == Node::Style::plain && (node.text == "true" || node.text == "false" || is_json_number(node.text));
    if (node.style == Node::Style::literal || bare)
        out += node.text;
    else
        put_quoted(out, node.text);
}

class JsonPrinter {
public:
    JsonPrinter(std::string& out, JsonLayout layout) : out_(out), is_pretty_(layout == JsonLayout::pretty) {}

    void put(const Node& node) {
        switch (node.kind) {
            case Node::Kind::null: out_ += "null"; return;
            case Node::Kind::scalar: put_json_scalar(out_, node); return;
            case Node::Kind::list: return put_all('[', ']', node.items, [&](const Node& item) { put(item); });
            case Node::Kind::mapping:
                return put_all('{', '}', node.members, [&](const Member& m) {
                    put_quoted(out_, m.key);
                    out_ += is_pretty_ ? ": " : ":";
                    put(m.value);
                });
        }
    }

private:
    void put_all(char open, char close, const auto& all, const auto& put_one) {
        out_ += open;
        ++depth_;
        bool first = true;
        for (const auto& one : all) {
            if (!std::exchange(first, false)) out_ += ',';
            new_line();
            put_one(one);
        }
        --depth_;
        if (!first) new_line();
        out_ += close;
    }
    void new_line() {
        if (is_pretty_) (out_ += '\n').append(2 * depth_, ' ');
    }

    std::string& out_;
    bool is_pretty_;
    std::size_t depth_ = 0;
};

}  // namespace

std::string print_yaml(const Node& node) {
    std::string out;
    if (node.items.empty() && node.members.empty()) {
        put_yaml_value(out, node, 0);
        return out.substr(1);
    }
    put_yaml(out, node, 0, false);
    return out;
}

std::string print_json(const Node& node, JsonLayout layout) {
    std::string out;
    JsonPrinter(out, layout).put(node);
    return out;
}

}  // namespace argosy::config
