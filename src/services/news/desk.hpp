#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "messages/facts.hpp"
#include "news/matcher.hpp"
#include "sentiment/analyzer.hpp"
#include "sentiment/decaying_score.hpp"
#include "store/store.hpp"

namespace argosy::services::news {

inline constexpr std::string_view headline_stream = "headlines";

/// Errors: corrupt for an entry that is no headline.
[[nodiscard]] Result<messages::Headline> headline_of(const store::StreamEntry& entry);

/// Scores headlines, says what they are about and keeps those that are new.
///
/// Thread safety: one thread at a time.
class Desk {
public:
    /// The lexicon is read with the first headline: a platform without news does without its memory.
    /// Requires: the store outlives it.
    Desk(store::Store& store, Result<sentiment::Lexicon> (*lexicon)(), argosy::news::Matcher matcher)
        : store_(store), lexicon_(lexicon), matcher_(std::move(matcher)) {}

    /// Every headline that is kept, in the order of their coming; those that arrived before `oldest` go.
    /// Errors: those of the store; corrupt.
    [[nodiscard]] Result<std::vector<messages::Headline>> load(Time oldest);
    /// Those that are new, on the disk when it returns; none of them is when it fails, so they may come again. What
    /// claims to arrive later than `now` arrives now.
    /// Errors: those of the store; those of the lexicon.
    [[nodiscard]] Result<std::vector<messages::Headline>> take(const std::vector<argosy::news::Headline>& headlines,
                                                               Time now);

private:
    Result<> read_lexicon();
    [[nodiscard]] messages::Headline judged(const argosy::news::Headline& headline, Time now) const;

    store::Store& store_;
    Result<sentiment::Lexicon> (*lexicon_)();
    std::optional<sentiment::Analyzer> analyzer_;  ///< from the first headline on
    argosy::news::Matcher matcher_;
    std::unordered_set<std::string> known_;  ///< source and id
};

/// The mood about every instrument, from headlines in any order: the same as if they had come by their arrival.
///
/// Thread safety: none needed; one owner.
class Moods {
public:
    explicit Moods(Duration half_life) : half_life_(half_life) {}

    void add(std::span<const messages::Headline> headlines);
    /// The score is NaN before the first headline.
    [[nodiscard]] messages::Sentiment at(const std::string& instrument, Time now) const;

private:
    struct Of {
        explicit Of(Duration half_life) : score(half_life) {}
        sentiment::DecayingScore score;
        std::multimap<Time, double> scores;  ///< by arrival
        bool is_stale = false;               ///< one came late: to be computed anew
    };
    void note(Of& of, const messages::Headline& headline) const;
    void rebuild(Of& of) const;

    Duration half_life_;
    std::map<std::string, Of> of_;
};

}  // namespace argosy::services::news
