#pragma once

#include <vector>

#include "base/assert.hpp"
#include "domain/instrument.hpp"
#include "domain/signal.hpp"
#include "strategy/reason.hpp"
#include "strategy/regime.hpp"

namespace argosy::strategy {

/// What a strategy says besides the direction; what it leaves out has a sensible default.
struct Opinion {
    double strength = 1;
    double confidence = 1;
    Duration horizon{};
    Duration valid_for{};  ///< zero: until the strategy says something else
    Price stop_price;
    InlineString<64> reason;
};

/// Receives signals; the engine and tests implement it.
class SignalSink {
public:
    virtual ~SignalSink() = default;
    virtual void on_signal(const domain::Signal& signal) = 0;
};

/// Everything a strategy can see and do while it handles one event: the time of the event, its own position,
/// the regime, the instrument's rules, and emitting signals. There is no way to the future, to files, to a
/// clock or to orders.
class Context {
public:
    /// Of nobody yet.
    Context() = default;
    Context(const domain::InstrumentTable& instruments, SignalSink& sink) : instruments_(&instruments), sink_(&sink) {}

    [[nodiscard]] Time now() const noexcept { return now_; }
    [[nodiscard]] const domain::Instrument& instrument(InstrumentId id) const noexcept { return (*instruments_)[id]; }
    /// The signed position of the book that this strategy votes in.
    [[nodiscard]] Qty position(InstrumentId id) const noexcept {
        ARGOSY_ASSERT(!is_ahead_, "a strategy that looks at bars alone asked for its position");
        return positions_ && id.value() < positions_->size() ? (*positions_)[id.value()] : Qty{};
    }
    /// The regime of the bars that this strategy is fed; unknown when detection is off.
    [[nodiscard]] domain::Regime regime(InstrumentId id) const noexcept {
        ARGOSY_ASSERT(!is_ahead_, "a strategy that looks at bars alone asked for the regime");
        return regimes_ && id.value() < regimes_->size() ? (*regimes_)[id.value()].regime() : domain::Regime::unknown;
    }

    /// strategy::reason of these pieces; empty when nobody will read it, as in a search over thousands of runs.
    template <class... Pieces>
    [[nodiscard]] InlineString<64> reason(const Pieces&... pieces) const noexcept {
        return is_silent_ ? InlineString<64>{} : strategy::reason(pieces...);
    }

    void emit(InstrumentId id, domain::Direction direction, const Opinion& opinion = {}) {
        sink_->on_signal({.instrument = id,
                          .strategy = strategy_,
                          .direction = direction,
                          .strength = opinion.strength,
                          .confidence = opinion.confidence,
                          .horizon = opinion.horizon,
                          .time = now_,
                          .expires_at = opinion.valid_for > Duration{} ? now_ + opinion.valid_for : time_max,
                          .stop_price = opinion.stop_price,
                          .regime = is_silent_ || is_ahead_ ? domain::Regime::unknown : regime(id),
                          .reason = opinion.reason});
    }

    // The engine sets the scene once and the time before each call.
    struct Scene {
        Time now{};
        StrategyId strategy;
        const std::vector<Qty>* positions = nullptr;
        std::vector<RegimeDetector>* regimes = nullptr;
        bool is_silent = false;  ///< nobody reads what a signal says besides its opinion: reason and regime
    };
    void set(const Scene& s) noexcept {
        now_ = s.now, strategy_ = s.strategy, positions_ = s.positions, regimes_ = s.regimes;
        is_silent_ = s.is_silent;
    }
    void set_now(Time now) noexcept { now_ = now; }
    /// What follows is about bars that are yet to be played: position and regime are not known there.
    void set_ahead(bool is_ahead) noexcept { is_ahead_ = is_ahead; }
    [[nodiscard]] bool is_silent() const noexcept { return is_silent_; }

private:
    const domain::InstrumentTable* instruments_ = nullptr;
    SignalSink* sink_ = nullptr;
    Time now_{};
    StrategyId strategy_;
    const std::vector<Qty>* positions_ = nullptr;
    std::vector<RegimeDetector>* regimes_ = nullptr;
    bool is_silent_ = false;
    bool is_ahead_ = false;
};

}  // namespace argosy::strategy
