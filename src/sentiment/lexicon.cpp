#include "sentiment/lexicon.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "base/utf8.hpp"
#include "sentiment/words.hpp"

namespace argosy::sentiment {
namespace {

constexpr double valence_max = 4;

std::string_view trim(std::string_view line) noexcept {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const auto first = line.find_first_not_of(blanks);
    return first == line.npos ? std::string_view{} : line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

struct Columns {
    std::string_view first, second;
};

Result<Columns> two_columns(std::string_view line) {
    const auto tab = line.find('\t');
    if (tab == line.npos || tab == 0) return fail(Errc::parse, "expected two columns with a tab between them");
    const std::string_view rest = line.substr(tab + 1);
    return Columns{line.substr(0, tab), rest.substr(0, rest.find('\t'))};
}

Result<double> parse_valence(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= -valence_max && value <= valence_max))
        return fail(Errc::parse, fmt::format("\"{}\" is no valence, expected a number from -4 to 4", text));
    return value;
}

/// Calls take(line) for every line that is not empty; an error names the line.
template <class Take>
Result<> for_each_line(std::string_view text, Take take) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        if (const auto line = trim(text.substr(0, end)); !line.empty())
            ARGOSY_TRY(take(line), fmt::format("line {}", number));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

}  // namespace

Result<> Lexicon::add_line(std::string_view line) {
    ARGOSY_LET(const auto columns, two_columns(line), "");
    ARGOSY_LET(const double valence, parse_valence(columns.second), "");
    valences_.insert_or_assign(std::string(columns.first), valence);
    return {};
}

Result<Lexicon> Lexicon::parse_vader(std::string_view text) {
    Lexicon lexicon;
    ARGOSY_TRY(for_each_line(text, [&](std::string_view line) { return lexicon.add_line(line); }), "VADER lexicon");
    if (lexicon.valences_.empty()) return fail(Errc::parse, "VADER lexicon: it has no words");
    return lexicon;
}

Result<> Lexicon::add_terms(std::string_view text) {
    const auto add = [this](std::string_view line) -> Result<> {
        if (line.starts_with('#')) return {};
        const std::string_view term = line.substr(0, line.find('\t'));
        if (to_lower(term) != term)
            return fail(Errc::parse, fmt::format("\"{}\" has capitals, expected small letters", term));
        if (const auto blank = term.find(' '); blank != term.npos) {
            std::size_t& words = term_words_[std::string(term.substr(0, blank))];
            words = std::max(words, 1 + static_cast<std::size_t>(std::ranges::count(term, ' ')));
        }
        return add_line(line);
    };
    ARGOSY_TRY(for_each_line(text, add), "finance terms");
    return {};
}

Result<> Lexicon::add_emoji(std::string_view text) {
    const auto add = [this](std::string_view line) -> Result<> {
        ARGOSY_LET(const auto columns, two_columns(line), "");
        emoji_.insert_or_assign(std::string(columns.first), std::string(columns.second));
        return {};
    };
    ARGOSY_TRY(for_each_line(text, add), "emoji");
    return {};
}

std::optional<double> Lexicon::valence(std::string_view word) const noexcept {
    const auto it = valences_.find(word);
    return it == valences_.end() ? std::nullopt : std::optional(it->second);
}

std::size_t Lexicon::longest_term(std::string_view first_word) const noexcept {
    const auto it = term_words_.find(first_word);
    return it == term_words_.end() ? 1 : it->second;
}

std::string Lexicon::describe_emoji(std::string_view text) const {
    std::string out;
    bool after_space = true;
    while (!text.empty()) {
        const std::string_view character = text.substr(0, std::max<std::size_t>(utf8_sequence_length(text), 1));
        if (const auto it = emoji_.find(character); it != emoji_.end()) {
            if (!after_space) out += ' ';
            out += it->second;
            after_space = false;
        } else {
            out += character;
            after_space = character == " ";
        }
        text.remove_prefix(character.size());
    }
    return out;
}

}  // namespace argosy::sentiment
