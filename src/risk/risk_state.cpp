#include "risk/risk_state.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace argosy::risk {
namespace {

using domain::RiskState;

constexpr Duration day_length = 24h;
constexpr std::array worse_first = {RiskState::stopped, RiskState::crisis, RiskState::reduced};

const RiskThresholds& thresholds_of(const RiskStateSettings& s, RiskState state) {
    switch (state) {
        case RiskState::normal: break;
        case RiskState::reduced: return s.reduced;
        case RiskState::crisis: return s.crisis;
        case RiskState::stopped: return s.stopped;
    }
    std::unreachable();
}

Ratio value_of(const RiskThresholds& t, std::size_t measure) {
    return measure == 0 ? t.drawdown : measure == 1 ? t.daily_loss : t.total_loss;
}

bool is_used(const RiskThresholds& t) {
    return !t.drawdown.is_zero() || !t.daily_loss.is_zero() || !t.total_loss.is_zero();
}

Money never() { return -Money::max(); }

InlineString<96> text_of(const RiskTransition& t) {
    std::string text(to_string(t.measure));
    if (t.measure != LossMeasure::manual)
        text += " " + to_string(t.loss) + (t.to > t.from ? " >= " : " < ") + to_string(t.threshold);
    if (!t.note.empty()) text += (t.measure == LossMeasure::manual ? ": " : ", ") + std::string(t.note.view());
    return std::string_view(text);
}

}  // namespace

Result<> validate(const RiskStateSettings& s) {
    const auto refuse = [](std::string text) { return fail(Errc::invalid_argument, "risk state: " + text); };
    const auto one = Ratio::from_int(1);
    for (std::size_t m = 0; m < 3; ++m) {
        Ratio before;
        for (const auto* t : {&s.reduced, &s.crisis, &s.stopped}) {
            const Ratio value = value_of(*t, m);
            const std::string name(to_string(static_cast<LossMeasure>(m)));
            if (value.is_negative() || value > one) return refuse(name + " thresholds must be from 0 to 1");
            if (!value.is_zero() && value < before)
                return refuse(name + " thresholds must not fall from reduced over crisis to stopped");
            before = std::max(before, value);
        }
    }
    if (!s.recovery.is_positive() || s.recovery > one) return refuse("recovery must be above 0 and at most 1");
    if (!s.reduced_size.is_positive() || s.reduced_size > one)
        return refuse("reduced_size must be above 0 and at most 1");
    if (s.hold < Duration{}) return refuse("hold must not be negative");
    if (s.day_start < Duration{} || s.day_start >= day_length)
        return refuse("day_start must be from 0 to less than 24h");
    return {};
}

RiskMonitor::RiskMonitor(const RiskStateSettings& settings) : settings_(settings) {
    ARGOSY_ASSERT(validate(settings).has_value(), "the risk state settings break their own rules");
}

bool RiskMonitor::update(Money equity, Time now) noexcept {
    if (!started_) {
        equity_ = equity;
        if (!equity.is_positive()) return false;
        started_ = true;
        restart_bases();
    }
    if (now >= day_end_) roll_day(now);
    equity_ = equity;
    bases_[0] = std::max(bases_[0], equity);
    const bool changed = worsen(now) || recover(now);
    arm();
    return changed;
}

void RiskMonitor::roll_day(Time now) noexcept {
    day_ = day_of(now);
    day_end_ = Time{} + settings_.day_start + day_length * (day_ + 1);
    bases_[1] = equity_;  // what the day before ended with
}

bool RiskMonitor::worsen(Time now) noexcept {
    for (const auto state : worse_first) {
        if (state <= state_) return false;
        for (std::size_t m = 0; m < bases_.size(); ++m) {
            if (equity_ > trip_equity(state, m)) continue;
            change({.from = state_,
                    .to = state,
                    .measure = static_cast<LossMeasure>(m),
                    .loss = loss(m),
                    .threshold = threshold(state, m),
                    .base = bases_[m],
                    .equity = equity_,
                    .time = now});
            return true;
        }
    }
    return false;
}

bool RiskMonitor::recover(Time now) noexcept {
    if (state_ == State::normal || is_latched() || now - since_ < settings_.hold || equity_ <= recovery_equity())
        return false;
    State to = state_;
    do {
        to = static_cast<State>(std::to_underlying(to) - 1);
    } while (to != State::normal && !is_used(thresholds_of(settings_, to)));
    const auto m = std::to_underlying(last_->measure);
    change({.from = state_,
            .to = to,
            .measure = last_->measure,
            .loss = loss(m),
            .threshold = scale(threshold(state_, m), settings_.recovery),
            .base = bases_[m],
            .equity = equity_,
            .time = now});
    return true;
}

void RiskMonitor::change(const RiskTransition& transition) noexcept {
    since_ = transition.time;
    state_ = transition.to;
    last_ = transition;
    if (transition.measure == LossMeasure::manual) floor_ = transition.to;
    cause_text_ = text_of(transition);
}

