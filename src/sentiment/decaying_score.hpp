#pragma once

#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

/// Sentiment of an instrument over time: the mean of the headlines that had arrived by then, where a headline counts
/// half as much after each half-life.
///
/// Time is the time of arrival, never that of publication: a replay must not know a headline before its feed brought
/// it.
namespace argosy::sentiment {

/// Mood at one instant. Before the first headline the mean is NaN.
struct Mood {
    double mean;              ///< of the scores, weighted by age
    double dispersion = 0;    ///< their standard deviation with the same weights
    double weight = 0;        ///< how many fresh headlines the old ones are worth
    std::uint64_t count = 0;  ///< all that had arrived by then
};

/// The mood now, in constant memory.
///
/// Source: West's recurrences for weighted mean and variance, which do not cancel.
class DecayingScore {
public:
    /// Requires: half_life > 0 (asserted).
    explicit DecayingScore(Duration half_life);

    /// Errors: invalid_argument for a headline that arrived before the one taken last, or a score outside -1 to 1.
    [[nodiscard]] Result<> add(double score, Time arrived);
    /// Requires: now is not before the last arrival (asserted).
    [[nodiscard]] Mood at(Time now) const;
    [[nodiscard]] Time last_arrival() const noexcept { return last_; }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

private:
    [[nodiscard]] double decay(Time now) const noexcept;

    double half_life_;  ///< ns
    Time last_ = Time::min();
    double weight_ = 0, mean_ = 0, squares_ = 0;  ///< at last_
    std::uint64_t count_ = 0;
};

/// The mood at any instant of the past: keeps a state for every headline.
class MoodHistory {
public:
    /// Requires: half_life > 0 (asserted).
    explicit MoodHistory(Duration half_life) : now_(half_life) {}

    /// Errors: those of DecayingScore::add.
    [[nodiscard]] Result<> add(double score, Time arrived);
    /// What was known at that instant; headlines that arrived later do not count.
    [[nodiscard]] Mood at(Time instant) const;
    [[nodiscard]] std::size_t size() const noexcept { return states_.size(); }

private:
    DecayingScore now_;
    std::vector<DecayingScore> states_;  ///< after each headline, by arrival
};

}  // namespace argosy::sentiment
