#include "sentiment/analyzer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "sentiment/detail/modifiers.hpp"
#include "sentiment/words.hpp"

namespace argosy::sentiment {
namespace {

using detail::booster;
using detail::capitals_gain;
using detail::idiom;
using detail::is_negation;
using detail::negation_factor;

/// One text while it is scored. `at` is always the index of the word whose valence is sought.
class Sentence {
public:
    Sentence(const Lexicon& lexicon, std::string_view text) : lexicon_(lexicon), words_(split_words(text)) {
        join_terms();
        const auto capitals = std::ranges::count_if(words_, &Word::is_upper);
        has_emphasis_ = capitals > 0 && static_cast<std::size_t>(capitals) < words_.size();
    }

    /// The valence of every word, with what the words around it do to it.
    [[nodiscard]] std::vector<double> valences() const {
        std::vector<double> out;
        out.reserve(words_.size());
        for (std::size_t i = 0; i < words_.size(); ++i) out.push_back(valence(i));
        weigh_around_but(out);
        return out;
    }

private:
    /// Makes one word of the words of each term; the longest term wins.
    void join_terms() {
        for (std::size_t i = 0; i < words_.size(); ++i)
            for (std::size_t n = std::min(lexicon_.longest_term(lower(i)), words_.size() - i); n > 1; --n)
                if (std::string phrase = joined(i, n); lexicon_.contains(phrase)) {
                    const auto first = words_.begin() + static_cast<std::ptrdiff_t>(i);
                    const auto last = first + static_cast<std::ptrdiff_t>(n);
                    const bool is_upper = std::all_of(first, last, [](const Word& w) { return w.is_upper; });
                    *first = {std::move(phrase), is_upper};
                    words_.erase(first + 1, last);
                    break;
                }
    }

    [[nodiscard]] std::string_view lower(std::size_t i) const { return words_[i].lower; }
    [[nodiscard]] bool is_any(std::size_t i, std::string_view a, std::string_view b) const {
        return lower(i) == a || lower(i) == b;
    }
    /// `count` words from `first` with blanks between them.
    [[nodiscard]] std::string joined(std::size_t first, std::size_t count) const {
        std::string out(lower(first));
        for (std::size_t i = first + 1; i < first + count; ++i) (out += ' ') += lower(i);
        return out;
    }

    [[nodiscard]] double valence(std::size_t at) const {
        const bool is_kind_of = at + 1 < words_.size() && lower(at) == "kind" && lower(at + 1) == "of";
        if (booster(lower(at)) || is_kind_of) return 0;
        const auto known = lexicon_.valence(lower(at));
        if (!known) return 0;
        double v = with_capitals(at, after_no(at, *known));
        for (std::size_t distance = 1; distance <= 3 && distance <= at; ++distance) {
            if (lexicon_.contains(lower(at - distance))) continue;
            v += boost(at - distance, v, distance);
            v = negated(at, v, distance);
            if (distance == 3) v = with_idioms(at, v);
        }
        return after_least(at, v);
    }

    /// "no" is a word of its own only where nothing follows that it can negate.
    [[nodiscard]] double after_no(std::size_t at, double v) const {
        const bool negates = (at > 0 && lower(at - 1) == "no") || (at > 1 && lower(at - 2) == "no") ||
                             (at > 2 && lower(at - 3) == "no" && is_any(at - 1, "or", "nor"));
        if (negates) return v * negation_factor;
        return lower(at) == "no" && at + 1 < words_.size() && lexicon_.contains(lower(at + 1)) ? 0 : v;
    }

    [[nodiscard]] double with_capitals(std::size_t at, double v) const {
        if (!words_[at].is_upper || !has_emphasis_) return v;
        return v > 0 ? v + capitals_gain : v - capitals_gain;
    }

    /// What the word before does to v: less the farther away it is.
    [[nodiscard]] double boost(std::size_t before, double v, std::size_t distance) const {
        constexpr std::array fading = {1.0, 1.0, 0.95, 0.9};
        const auto amount = booster(lower(before));
        if (!amount) return 0;
        double change = v < 0 ? -*amount : *amount;
        if (words_[before].is_upper && has_emphasis_) change += v > 0 ? capitals_gain : -capitals_gain;
        return change * fading[distance];
    }

