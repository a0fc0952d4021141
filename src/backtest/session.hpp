#pragma once

#include <span>

#include "backtest/wire.hpp"
#include "domain/market_data.hpp"
#include "engine/engine.hpp"
#include "performance/recorder.hpp"
#include "sim/venue.hpp"

namespace argosy::backtest {

/// An engine and a simulated venue, driven in order of time. A backtest and a running simulation use this very class,
/// so that the same market gives the same orders and fills in both.
///
/// One instant, in this order: the venue sees what the market did (close, funding, trade, quote); its reports reach
/// the engine; the engine sees the market and decides; its orders leave; then, at an opening, the venue fills what
/// waits for it and the engine may answer (a protective stop works within the same bar).
///
/// Thread safety: one owner thread. Invariants: time never runs backwards (asserted by the parts).
class Session {
public:
    /// The parts outlive the session; recorder and wire may be null.
    Session(engine::Engine& engine, sim::Venue& venue, performance::EquityRecorder* recorder = nullptr,
            Wire* wire = nullptr)
        : engine_(engine), venue_(venue), recorder_(recorder), wire_(wire) {}

    /// Only the open of this bar is looked at; call it at bar.open_time, before anything later. True when the venue
    /// reported something: the rest of the bar may be calm then.
    bool on_open(const domain::BarClosed& bar) {
        venue_.on_open(bar);
        if (venue_.next_report() > bar.bar.open_time) [[likely]]
            return false;
        settle(bar.bar.open_time);
        return true;
    }
    /// Bars that closed at the same instant. `for_venue` says which of them are the finest of their instrument.
    void on_close(std::span<const domain::BarClosed> bars, std::span<const std::uint8_t> for_venue,
                  std::span<const domain::Funding> funding, Time at);
    /// The usual case: one bar, which the venue sees too.
    void on_close(const domain::BarClosed& bar) {
        const Time at = bar.close_time();
        if (venue_.next_report() < at) [[unlikely]]
            settle_before(at);
        venue_.on_bar(bar);
        if (venue_.next_report() <= at || venue_.next_timer() <= at) [[unlikely]]
            settle(at);
        engine_.on_bar(bar);
        decide(at);
    }
    /// Plays bars of one series, each as on_open (unless the first was opened) and on_close would, while nothing can
    /// happen in them but that a strategy speaks; it does at most in the last one. Returns how many: none when the
    /// first has to be looked at.
    /// Requires: bars given here, played or not, are the next that are played, and nobody asks anything before.
    std::size_t on_calm(InstrumentId instrument, Duration interval, std::span<const domain::Bar> bars);
    void on_funding(const domain::Funding& funding);
    void on_trade(const domain::Trade& trade);
    void on_quote(const domain::Quote& quote);
    /// What a person asks, between two instants.
    [[nodiscard]] Result<> on_command(const domain::Command& command, Time at);

    /// Reports and orders until nothing more happens by `at`.
    void settle(Time at);

private:
    /// What arrives or expires at the very end of a bar does so after what happened in the bar.
    void settle_before(Time close) { settle(close - Duration{1}); }
    void decide(Time at) {
        engine_.end_of_step(at);
        if (!engine_.outbox().empty()) [[unlikely]]
            send_and_settle(at);
        if (recorder_) record(at);
    }
    /// What the recorder need not see of equity: all of it when there is none.
    [[nodiscard]] performance::EquityRecorder::Quiet quiet_marks() const noexcept;
    void record(Time at) {
        if (is_exposure_new()) [[unlikely]]
            record_exposure(at);
        recorder_->on_mark(at, engine_.equity());
    }
    /// A fill changed what is held since it was recorded last. Without a recorder never.
    [[nodiscard]] bool is_exposure_new() const noexcept {
        return recorder_ && engine_.holdings_version() != exposure_version_;
    }
    void record_exposure(Time at);
    /// The bars of a calm stretch at the front of which nobody has to look at: no strategy speaks, and their closes
    /// change neither the risk state nor what is recorded of equity.
    [[nodiscard]] std::span<const domain::Bar> quiet_bars(const engine::Calm& calm, const sim::Venue::Band& band,
                                                          std::span<const domain::Bar> bars) const noexcept;
    void send(Time at);
    void send_and_settle(Time at);

    engine::Engine& engine_;
    sim::Venue& venue_;
    performance::EquityRecorder* recorder_;
    Wire* wire_;
    std::uint64_t exposure_version_ = 0;
    Time exposure_at_{};  // the last it was recorded at
};

}  // namespace argosy::backtest
