#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "indicators/true_range.hpp"
#include "strategy/context.hpp"
#include "strategy/regime.hpp"
#include "strategy/strategy.hpp"

namespace argosy::engine {

/// A strategy at work: one voter on one instrument, or on all of its book.
struct Instance {
    std::unique_ptr<strategy::Strategy> strategy;
    StrategyId id;              ///< of the voter
    std::size_t book = 0;       ///< index of its book
    std::size_t voter = 0;      ///< index within the book's consensus
    std::size_t timeframe = 0;  ///< index of its regime detectors
    std::size_t warm_up = 0;    ///< bars of an instrument before it may be heard
    bool enabled = true;
    Time next_timer = time_max;
    strategy::Context context;
    strategy::Setup setup;  ///< what it is made again from, when parameters change
};

/// A signal that waits for its bar.
struct Said {
    const Instance* from;
    domain::Signal signal;
};

/// The bars of one instrument and interval, and who is fed with them.
struct Feed {
    InstrumentId instrument;
    Duration interval{};
    std::size_t timeframe = 0;
    bool is_finest = true;                       ///< of its instrument
    bool counts_trades = true;                   ///< its bars are those that a trade has lasted
    strategy::RegimeDetector* regime = nullptr;  ///< none: detection is off
    std::vector<Instance*> instances;
    std::optional<indicators::Atr> atr;  ///< when exits are measured with it
    std::uint64_t bars = 0;
    bool reads_ahead = false;                       ///< all of its strategies do
    Time read_until = time_from_ns(INT64_MIN / 2);  ///< its strategies have seen the bars that close by then
    /// What they said about bars that were not played yet, in order of time, then of the strategies.
    std::vector<Said> said;
    std::size_t heard = 0;  ///< of these
    /// Nobody says anything about a bar that closes before.
    [[nodiscard]] Time silent_until() const noexcept {
        return heard < said.size() ? said[heard].signal.time : read_until + Duration{1};
    }
};

}  // namespace argosy::engine
