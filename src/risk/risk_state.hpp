#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/inline_string.hpp"
#include "base/time.hpp"
#include "domain/state.hpp"

namespace argosy::risk {

/// What the risk state is measured by; each is a loss as a fraction of its own base.
enum class LossMeasure : std::uint8_t {
    drawdown,    ///< from the highest equity since the start or the last re-arm
    daily_loss,  ///< from the equity at the start of the risk day
    total_loss,  ///< from the equity at the start or the last re-arm
    manual,      ///< a person changed the state
};
[[nodiscard]] std::string_view to_string(LossMeasure measure) noexcept;

/// Losses at which a state begins; zero: this measure never causes it.
struct RiskThresholds {
    Ratio drawdown;
    Ratio daily_loss;
    Ratio total_loss;
};

struct RiskStateSettings {
    RiskThresholds reduced, crisis, stopped;
    /// A state is left only when every loss is below recovery × the threshold that caused it ...
    Ratio recovery = Ratio::from_raw(8'000'000'000);
    /// ... and the state has lasted this long.
    Duration hold{};
    bool latch_reduced = false;  ///< leave `reduced` by hand only
    bool latch_crisis = false;   ///< leave `crisis` by hand only; `stopped` is always latched
    /// Size of new positions in `reduced`, as a fraction of the usual.
    Ratio reduced_size = Ratio::from_raw(5'000'000'000);
    /// When the risk day starts, after 00:00 UTC.
    Duration day_start{};
};
/// Errors: invalid_argument: thresholds outside [0, 1] or descending, recovery or reduced_size outside (0, 1].
[[nodiscard]] Result<> validate(const RiskStateSettings& settings);

/// One change of the state, with the numbers that caused it.
struct RiskTransition {
    domain::RiskState from = domain::RiskState::normal;
    domain::RiskState to = domain::RiskState::normal;
    LossMeasure measure = LossMeasure::drawdown;
    Ratio loss;       ///< the measured loss, of `base`
    Ratio threshold;  ///< what it passed, or fell below
    Money base;
    Money equity;
    InlineString<96> note;  ///< who re-armed, why it was forced
    Time time{};
};

/// One gauge of the page: how far away the next trip is.
struct TripDistance {
    LossMeasure measure = LossMeasure::drawdown;
    domain::RiskState next = domain::RiskState::normal;  ///< the state it would cause
    Money base;
    Ratio loss;         ///< now
    Ratio threshold;    ///< then
    Money equity_trip;  ///< the equity at which it trips
    Money distance;     ///< equity - equity_trip
};

/// Watches equity and says how much the platform may still do: normal -> reduced -> crisis -> stopped.
///
/// Getting worse is immediate and may skip states. Getting better goes one state at a time, with hysteresis, never out
/// of a latched state. The start of a risk day resets the daily base; rearm() resets all bases to the equity of
/// that moment, so that the same old loss does not trip at once again.
///
/// Invariants: `stopped` is left by rearm() only; the peak never falls between re-arms.
/// Thread safety: none; the deterministic core owns it.
class RiskMonitor {
public:
    explicit RiskMonitor(const RiskStateSettings& settings);

    /// The newest equity. True when the state changed: last_transition() says from what, to what and why.
    /// The first positive equity starts all bases.
    bool on_equity(Money equity, Time now) noexcept {
        if (is_calm(equity) && now < day_end_) [[likely]] {
            equity_ = equity;
            return false;
        }
        return update(equity, now);
    }
    /// Until day_end(), this equity changes nothing but equity().
    [[nodiscard]] bool is_calm(Money equity) const noexcept { return equity > trip_at_ && equity <= act_at_; }
    [[nodiscard]] Time day_end() const noexcept { return day_end_; }
    /// is_calm() holds for what is above the first and not above the second.
    [[nodiscard]] std::pair<Money, Money> calm_range() const noexcept { return {trip_at_, act_at_}; }
    /// Money paid in (positive) or out: bases move along, since it is neither gain nor loss.
    void on_transfer(Money amount) noexcept;

    [[nodiscard]] domain::RiskState state() const noexcept { return state_; }
    [[nodiscard]] bool is_latched() const noexcept;
    /// 1 in normal, reduced_size in reduced, 0 in crisis and stopped.
    [[nodiscard]] Ratio size_factor() const noexcept;

    /// A person has looked: back to normal, all bases restart. `note` is kept with the transition.
    void rearm(InlineString<96> note, Time now) noexcept;
    /// A person puts the platform into a worse state (crisis mode on). Errors: invalid_argument when it is not worse.
    [[nodiscard]] Result<> force(domain::RiskState state, InlineString<96> note, Time now);

    /// A person ends what a person or a latch holds: back to normal with the bases as they are, so that a loss that is
    /// still there trips again with the next equity. Errors: invalid_argument in normal, and in stopped, which rearm()
    /// alone leaves.
    [[nodiscard]] Result<> release(InlineString<96> note, Time now);

    [[nodiscard]] Money equity() const noexcept { return equity_; }
    [[nodiscard]] Money peak() const noexcept { return bases_[0]; }
    [[nodiscard]] Money day_base() const noexcept { return bases_[1]; }
    [[nodiscard]] Money total_base() const noexcept { return bases_[2]; }
    [[nodiscard]] Money day_pnl() const noexcept { return equity_ - day_base(); }
    [[nodiscard]] Money total_pnl() const noexcept { return equity_ - total_base(); }
    /// Number of the risk day that holds t, counted from 1970-01-01 plus day_start.
    [[nodiscard]] std::int64_t day_of(Time t) const noexcept {
        return t < day_end_ && t >= day_end_ - Duration(24h) ? day_ : count_day(t);
    }
    /// The change that led to the present state. Empty before the first.
    [[nodiscard]] const std::optional<RiskTransition>& last_transition() const noexcept { return last_; }
    /// The same in words: "drawdown 0.2134 >= 0.2".
    [[nodiscard]] const InlineString<96>& cause_text() const noexcept { return cause_text_; }
    /// For every measure the next worse trip; measures without one are left out.
    [[nodiscard]] std::vector<TripDistance> distances() const;
    /// For snapshots (base/archive.hpp).
    void parts(this auto& self, auto& archive) {
        archive(self.trip_at_, self.act_at_, self.day_end_, self.equity_, self.bases_, self.state_, self.started_,
                self.floor_, self.since_, self.day_, self.last_, self.cause_text_);
    }

private:
    using State = domain::RiskState;
    [[nodiscard]] bool update(Money equity, Time now) noexcept;
    void roll_day(Time now) noexcept;
    [[nodiscard]] bool worsen(Time now) noexcept;
    [[nodiscard]] bool recover(Time now) noexcept;
    void change(const RiskTransition& transition) noexcept;
    void arm() noexcept;
    void restart_bases() noexcept;
    [[nodiscard]] Ratio threshold(State state, std::size_t measure) const noexcept;
    [[nodiscard]] Money trip_equity(State state, std::size_t measure) const noexcept;
    [[nodiscard]] Money recovery_equity() const noexcept;
    [[nodiscard]] Ratio loss(std::size_t measure) const noexcept;
    [[nodiscard]] std::int64_t count_day(Time t) const noexcept;

    RiskStateSettings settings_;
    // Outside (trip_at_, act_at_] or after day_end_ something may have to change; recomputed by arm().
    Money trip_at_ = Money::max();
    Money act_at_;
    Time day_end_ = Time{} - Duration(24h * 365 * 200);  ///< long ago: the first equity rolls
    Money equity_;
    std::array<Money, 3> bases_{};  ///< by LossMeasure: peak, day, total
    State state_ = State::normal;
    bool started_ = false;
    State floor_ = State::normal;  ///< a person forced this: better comes by a person only
    Time since_{};
    std::int64_t day_ = 0;
    std::optional<RiskTransition> last_;
    InlineString<96> cause_text_;
};

}  // namespace argosy::risk
