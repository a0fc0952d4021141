#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"

/// What keeps one part of the program standing when another does not answer: pure logic, time is passed in.
namespace argosy::resilience {

enum class BreakerState : std::uint8_t {
    closed,     ///< calls pass
    open,       ///< no call passes until the pause is over
    half_open,  ///< a few calls pass, to learn whether the other side is back
};
[[nodiscard]] std::string_view to_string(BreakerState) noexcept;

/// Sources: consecutive failures and the growing pause are Envoy's outlier detection (consecutive_5xx 5, ejection time
/// times the number of ejections, capped); rate and window are Resilience4j's defaults (50 % of 100 calls), with fewer
/// calls before it counts, as ours are few. The pauses are shorter than theirs (30 s and 60 s): a process of ours that
/// was restarted is back within a second.
struct BreakerOptions {
    std::uint32_t consecutive_failures = 5;
    double failure_rate = 0.5;     ///< of the window; reaching it opens
    std::uint32_t window = 100;    ///< newest calls that count for the rate
    std::uint32_t calls_min = 20;  ///< in the window, before the rate counts
    Duration pause = 2s;           ///< after the first opening; doubles with each that follows a failed trial
    Duration pause_max = 30s;
    std::uint32_t trials = 2;       ///< successes in a row that close it again, one call at a time
    Duration trial_timeout = 1min;  ///< a trial whose end nobody tells counts as failed
};

/// Decides for one replica whether it is called. Every call that passes is begun and ended.
///
/// Invariants: open lets nothing pass; half open lets one call at a time pass; what was begun in an earlier state
///             changes nothing when it ends.
/// Thread safety: none.
class Breaker {
public:
    /// Requires: consecutive_failures, window, trials > 0; calls_min <= window; 0 < failure_rate <= 1. Asserted.
    explicit Breaker(BreakerOptions options = {});

    /// The right to make one call.
    class Permit {
        friend class Breaker;
        explicit Permit(std::uint64_t period) : period_(period) {}
        std::uint64_t period_;
    };
    /// Whether begin() would give a permit now.
    [[nodiscard]] bool would_allow(Duration now) const noexcept;
    /// None: do not call.
    [[nodiscard]] std::optional<Permit> begin(Duration now);

    enum class Outcome : std::uint8_t {
        success,
        failure,
        unknown,  ///< says nothing about the other side: our own client went away
    };
    void end(Permit permit, Outcome outcome, Duration now);

    [[nodiscard]] BreakerState state() const noexcept { return state_; }
    /// Until a trial may be made; zero when calls pass or a trial is under way.
    [[nodiscard]] Duration retry_after(Duration now) const noexcept;
    [[nodiscard]] std::uint64_t times_opened() const noexcept { return times_opened_; }

private:
    [[nodiscard]] bool is_trial_under_way(Duration now) const noexcept;
    void count(bool is_failure);
    void end_trial(Outcome outcome, Duration now);
    void open(Duration now, Duration pause);
    void close();

    BreakerOptions options_;
    BreakerState state_ = BreakerState::closed;  ///< half_open only once a trial has begun
    std::uint64_t period_ = 0;                   ///< grows with every change of state
    std::vector<bool> failures_;                 ///< of the newest calls, a ring
    std::size_t next_ = 0;
    std::uint32_t failed_ = 0;  ///< in the ring
    std::uint32_t failed_in_a_row_ = 0, good_trials_ = 0;
    Duration opened_{}, pause_{};
    std::optional<Duration> trial_began_;
    std::uint64_t times_opened_ = 0;
};

}  // namespace argosy::resilience
