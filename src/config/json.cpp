#include "config/json.hpp"

#include <map>
#include <optional>

#include "base/utf8.hpp"

namespace argosy::config {
namespace {

/// A recursive-descent reader of RFC 8259 that knows where it stands.
class Reader {
public:
    Reader(std::string_view text, std::string source, Problems& problems, const TextLimits& limits)
        : text_(text),
          source_(std::make_shared<const std::string>(std::move(source))),
          problems_(problems),
          limits_(limits) {}

    Node document() {
        Node root = value(0);
        skip_space();
        if (!stopped_ && at_ < text_.size()) refuse("something behind the end of the JSON value");
        return root;
    }

private:
    /// Counts on from where it counted last: a document on one line must not be walked again for each value.
    Place here() {
        if (counted_to_ < line_begin_ || counted_to_ > at_) counted_to_ = line_begin_, column_ = 1;
        for (; counted_to_ < at_; ++counted_to_)
            column_ += (static_cast<unsigned char>(text_[counted_to_]) & 0xC0) != 0x80;
        return {source_, line_, column_};
    }

    Node refuse(std::string message) {
        if (!stopped_) problems_.add(here(), {}, "not JSON: " + std::move(message));
        stopped_ = true;
        problems_.mark_cut();
        return {};
    }

    void skip_space() {
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\n')
                ++line_, line_begin_ = at_ + 1;
            else if (c != ' ' && c != '\t' && c != '\r')
                return;
        }
    }

    char peek() {
        skip_space();
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool take(char c) {
        if (peek() != c) return false;
        return ++at_, true;
    }

    Node value(std::size_t depth) {
        if (stopped_) return {};
        if (depth >= limits_.depth) return refuse("deeper than " + std::to_string(limits_.depth) + " levels");
        if (++nodes_ > limits_.nodes) return refuse("more than " + std::to_string(limits_.nodes) + " values");
        const char c = peek();
        const Place at = here();
        if (c == '{') return object(at, depth);
        if (c == '[') return array(at, depth);
        if (c != '"') return literal(at);
        auto text = string();
        return text ? Node::scalar(std::move(*text), Node::Style::quoted, at) : Node{};
    }

    Node object(const Place& at, std::size_t depth) {
        Node n = Node::mapping(at);
        std::map<std::string, std::uint32_t> seen;
        ++at_;
        if (take('}')) return n;
        do {
            if (peek() != '"') return refuse("expected a key in double quotes");
            const Place key_at = here();
            auto key = string();
            if (!key) return {};
            if (!take(':')) return refuse("expected : behind the key \"" + *key + '"');
            const auto [first, is_new] = seen.emplace(*key, key_at.line);
            if (!is_new)
                problems_.add(key_at, {},
                              "the key " + *key + " is written twice, first on line " + std::to_string(first->second));
            Node v = value(depth + 1);
            if (stopped_) return {};
            if (is_new) n.members.push_back({std::move(*key), key_at, std::move(v), {}});
        } while (take(','));
        return take('}') ? n : refuse("expected , or } in an object");
    }

    Node array(const Place& at, std::size_t depth) {
        Node n;
        n.kind = Node::Kind::list;
        n.place = at;
        ++at_;
        if (take(']')) return n;
        do {
            n.items.push_back(value(depth + 1));
            if (stopped_) return {};
        } while (take(','));
        return take(']') ? n : refuse("expected , or ] in an array");
    }

    Node literal(const Place& at) {
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n,]}:\"[{", at_), text_.size());
        const std::string_view word = text_.substr(at_, end - at_);
        if (word.empty()) return refuse("expected a value");
        if (word != "null" && word != "true" && word != "false" && !is_json_number(word))
            return refuse("unexpected \"" + std::string(word.substr(0, 40)) + '"');
        at_ = end;
        Node n = Node::scalar(std::string(word), Node::Style::literal, at);
        if (word == "null") n.kind = Node::Kind::null, n.text.clear();
        return n;
    }

    /// Four hexadecimal digits behind \u.
    std::optional<char32_t> code_unit() {
        char32_t unit = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            const char c = at_ < text_.size() ? text_[at_] : '\0';
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0) return std::nullopt;
            unit = unit * 16 + static_cast<char32_t>(digit);
        }
        return unit;
    }

    bool unicode_escape(std::string& out) {
        auto c = code_unit();
        if (c && *c >= 0xD800 && *c < 0xDC00 && text_.substr(at_, 2) == "\\u") {
            at_ += 2;
            const auto low = code_unit();
            if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
            c = 0x10000 + ((*c - 0xD800) << 10) + (*low - 0xDC00);
        }
        if (!c || (*c >= 0xD800 && *c <= 0xDFFF)) return false;
        append_utf8(out, *c);
        return true;
    }

    bool escape(std::string& out) {
        static constexpr std::string_view codes = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        const char c = at_ < text_.size() ? text_[at_++] : '\0';
        if (c == 'u') return unicode_escape(out);
        const auto i = codes.find(c);
        if (i == std::string_view::npos) return false;
        out += meanings[i];
        return true;
    }

    std::optional<std::string> string() {
        std::string out;
        for (++at_; at_ < text_.size();) {
            const char c = text_[at_];
            if (c == '"') return ++at_, out;
            if (static_cast<unsigned char>(c) < 0x20) return refuse("a control character in a string"), std::nullopt;
            ++at_;
            if (c != '\\')
                out += c;
            else if (!escape(out))
                return refuse("a bad escape in a string"), std::nullopt;
        }
        return refuse("a string that does not end"), std::nullopt;
    }

    std::string_view text_;
    std::shared_ptr<const std::string> source_;
    Problems& problems_;
    TextLimits limits_;
    std::size_t at_ = 0, line_begin_ = 0, nodes_ = 0, counted_to_ = 0;
    std::uint32_t line_ = 1, column_ = 1;  ///< column_: of counted_to_
    bool stopped_ = false;
};

}  // namespace

bool is_json_number(std::string_view text) noexcept {
    std::size_t i = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t begin = i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
        return i - begin;
    };
    const std::size_t whole_at = i, whole = digits();
    if (whole == 0 || (whole > 1 && text[whole_at] == '0')) return false;
    if (i < text.size() && text[i] == '.' && (++i, digits() == 0)) return false;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
        if (digits() == 0) return false;
    }
    return i == text.size();
}

Node parse_json(std::string_view text, std::string source, Problems& problems, const TextLimits& limits) {
    const auto refuse = [&](std::string message) {
        problems.mark_cut();
        problems.add({std::make_shared<const std::string>(source), 0, 0}, {}, std::move(message));
        return Node{};
    };
    if (text.size() > limits.bytes) return refuse("larger than " + std::to_string(limits.bytes) + " bytes");
    if (const auto valid = valid_utf8_prefix(text); valid != text.size())
        return refuse("byte " + std::to_string(valid) + " is not UTF-8");
    return Reader(text, std::move(source), problems, limits).document();
}

}  // namespace argosy::config
