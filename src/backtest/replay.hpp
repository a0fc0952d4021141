#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include "domain/market_data.hpp"

namespace argosy::backtest {

class Session;

/// One series of bars, oldest first; the memory outlives the replay.
struct BarTrack {
    InstrumentId instrument;
    Duration interval{};
    std::span<const domain::Bar> bars;
};

/// The recorded market of one run.
struct Market {
    std::vector<BarTrack> bars;
    std::vector<std::span<const domain::Funding>> funding;  ///< each ascending in time
    std::vector<std::span<const domain::Trade>> trades;     ///< each ascending in time
    std::vector<std::span<const domain::Quote>> quotes;     ///< each ascending in time

    [[nodiscard]] std::uint64_t events() const noexcept;
    /// The first opening time and the last closing time. Requires: not empty.
    [[nodiscard]] Time start() const noexcept;
    [[nodiscard]] Time end() const noexcept;
};

/// Plays a recorded market through a session, event by event in order of time.
///
/// At one instant: bars that close (finer intervals first within an instrument), funding, trades, quotes, bars
/// that open. The finest series of an instrument drives the venue.
/// Invariants: the order of events depends on the market alone, not on how it is cut into calls of run_until.
class Replay {
public:
    explicit Replay(const Market& market);

    /// Plays everything that happens at or before `until`. Returns the events played.
    std::uint64_t run_until(Session& session, Time until);
    /// Plays to the end; `progress` hears the share done about every hundredth of the way, and stops the run by
    /// returning false.
    std::uint64_t run(Session& session, const std::function<bool(double)>& progress = {});

    /// Plays the next instant by itself, in no calm stretch. Returns how many events it had. Requires: not done().
    std::uint64_t play_instant(Session& session);
    /// For who plays instant by instant, which leaves a bar open: plays it and those behind it that close by then, as
    /// far as Session::on_calm goes, and what opens at the last close. Returns how many closed.
    std::uint64_t run_calm(Session& session, Time until);

    [[nodiscard]] bool done() const noexcept { return next_ == time_max; }
    /// Of the next event; time_max at the end.
    [[nodiscard]] Time next_time() const noexcept { return next_; }

private:
    struct Cursor {
        BarTrack track;
        std::size_t index = 0;
        bool opened = false;  ///< the open of bars[index] was played
        bool for_venue = false;
        [[nodiscard]] bool done() const noexcept { return index == track.bars.size(); }
        [[nodiscard]] Time open() const noexcept { return track.bars[index].open_time; }
        [[nodiscard]] Time close() const noexcept { return open() + track.interval; }
        [[nodiscard]] Time next() const noexcept { return done() ? time_max : opened ? close() : open(); }
        /// The bars to come that close by then.
        [[nodiscard]] std::span<const domain::Bar> closing_by(Time until) const noexcept {
            const auto rest = track.bars.subspan(index);
            const auto end = std::ranges::upper_bound(rest, until - track.interval, {}, &domain::Bar::open_time);
            return {rest.begin(), end};
        }
        [[nodiscard]] domain::BarClosed event() const noexcept {
            return {.instrument = track.instrument, .interval = track.interval, .bar = track.bars[index]};
        }
    };
    std::uint64_t run_single(Session& session, Time until);
    /// The bars of a single series that are calm and close before the next funding.
    std::uint64_t play_calm(Session& session, Time until);
    std::uint64_t play_calm(Session& session, Time until, Cursor& cursor);
    [[nodiscard]] bool may_be_calm() const noexcept {
        return cursors_.size() == 1 && trades_.empty() && quotes_.empty() && !cursors_.front().done();
    }
    std::uint64_t play_closes(Session& session);
    std::uint64_t play_ticks(Session& session);
    void play_opens(Session& session);
    void find_next() noexcept;

    const Market* market_;
    std::vector<Cursor> cursors_;
    std::vector<std::size_t> funding_, trades_, quotes_;  // next index of each
    std::vector<domain::BarClosed> closing_;
    std::vector<std::uint8_t> for_venue_;
    std::vector<domain::Funding> due_;
    Time next_ = time_max;
};

}  // namespace argosy::backtest
