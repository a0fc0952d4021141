#include "resilience/breaker.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace argosy::resilience {

std::string_view to_string(BreakerState s) noexcept {
    switch (s) {
        case BreakerState::closed: return "closed";
        case BreakerState::open: return "open";
        case BreakerState::half_open: return "half_open";
    }
    return "?";
}

Breaker::Breaker(BreakerOptions options) : options_(options), pause_(options.pause) {
    ARGOSY_ASSERT(options.consecutive_failures > 0 && options.window > 0 && options.trials > 0, "a breaker counts");
    ARGOSY_ASSERT(options.calls_min <= options.window, "a window holds the calls that it takes");
    ARGOSY_ASSERT(options.failure_rate > 0 && options.failure_rate <= 1, "a rate is a part of the calls");
    failures_.reserve(options.window);
}

bool Breaker::is_trial_under_way(Duration now) const noexcept {
    return trial_began_ && now - *trial_began_ < options_.trial_timeout;
}

bool Breaker::would_allow(Duration now) const noexcept {
    switch (state_) {
        case BreakerState::closed: return true;
        case BreakerState::open: return now - opened_ >= pause_;
        case BreakerState::half_open: return !is_trial_under_way(now);
    }
    return false;
}

std::optional<Breaker::Permit> Breaker::begin(Duration now) {
    if (!would_allow(now)) return std::nullopt;
    if (state_ == BreakerState::closed) return Permit(period_);
    state_ = BreakerState::half_open;
    trial_began_ = now;
    return Permit(++period_);
}

void Breaker::end(Permit permit, Outcome outcome, Duration now) {
    if (permit.period_ != period_) return;
    if (state_ == BreakerState::half_open) return end_trial(outcome, now);
    if (state_ == BreakerState::open || outcome == Outcome::unknown) return;
    const bool is_failure = outcome == Outcome::failure;
    failed_in_a_row_ = is_failure ? failed_in_a_row_ + 1 : 0;
    count(is_failure);
    const auto calls = static_cast<double>(failures_.size());
    const bool is_rate_high = failures_.size() >= std::max<std::size_t>(options_.calls_min, 1) &&
                              static_cast<double>(failed_) >= options_.failure_rate * calls;
    if (is_failure && (failed_in_a_row_ >= options_.consecutive_failures || is_rate_high)) open(now, options_.pause);
}

void Breaker::count(bool is_failure) {
    if (failures_.size() < options_.window) {
        failures_.push_back(is_failure);
    } else {
        failed_ -= failures_[next_] ? 1 : 0;
        failures_[next_] = is_failure;
        next_ = (next_ + 1) % options_.window;
    }
    failed_ += is_failure ? 1 : 0;
}

void Breaker::end_trial(Outcome outcome, Duration now) {
    trial_began_.reset();
    if (outcome == Outcome::unknown) return;
    if (outcome == Outcome::failure) return open(now, std::min(pause_ * 2, options_.pause_max));
    if (++good_trials_ >= options_.trials) close();
}

void Breaker::open(Duration now, Duration pause) {
    state_ = BreakerState::open;
    ++period_;
    ++times_opened_;
    opened_ = now;
    pause_ = pause;
    good_trials_ = 0;
}

void Breaker::close() {
    state_ = BreakerState::closed;
    ++period_;
    failures_.clear();
    next_ = 0;
    failed_ = failed_in_a_row_ = good_trials_ = 0;
}

Duration Breaker::retry_after(Duration now) const noexcept {
    if (state_ != BreakerState::open) return {};
    return std::max(Duration{}, opened_ + pause_ - now);
}

}  // namespace argosy::resilience
