#include "sentiment/decaying_score.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "base/assert.hpp"

namespace argosy::sentiment {

DecayingScore::DecayingScore(Duration half_life) : half_life_(static_cast<double>(half_life.count())) {
    ARGOSY_ASSERT(half_life > Duration{0}, "a half-life must be positive");
}

double DecayingScore::decay(Time now) const noexcept {
    return std::exp2(-static_cast<double>((now - last_).count()) / half_life_);
}

Result<> DecayingScore::add(double score, Time arrived) {
    if (!(score >= -1 && score <= 1))
        return fail(Errc::invalid_argument, fmt::format("score {} is not from -1 to 1", score));
    if (arrived < last_)
        return fail(
            Errc::invalid_argument,
            fmt::format("a headline that arrived at {} comes after one of {}", to_iso8601(arrived), to_iso8601(last_)),
            "replay headlines in the order of their arrival");
    if (count_ > 0) {
        const double left = decay(arrived);
        weight_ *= left, squares_ *= left;
    }
    last_ = arrived;
    weight_ += 1;
    const double distance = score - mean_;
    mean_ += distance / weight_;
    squares_ += distance * (score - mean_);
    ++count_;
    return {};
}

Mood DecayingScore::at(Time now) const {
    if (count_ == 0) return {.mean = std::numeric_limits<double>::quiet_NaN()};
    ARGOSY_ASSERT(now >= last_, "a mood is asked for before its last headline");
    return {.mean = mean_,
            .dispersion = std::sqrt(std::max(squares_, 0.0) / weight_),
            .weight = weight_ * decay(now),
            .count = count_};
}

Result<> MoodHistory::add(double score, Time arrived) {
    ARGOSY_TRY(now_.add(score, arrived), "mood");
    states_.push_back(now_);
    return {};
}

Mood MoodHistory::at(Time instant) const {
    const auto after = std::ranges::upper_bound(states_, instant, {}, &DecayingScore::last_arrival);
    return after == states_.begin() ? Mood{.mean = std::numeric_limits<double>::quiet_NaN()}
                                    : std::prev(after)->at(instant);
}

}  // namespace argosy::sentiment