    [[nodiscard]] double negated(std::size_t at, double v, std::size_t distance) const {
        if (distance > 1) {
            const bool so_near = is_any(at - 1, "so", "this");
            const bool never = lower(at - distance) == "never";
            const bool doubt = lower(at - 1) == "doubt" || (distance == 3 && lower(at - 2) == "doubt");
            // At distance 3 the reference asks for "never" only where "so" stands two words before.
            const bool never_so = distance == 2 ? never && so_near : (never && is_any(at - 2, "so", "this")) || so_near;
            if (never_so) return v * 1.25;
            if (lower(at - distance) == "without" && doubt) return v;
        }
        return is_negation(lower(at - distance)) ? v * negation_factor : v;
    }

    /// Requires: at >= 3.
    [[nodiscard]] double with_idioms(std::size_t at, double v) const {
        const std::string two_before = joined(at - 2, 2), three_before = joined(at - 3, 3),
                          first_two = joined(at - 3, 2);
        for (const auto& phrase : {joined(at - 1, 2), joined(at - 2, 3), two_before, three_before, first_two})
            if (const auto known = idiom(phrase)) {
                v = *known;
                break;
            }
        for (const std::size_t count : {2u, 3u})
            if (at + count <= words_.size()) v = idiom(joined(at, count)).value_or(v);
        for (const auto& phrase : {three_before, first_two, two_before}) v += booster(phrase).value_or(0);
        return v;
    }

    [[nodiscard]] double after_least(std::size_t at, double v) const {
        if (at == 0 || lower(at - 1) != "least" || lexicon_.contains("least")) return v;
        return at > 1 && is_any(at - 2, "at", "very") ? v : v * negation_factor;
    }

    /// What stands before a "but" counts half, what comes after it half more.
    void weigh_around_but(std::vector<double>& v) const {
        const auto found = std::ranges::find(words_, "but", &Word::lower);
        if (found == words_.end()) return;
        const auto but = found - words_.begin();
        for (std::size_t i = 0; i < v.size(); ++i) {
            // The reference looks for the value and changes the first that equals it, which may be an earlier one.
            const auto first = std::ranges::find(v, v[i]);
            if (first - v.begin() < but)
                *first *= 0.5;
            else if (first - v.begin() > but)
                *first *= 1.5;
        }
    }

    const Lexicon& lexicon_;
    std::vector<Word> words_;
    bool has_emphasis_ = false;  ///< some words are in capitals, not all
};

/// Up to four exclamation marks, and two or more question marks, make a text stronger.
double punctuation_emphasis(std::string_view text) {
    const auto exclamations = std::min<std::ptrdiff_t>(std::ranges::count(text, '!'), 4);
    const auto questions = std::ranges::count(text, '?');
    const double by_questions = questions < 2 ? 0 : questions > 3 ? 0.96 : static_cast<double>(questions) * 0.18;
    return static_cast<double>(exclamations) * 0.292 + by_questions;
}

/// Rounds half to even on the exact binary value, as printing does.
double rounded(double value, int decimals) {
    std::array<char, 32> text;
    const auto end = fmt::format_to_n(text.data(), text.size(), "{:.{}f}", value, decimals).out;
    double out = 0;
    std::from_chars(text.data(), end, out);
    return out;
}

Score total(const std::vector<double>& valences, double emphasis) {
    double sum = 0, positive = 0, negative = 0, neutral = 0;
    for (const double v : valences) {
        sum += v;
        // The 1 makes up for neutral words, which count as 1.
        if (v > 0) positive += v + 1;
        if (v < 0) negative += v - 1;
        if (v == 0) ++neutral;
    }
    if (sum > 0) sum += emphasis;
    if (sum < 0) sum -= emphasis;
    if (positive > -negative)
        positive += emphasis;
    else if (positive < -negative)
        negative -= emphasis;
    const double all = positive - negative + neutral;
    return {.negative = rounded(std::fabs(negative / all), 3),
            .neutral = rounded(neutral / all, 3),
            .positive = rounded(positive / all, 3),
            .compound = rounded(sum / std::sqrt(sum * sum + 15), 4)};
}

}  // namespace

Score Analyzer::score(std::string_view text) const {
    const std::string plain = lexicon_.describe_emoji(text);
    const auto valences = Sentence(lexicon_, plain).valences();
    return valences.empty() ? Score{} : total(valences, punctuation_emphasis(plain));
}

}  // namespace argosy::sentiment
