#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.hpp"
#include "news/headline.hpp"

namespace argosy::news {
namespace {

struct Entity {
    std::string_view name;
    char32_t code;
};
// Those that occur in feeds; the rest stays as it is written.
constexpr std::array<Entity, 21> entities = {
    {{"amp", U'&'},    {"lt", U'<'},    {"gt", U'>'},    {"quot", U'"'},  {"apos", U'\''}, {"nbsp", U' '},
     {"ndash", U'–'},  {"mdash", U'—'}, {"lsquo", U'‘'}, {"rsquo", U'’'}, {"ldquo", U'“'}, {"rdquo", U'”'},
     {"hellip", U'…'}, {"euro", U'€'},  {"pound", U'£'}, {"yen", U'¥'},   {"cent", U'¢'},  {"copy", U'©'},
     {"reg", U'®'},    {"trade", U'™'}, {"bull", U'•'}}};

constexpr std::size_t entity_max = 10;  ///< bytes between '&' and ';'

/// "#8217", "#x2019" or a name. None when it is no entity.
std::optional<char32_t> resolve(std::string_view name) {
    if (!name.starts_with('#')) {
        const auto it = std::ranges::find(entities, name, &Entity::name);
        return it == entities.end() ? std::nullopt : std::optional(it->code);
    }
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    name.remove_prefix(hex ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    const bool is_scalar = code > 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    if (error != std::errc{} || end != name.data() + name.size() || !is_scalar) return {};
    return code < 0x20 ? U' ' : char32_t{code};
}

class Reader {
public:
    Reader(std::string_view text, std::size_t bytes_max) : rest_(text), bytes_max_(bytes_max) {}

    std::string run() {
        while (!rest_.empty() && !full_) step();
        return std::move(out_);
    }

private:
    void step() {
        const char c = rest_.front();
        if (c == '<' && skip_tag()) return;
        if (c == '&' && take_entity()) return;
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return blank_ = !out_.empty(), rest_.remove_prefix(1);
        const std::size_t length = utf8_sequence_length(rest_);
        put(length == 0 ? "\xEF\xBF\xBD" : rest_.substr(0, length));
        rest_.remove_prefix(std::max<std::size_t>(length, 1));
    }

    /// A tag starts with a letter, '/' or '!': "a < b" has none.
    bool skip_tag() {
        const char next = rest_.size() > 1 ? rest_[1] : ' ';
        const bool is_tag = next == '/' || next == '!' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
        const auto end = is_tag ? rest_.find('>') : rest_.npos;
        if (end == rest_.npos) return false;
        rest_.remove_prefix(end + 1);
        blank_ = !out_.empty();
        return true;
    }

    bool take_entity() {
        const auto end = rest_.substr(0, entity_max + 2).find(';');
        if (end == rest_.npos) return false;
        const auto code = resolve(rest_.substr(1, end - 1));
        if (!code) return false;
        rest_.remove_prefix(end + 1);
        if (*code == U' ') return blank_ = !out_.empty(), true;
        std::string character;
        append_utf8(character, *code);
        put(character);
        return true;
    }

    void put(std::string_view character) {
        if (out_.size() + character.size() + (blank_ ? 1 : 0) > bytes_max_) {
            full_ = true;
            return;
        }
        if (blank_) out_ += ' ';
        blank_ = false;
        out_ += character;
    }

    std::string_view rest_;
    std::size_t bytes_max_;
    std::string out_;
    bool blank_ = false;  ///< white space was seen and stands before what comes
    bool full_ = false;
};

}  // namespace

std::string plain_text(std::string_view text, std::size_t bytes_max) { return Reader(text, bytes_max).run(); }

}  // namespace argosy::news
