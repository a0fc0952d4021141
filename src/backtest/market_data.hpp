#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backtest/config.hpp"
#include "backtest/replay.hpp"
#include "data/catalogue.hpp"
#include "strategy/catalogue.hpp"

namespace argosy::backtest {

/// A stored series that a run used, for the report.
struct Source {
    std::string series;    ///< "BTC/USDT:USDT binance bars 1h"
    std::string checksum;  ///< SHA-256 of its rows
    std::string made;      ///< "" or "resampled from 5m"
    std::uint64_t rows = 0;
};

/// The recorded market of a run, in memory, shareable between threads.
struct LoadedMarket {
    Market market;
    std::vector<Source> sources;
    std::vector<std::string> notes;  ///< for the report: what the data lack of the run

    /// What the spans of the market point into.
    template <class Row>
    struct Kept {
        std::vector<data::Rows<Row>> read;
        std::vector<std::vector<Row>> made;  ///< resampled, or without what lies outside trading hours
    };
    Kept<domain::Bar> bars;
    Kept<domain::Trade> trades;
    Kept<domain::Quote> quotes;
    Kept<domain::Funding> funding;
};

/// Loads what the run's strategies need: for each instrument the timeframe of every strategy that sees it (resampled
/// from the longest finer series that divides it when it is not stored, or built from the trades where those are
/// replayed), trades and quotes as InstrumentConfig::data says, and funding for perpetuals. Bars below a day, trades
/// and quotes outside the instrument's trading hours are left out, with a note.
///
/// `strategies` says what each voter is silent without; without it only bars are loaded by themselves.
/// Errors: not_found, with the import command, when a series is missing, nothing lies in from .. to, or a strategy
///         lives on funding that is not there; corrupt.
[[nodiscard]] Result<std::unique_ptr<LoadedMarket>> load_market(const RunConfig& config,
                                                                const domain::InstrumentTable& instruments,
                                                                const data::Catalogue& catalogue,
                                                                const strategy::Catalogue* strategies = nullptr);

}  // namespace argosy::backtest
