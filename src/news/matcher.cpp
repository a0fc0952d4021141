#include "news/matcher.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/describe.hpp"

namespace argosy::news {
namespace {

bool is_small(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) noexcept {
    return is_small(c) || is_capital(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// " the words of a text " with one blank between and around them: what is left of it is compared.
std::string words_of(std::string_view text) {
    std::string out = " ";
    for (const char c : text)
        if (is_word(c))
            out += c;
        else if (out.back() != ' ')
            out += ' ';
    if (out.back() != ' ') out += ' ';
    return out;
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (is_capital(c)) c = static_cast<char>(c + 32);
    return text;
}

bool is_exact(std::string_view keyword) noexcept {
    return std::ranges::any_of(keyword, is_capital) && std::ranges::none_of(keyword, is_small);
}

}  // namespace

void describe(Described<InstrumentWords>& d) {
    using S = InstrumentWords;
    d.name("instrument_words").doc("By what words headlines are matched to an instrument.");
    d.field("symbol", &S::symbol, {.required = true, .doc = "Of the instrument."});
    d.field("keywords", &S::keywords,
            {.items_max = 100, .doc = "Whole words; those with capitals only must stand in capitals."});
    d.field("feed_symbols", &S::feed_symbols, {.items_max = 100, .doc = "What feeds call it, such as BTCUSD."});
}

Result<Matcher> Matcher::make(std::vector<InstrumentWords> instruments) {
    Matcher matcher;
    for (const auto& instrument : instruments) {
        if (instrument.keywords.empty() && instrument.feed_symbols.empty())
            return fail(
                Errc::invalid_argument,
                fmt::format("{} has neither keywords nor feed_symbols: no headline can match", instrument.symbol));
        auto& keywords = matcher.keywords_.emplace_back();
        for (const auto& text : instrument.keywords) {
            const bool exact = is_exact(text);
            Keyword keyword{exact ? words_of(text) : lowered(words_of(text)), exact};
            if (keyword.text.size() < 3)
                return fail(Errc::invalid_argument,
                            fmt::format("{}: keyword \"{}\" has no letter or digit", instrument.symbol, text));
            keywords.push_back(std::move(keyword));
        }
    }
    matcher.instruments_ = std::move(instruments);
    return matcher;
}

std::vector<std::size_t> Matcher::match(const Headline& headline) const {
    // A bar that is no word keeps a keyword from spanning title and summary.
    const std::string exact = words_of(headline.title) + '|' + words_of(headline.summary);
    const std::string any_case = lowered(exact);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < instruments_.size(); ++i) {
        const bool named = std::ranges::any_of(headline.symbols, [&](const std::string& s) {
            return s == instruments_[i].symbol || std::ranges::count(instruments_[i].feed_symbols, s) > 0;
        });
        const bool found = std::ranges::any_of(keywords_[i], [&](const Keyword& k) {
            return (k.exact ? exact : any_case).find(k.text) != std::string::npos;
        });
        if (named || found) out.push_back(i);
    }
    return out;
}

}  // namespace argosy::news