/// The corridor in which nothing can change: above every worse trip, not above the peak or the recovery.
void RiskMonitor::arm() noexcept {
    trip_at_ = never();
    for (const auto state : worse_first)
        for (std::size_t m = 0; m < bases_.size() && state > state_; ++m)
            trip_at_ = std::max(trip_at_, trip_equity(state, m));
    act_at_ = bases_[0];
    if (state_ != State::normal && !is_latched()) act_at_ = std::min(act_at_, recovery_equity());
}

Money RiskMonitor::trip_equity(State state, std::size_t measure) const noexcept {
    const Ratio limit = threshold(state, measure);
    if (limit.is_zero() || !bases_[measure].is_positive()) return never();
    return bases_[measure] - scale(bases_[measure], limit, Rounding::ceiling);
}

Money RiskMonitor::recovery_equity() const noexcept {
    Money out = never();
    for (std::size_t m = 0; m < bases_.size(); ++m) {
        const Ratio limit = threshold(state_, m);
        if (limit.is_zero() || !bases_[m].is_positive()) continue;
        const Ratio below = scale(limit, settings_.recovery);
        out = std::max(out, bases_[m] - scale(bases_[m], below, Rounding::ceiling));
    }
    return out;
}

Ratio RiskMonitor::threshold(State state, std::size_t measure) const noexcept {
    return value_of(thresholds_of(settings_, state), measure);
}

Ratio RiskMonitor::loss(std::size_t measure) const noexcept {
    if (!bases_[measure].is_positive()) return {};
    const auto part = ratio_of(bases_[measure] - equity_, bases_[measure], Rounding::half_even);
    return part ? *part : Ratio::max();
}

void RiskMonitor::restart_bases() noexcept { bases_.fill(equity_); }

void RiskMonitor::on_transfer(Money amount) noexcept {
    if (!started_) return;
    for (auto& base : bases_) base += amount;
    equity_ += amount;
    arm();
}

bool RiskMonitor::is_latched() const noexcept {
    switch (state_) {
        case State::normal: return false;
        case State::reduced: return floor_ >= State::reduced || settings_.latch_reduced;
        case State::crisis: return floor_ >= State::crisis || settings_.latch_crisis;
        case State::stopped: return true;
    }
    std::unreachable();
}

Ratio RiskMonitor::size_factor() const noexcept {
    switch (state_) {
        case State::normal: return Ratio::from_int(1);
        case State::reduced: return settings_.reduced_size;
        case State::crisis:
        case State::stopped: return {};
    }
    std::unreachable();
}

void RiskMonitor::rearm(InlineString<96> note, Time now) noexcept {
    change({.from = state_,
            .to = State::normal,
            .measure = LossMeasure::manual,
            .base = bases_[0],
            .equity = equity_,
            .note = note,
            .time = now});
    started_ = equity_.is_positive();
    restart_bases();
    arm();
    if (!started_) trip_at_ = Money::max();
}

Result<> RiskMonitor::force(State state, InlineString<96> note, Time now) {
    if (state <= state_)
        return fail(Errc::invalid_argument,
                    "the risk state is " + std::string(to_string(state_)) + ", " + std::string(to_string(state)) +
                        " is not worse",
                    "re-arm to go back to normal");
    change({.from = state_,
            .to = state,
            .measure = LossMeasure::manual,
            .base = bases_[0],
            .equity = equity_,
            .note = note,
            .time = now});
    arm();
    return {};
}

Result<> RiskMonitor::release(InlineString<96> note, Time now) {
    if (state_ == State::normal) return fail(Errc::invalid_argument, "the risk state is normal already");
    if (state_ == State::stopped)
        return fail(Errc::invalid_argument, "the risk state is stopped", "only a re-arm leaves it");
    change({.from = state_,
            .to = State::normal,
            .measure = LossMeasure::manual,
            .base = bases_[0],
            .equity = equity_,
            .note = note,
            .time = now});
    arm();
    return {};
}

std::int64_t RiskMonitor::count_day(Time t) const noexcept {
    const Duration since = t.time_since_epoch() - settings_.day_start;
    return static_cast<std::int64_t>(divide(since.count(), day_length / 1ns, Rounding::floor));
}

std::vector<TripDistance> RiskMonitor::distances() const {
    std::vector<TripDistance> out;
    for (std::size_t m = 0; m < bases_.size(); ++m) {
        for (const auto state : {State::reduced, State::crisis, State::stopped}) {
            if (state <= state_ || threshold(state, m).is_zero()) continue;
            const Money trip = trip_equity(state, m);
            out.push_back({.measure = static_cast<LossMeasure>(m),
                           .next = state,
                           .base = bases_[m],
                           .loss = loss(m),
                           .threshold = threshold(state, m),
                           .equity_trip = trip,
                           .distance = equity_ - trip});
            break;
        }
    }
    return out;
}

std::string_view to_string(LossMeasure measure) noexcept {
    switch (measure) {
        case LossMeasure::drawdown: return "drawdown";
        case LossMeasure::daily_loss: return "daily_loss";
        case LossMeasure::total_loss: return "total_loss";
        case LossMeasure::manual: return "manual";
    }
    std::unreachable();
}

}  // namespace argosy::risk
