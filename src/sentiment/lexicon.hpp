#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.hpp"

namespace argosy::sentiment {

/// How positive or negative words are, from -4 to 4.
///
/// Thread safety: reading is safe from many threads.
class Lexicon {
public:
    /// Reads a VADER lexicon: lines of token, tab, valence and, ignored, more columns. A token that occurs twice has
    /// the value of its last line.
    /// Errors: parse, with the line, for a line without two columns or a valence outside -4 to 4; no token at all.
    [[nodiscard]] static Result<Lexicon> parse_vader(std::string_view text);

    /// Adds lines of term, tab, valence, which win over what is there; a term of several words is matched as one.
    /// Lines that start with '#' are comments.
    /// Errors: as parse_vader; terms must be in small letters.
    [[nodiscard]] Result<> add_terms(std::string_view text);
    /// Adds lines of emoji, tab, description; the description is scored in its place.
    /// Errors: parse, with the line, for a line without two columns.
    [[nodiscard]] Result<> add_emoji(std::string_view text);

    /// The valence of a word in small letters.
    [[nodiscard]] std::optional<double> valence(std::string_view word) const noexcept;
    [[nodiscard]] bool contains(std::string_view word) const noexcept { return valences_.contains(word); }
    /// How many words the longest term that starts with this word has; 1 when there is none of several words.
    [[nodiscard]] std::size_t longest_term(std::string_view first_word) const noexcept;
    /// The text with every emoji replaced by its description.
    [[nodiscard]] std::string describe_emoji(std::string_view text) const;
    [[nodiscard]] std::size_t size() const noexcept { return valences_.size(); }

private:
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    template <class T>
    using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

    Result<> add_line(std::string_view line);

    Map<double> valences_;
    Map<std::size_t> term_words_;  ///< first word of a term of several words -> most words
    Map<std::string> emoji_;
};

}  // namespace argosy::sentiment
