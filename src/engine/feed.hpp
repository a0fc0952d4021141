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
};

}  // namespace argosy::engine
