#pragma once

#include <map>
#include <optional>

#include "domain/market_data.hpp"
#include "features/computer.hpp"
#include "messages/facts.hpp"
#include "runtime/simulation.hpp"

namespace argosy::services::features {

/// The features of one instrument of the running market, bar after bar of its first interval.
class Stream {
public:
    /// Takes the bars that are kept first. Errors: those of features::Computer::make.
    [[nodiscard]] static Result<Stream> make(const runtime::Simulation& core, InstrumentId instrument,
                                             const argosy::features::FeatureSet& set);

    /// False: the bar is of another interval, came before, or breaks the rules of OHLC.
    bool take(const domain::BarClosed& bar);
    /// A headline about the instrument that came at this time of the market: it counts from the next close on.
    void hear(double score, Time arrived);
    /// Columns that are not defined yet are left out. None before the first bar.
    [[nodiscard]] std::optional<messages::FeatureVector> newest() const;
    [[nodiscard]] std::size_t warm_up() const noexcept { return computer_.warm_up(); }
    [[nodiscard]] bool ready() const noexcept { return computer_.ready(); }
    [[nodiscard]] Duration interval() const noexcept { return interval_; }

private:
    Stream(std::string symbol, const argosy::features::FeatureSet& set, argosy::features::Computer computer)
        : symbol_(std::move(symbol)), set_(set.name), interval_(set.interval), computer_(std::move(computer)) {}

    std::string symbol_, set_;
    Duration interval_{};
    argosy::features::Computer computer_;
    std::optional<Time> last_;  ///< opening of the newest bar
    Time last_heard_ = Time::min();
};

/// The interval of which features are made: the first that the core keeps. None: no bar has come.
[[nodiscard]] std::optional<Duration> first_interval(const runtime::Simulation& core, InstrumentId instrument);

}  // namespace argosy::services::features
