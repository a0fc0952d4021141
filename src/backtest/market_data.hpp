#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backtest/config.hpp"
#include "backtest/replay.hpp"
#include "data/catalogue.hpp"

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
    std::vector<std::string> notes;  ///< for the report: gaps, funding that is missing

    std::vector<data::Rows<domain::Bar>> bar_rows;
    std::vector<std::vector<domain::Bar>> resampled;
    std::vector<data::Rows<domain::Funding>> funding_rows;
};

/// Loads what the run's strategies need: for each instrument the timeframe of every strategy that sees it (resampled
/// from the longest finer series that divides it when it is not stored), and funding for perpetuals.
/// Errors: not_found, with the import command, when a series is missing or nothing lies in from .. to; corrupt.
[[nodiscard]] Result<std::unique_ptr<LoadedMarket>> load_market(const RunConfig& config,
                                                                const domain::InstrumentTable& instruments,
                                                                const data::Catalogue& catalogue);

}  // namespace argosy::backtest
