#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/series.hpp"

namespace argosy::data {

/// Where stored data lives: what the user said, else $ARGOSY_DATA, else ./argosy-data.
[[nodiscard]] std::filesystem::path data_dir(std::string_view from_user = {});

/// The series of a data directory, read-only. The directory is the catalogue: every file names its own series, so
/// there is no second list that could disagree.
///
///     ARGOSY_LET(const auto catalogue, data::Catalogue::open(data::data_dir()), "market data");
///     ARGOSY_LET(const auto series, catalogue.bars("BTC/USDT", "binance", 1h), "market data");
///     ARGOSY_LET(const auto bars, series.read(), "market data");   // std::span<const domain::Bar>
///
/// Thread safety: const members are safe to call from any thread.
class Catalogue {
public:
    /// A file that cannot be read, with what to do about it; the others stay usable.
    struct Problem {
        std::filesystem::path path;
        std::string message, hint;
    };

    /// A directory that does not exist is an empty catalogue. Errors: unavailable.
    [[nodiscard]] static Result<Catalogue> open(const std::filesystem::path& dir);

    [[nodiscard]] const std::filesystem::path& dir() const noexcept { return dir_; }
    /// Ordered by symbol, venue, kind, interval.
    [[nodiscard]] const std::vector<SeriesInfo>& list() const noexcept { return list_; }
    [[nodiscard]] const std::vector<Problem>& problems() const noexcept { return problems_; }

    /// Errors: not_found with the import command as hint, invalid_argument when the venue is not given and several
    /// have it, corrupt.
    [[nodiscard]] Result<SeriesInfo> find(const SeriesKey& key) const;

    [[nodiscard]] Result<BarSeries> bars(const SeriesKey& key, const ReadOptions& options = {}) const;
    [[nodiscard]] Result<BarSeries> bars(std::string_view symbol, std::string_view venue, Duration interval,
                                         const ReadOptions& options = {}) const;
    [[nodiscard]] Result<TradeSeries> trades(std::string_view symbol, std::string_view venue,
                                             const ReadOptions& options = {}) const;
    [[nodiscard]] Result<QuoteSeries> quotes(std::string_view symbol, std::string_view venue,
                                             const ReadOptions& options = {}) const;
    [[nodiscard]] Result<FundingSeries> funding(std::string_view symbol, std::string_view venue,
                                                const ReadOptions& options = {}) const;

private:
    std::filesystem::path dir_;
    std::vector<SeriesInfo> list_;
    std::vector<Problem> problems_;
};

}  // namespace argosy::data
